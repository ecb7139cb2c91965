// Command train makes the weights of package model out of labelled messages, the list
// of usual words of package lexicon, and the model card with its figures.
//
//	go run ./moderation/signal/train -data ../shared/data/moderation -meetings ../shared/data/meetings
//
// Rules: the same data give the same bytes on every machine (each turn in
// one thread and a fixed order, no fused multiplication, an exponential of its own); rows of a
// share-alike source are left out; dev.tsv is for measuring alone; no suite on
// which the finished flagger is examined is ever read.
package main
