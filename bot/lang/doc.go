// Package lang holds the words that people read: a catalogue by key, one file
// a language and feature, and the printer that fills them in.
//
// Rules: no sentence for people stands in code, only its key; a key names
// where it is used ("floor.asked"); every key exists in English; a count is
// passed as "count" so that each language can choose its plural.
//
//	p := catalogue.For("fr", "en")
//	p.Say("floor.asked", "name", "CS-2", "count", 3)
package lang
