package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"magbot/bot/ballot/bundle"
	"magbot/bot/ballot/proof"
)

// isBallot tells the bundle of a ballot from one of the record.
func isBallot(path string) (is bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("open the bundle: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	head, err := io.ReadAll(io.LimitReader(file, 100))
	if err != nil {
		return false, fmt.Errorf("read the bundle: %w", err)
	}
	return bundle.Is(head), nil
}

// verifyBallot counts a ballot again from its bundle, and tells what it found. Of
// what differs, the first is named.
func verifyBallot(w *world, path, receipt string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the bundle: %w", err)
	}
	b, err := bundle.Parse(text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	report, err := b.Verify()
	if err != nil {
		return fmt.Errorf("%s is not a count that holds: %w", path, err)
	}
	if receipt != "" {
		if err := included(b, receipt); err != nil {
			return err
		}
	}
	lines := []string{
		fmt.Sprintf("%s: %s", b.Ballot, b.Question),
		fmt.Sprintf("%d could vote, %d recused; %d ballots count. The roots of the electorate and of the ballots are right.", report.Voters-report.Recused, report.Recused, len(b.Commits)),
		how(b) + outcome(b),
	}
	if b.Advisory {
		lines = append(lines, "It was advisory: it decides nothing by itself.")
	}
	if b.Opened.Head != "" && b.Closed.Head != "" {
		lines = append(lines, fmt.Sprintf("The head of its record was %s before it opened, and %s before its votes were gathered; compare them with those posted.", b.Opened.Head, b.Closed.Head))
	}
	if len(b.Seeds) > 0 {
		lines = append(lines, lotsLine(b))
	}
	for _, x := range report.Unchecked {
		lines = append(lines, "Not checked, because nobody can from this file: "+x+".")
	}
	if receipt != "" {
		lines = append(lines, "The receipt is genuine, and its ballot is among those that count.")
	}
	return w.say(append(lines, fmt.Sprintf("The ballot is whole. Its seal is %s; compare it with the one posted with the result.", b.Seal))...)
}

func how(b *bundle.Bundle) string {
	if b.Withheld {
		return "The turnout was counted again. The result is as it is stated: "
	}
	return "Counted again: "
}

// outcome is what came out, in a sentence.
func outcome(b *bundle.Bundle) string {
	r := b.Result
	var said string
	switch {
	case r.Motion != nil:
		said = fmt.Sprintf("%s; %d yes, %d no, %d abstaining; needed: %d of %d.", r.Outcome, r.Motion.Yes, r.Motion.No, r.Motion.Abstain, r.Motion.NeedsYes, r.Motion.Base)
	case len(r.Levels) > 0:
		var parts []string
		for i, n := range r.Levels {
			parts = append(parts, fmt.Sprintf("%s %d", b.Options[i].Name, n))
		}
		said = r.Outcome + "; " + strings.Join(parts, ", ") + "."
	case r.Count != nil && len(r.Winners) > 0:
		said = fmt.Sprintf("%s by %s: %s.", r.Outcome, b.Rules.Method, strings.Join(r.Winners, ", "))
	default:
		said = fmt.Sprintf("%s; nobody is elected.", r.Outcome)
	}
	if b.Settled != nil {
		said += " The tie was settled by " + b.Settled.By + ": " + strings.Join(b.Settled.Elected, ", ") + "."
	}
	return said
}

func lotsLine(b *bundle.Bundle) string {
	if b.Lots == nil {
		return "A seed was never opened, so no lots were drawn."
	}
	return "The seeds are those that were committed to, and the lots follow from them: " + strings.Join(b.Lots, ", ") + "."
}

// included sees that a receipt is genuine and that its ballot counts.
func included(b *bundle.Bundle, text string) error {
	r, err := proof.ParseReceipt(text)
	if err != nil {
		return err
	}
	switch {
	case r.Ballot != b.Ballot:
		return fmt.Errorf("the receipt is for %s, and this is %s", r.Ballot, b.Ballot)
	case !r.Genuine(b.ReceiptKey):
		return errors.New("the receipt was not signed with the key of this ballot")
	case !slices.Contains(b.Commits, r.Commitment):
		return errors.New("the ballot of the receipt is not among those that count; the voter may have changed it later")
	}
	return nil
}
