package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/model"
	"magbot/moderation/signal/packed"
	"magbot/moderation/signal/text"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "train:", err) // there is nowhere else to tell it
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	data := flags.String("data", "../shared/data/moderation", "folder of train.tsv and dev.tsv")
	meetings := flags.String("meetings", "../shared/data/meetings", "folder of meeting logs: the head of conduct is trained on the first half of their lines")
	cases := flags.String("cases", "moderation/signal/testdata", "folder of our own cases: the head of conduct is trained on all but held-*.tsv and pairs/held.tsv, which are for measuring")
	usual := flags.String("usual", "moderation/signal/lexicon/usual.bin", "where the list of usual words goes")
	weights := flags.String("weights", "moderation/signal/model/weights.bin", "where the weights go")
	card := flags.String("card", "docs/signals.md", "where the model card goes")
	check := flags.Bool("check", false, "write nothing; fail unless the shipped weights are what the data give")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("read the flags: %w", err)
	}
	words, err := usualWords(filepath.Join(*cases, "pairs"))
	if err != nil {
		return err
	}
	if !packed.Same(words, lexicon.EmbeddedUsual()) {
		if *check {
			return errors.New("the shipped list of usual words is not what the pairs give; run the training again")
		}
		if err := os.WriteFile(*usual, words, 0o600); err != nil {
			return fmt.Errorf("write the usual words: %w", err)
		}
		return fmt.Errorf("the list of usual words is another now (%s), and messages read otherwise by it: run the training once more", *usual)
	}
	rows, err := load(filepath.Join(*data, "train.tsv"))
	if err != nil {
		return err
	}
	own, err := ours(*cases)
	if err != nil {
		return err
	}
	talk, err := speech(*meetings)
	if err != nil {
		return err
	}
	if len(talk) == 0 {
		return fmt.Errorf("there are no meeting logs in %s; name their folder with -meetings", *meetings)
	}
	seen, _ := halves(talk)
	for _, m := range seen {
		own = add(own, m, talkWeight, [model.Heads]int8{-1, -1, 0})
	}
	trained, err := fit(append(samples(rows), own...))
	if err != nil {
		return err
	}
	if *check {
		if !packed.Same(trained, model.Embedded()) {
			return errors.New("the shipped weights are not what the data give; run the training again")
		}
		_, err = fmt.Fprintln(out, "the shipped weights are what the data give")
		return err
	}
	if err := os.WriteFile(*weights, trained, 0o600); err != nil {
		return fmt.Errorf("write the weights: %w", err)
	}
	on, err := gather(rows, filepath.Join(*data, "dev.tsv"), *meetings, *cases)
	if err != nil {
		return err
	}
	described, err := describe(trained, on)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*card, described, 0o600); err != nil {
		return fmt.Errorf("write the model card: %w", err)
	}
	_, err = fmt.Fprintln(out, "wrote", *weights, "and", *card)
	return err
}

// ours are our own pairs, ordinary lines and functional cases, for the head of
// conduct. Those by which the rules were written are few beside those of the folder
// pairs, and count three times.
func ours(folder string) ([]sample, error) {
	many, err := written(filepath.Join(folder, "pairs"))
	if err != nil {
		return nil, err
	}
	pairs, err := table(filepath.Join(folder, "cases.tsv"), 4)
	if err != nil {
		return nil, err
	}
	lines, err := table(filepath.Join(folder, "ordinary.tsv"), 2)
	if err != nil {
		return nil, err
	}
	functional, err := functions(filepath.Join(folder, "functions.tsv"), filepath.Join(folder, "groups.tsv"))
	if err != nil {
		return nil, err
	}
	once := append(contrasts(pairs), civil(lines)...)
	return slices.Concat(many, once, once, once, specimens(functional)), nil
}

// usualWords is the list of words that the pairs use most.
func usualWords(folder string) ([]byte, error) {
	counts := map[string]map[string]int{}
	for _, l := range languages {
		pairs, err := table(filepath.Join(folder, l+".tsv"), 3)
		if err != nil {
			return nil, err
		}
		counts[l] = map[string]int{}
		for _, p := range pairs {
			for _, message := range p[1:] {
				for _, t := range text.Read(message).Tokens {
					if t.Kind == text.Word && !t.Joined && !t.Bent {
						counts[l][t.Word]++
					}
				}
			}
		}
	}
	packed, err := lexicon.PackUsual(counts)
	if err != nil {
		return nil, fmt.Errorf("list the usual words: %w", err)
	}
	return packed, nil
}

// languages are those in which pairs are written.
var languages = [...]string{"en", "fr", "es", "ru", "ar", "zh"}

// written are the pairs, ordinary lines and texts about conduct of a folder that nobody
// wrote rules by.
func written(folder string) ([]sample, error) {
	var out []sample
	for _, l := range languages {
		pairs, err := table(filepath.Join(folder, l+".tsv"), 3)
		if err != nil {
			return nil, err
		}
		for i, p := range pairs {
			pairs[i] = append([]string{l}, p...)
		}
		out = append(out, contrasts(pairs)...)
	}
	for _, name := range []string{"ordinary.tsv", "prose.tsv"} {
		lines, err := table(filepath.Join(folder, name), 2)
		if err != nil {
			return nil, err
		}
		out = append(out, civil(lines)...)
	}
	return out, nil
}
