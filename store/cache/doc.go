// Package cache keeps in a file what can be computed again.
//
// Rules: the content is replaced whole or not at all, its owner alone may read
// it, and a file that is not there is no error. Nothing may be lost when the file
// is; whoever reads it checks it against the record.
//
//	kept := cache.File("magbot-data/start.cache")
//	err := kept.Save(content)
package cache
