// Package bot holds the types that every room of the house shares.
package bot
