// Package disk makes files durable by name as well as by content.
//
//	err := disk.Replace("magbot.keys", content)
package disk
