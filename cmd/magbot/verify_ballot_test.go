package main_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	box "magbot/bot/ballot/bundle"
	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
)

// counted is a ballot of three, with a receipt for the first.
func counted(t *testing.T, mode box.Mode) (b *box.Bundle, receipt string) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	b = &box.Bundle{
		Form: box.Form1, Ballot: "ballot/3", Question: "Who chairs?", Mode: mode, Kind: box.Choice,
		Options: []box.Option{{Name: "Ann"}, {Name: "Bo"}}, Rules: box.Rules{Method: tally.Schulze, Seats: 1},
		ReceiptKey: key.Public().(ed25519.PublicKey), Advisory: true,
		Opened: box.Moment{Head: strings.Repeat("a1", 32)}, Closed: box.Moment{Head: strings.Repeat("b2", 32)},
	}
	for i, choice := range []string{"2>1", "1>2", "2"} {
		person, nonce := string(rune('a'+i)), bytes.Repeat([]byte{byte(i)}, proof.NonceSize)
		h, err := proof.CommitBallot(b.Ballot, nonce, []byte(choice))
		if err != nil {
			t.Fatal(err)
		}
		b.Electorate.Voters = append(b.Electorate.Voters, box.Voter{Person: person, Group: "G"})
		b.Electorate.Voted = append(b.Electorate.Voted, person)
		b.Commits = append(b.Commits, h)
		one := box.Ballot{Choice: choice}
		if mode == box.Open {
			one = box.Ballot{Choice: choice, Person: person, Group: "G", Nonce: hex.EncodeToString(nonce)}
		}
		b.Ballots = append(b.Ballots, one)
		if i == 0 {
			r, err := proof.Sign(key, b.Ballot, h, proof.Hash{})
			if err != nil {
				t.Fatal(err)
			}
			receipt = r.String()
		}
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	return b, receipt
}

func TestTheBundleOfABallotIsRecounted(t *testing.T) {
	t.Parallel()
	for _, mode := range []box.Mode{box.Open, box.Detached} {
		b, receipt := counted(t, mode)
		text, err := b.Format()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "ballot.json")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := magbot(t, "verify", "--receipt", receipt, path)
		for _, want := range []string{"ballot/3: Who chairs?", "decided by schulze: Bo.", "It was advisory", strings.Repeat("a1", 32), strings.Repeat("b2", 32), "The receipt is genuine", "The ballot is whole", b.Seal.String()} {
			if err != nil || !strings.Contains(out, want) {
				t.Errorf("%s: no %q in %s", mode, want, out)
			}
		}
		if strings.Contains(out, "Not checked") != (mode == box.Detached) {
			t.Errorf("%s: %s", mode, out)
		}
		forged := strings.Replace(string(text), `"winners": [
   "Bo"`, `"winners": [
   "Ann"`, 1)
		if err := os.WriteFile(path, []byte(forged), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err = magbot(t, "verify", path)
		if err == nil || strings.Contains(out, "is whole") || !strings.Contains(out, `result.winners[0] the bundle says "Ann", and it has to be "Bo"`) {
			t.Errorf("%s, forged: %v, %s", mode, err, out)
		}
	}
}

func TestAReceiptOfAnotherBallotIsRefused(t *testing.T) {
	t.Parallel()
	b, receipt := counted(t, box.Open)
	text, err := b.Format()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ballot.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	own := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	sign := func(key ed25519.PrivateKey, ballot string, h proof.Hash) string {
		r, err := proof.Sign(key, ballot, h, proof.Hash{})
		if err != nil {
			t.Fatal(err)
		}
		return r.String()
	}
	for text, want := range map[string]string{
		sign(other, "ballot/3", b.Commits[0]):          "not signed with the key",
		sign(own, "ballot/4", b.Commits[0]):            "is for ballot/4",
		sign(own, "ballot/3", proof.Hash{1}):           "not among those that count",
		strings.Replace(receipt, "magbot", "other", 1): "not a receipt",
	} {
		if out, err := magbot(t, "verify", "--receipt", text, path); err == nil || !strings.Contains(out, want) {
			t.Errorf("%q: %v, %s", text, err, out)
		}
	}
	if out, err := magbot(t, "verify", "--receipt", receipt, os.DevNull); err == nil {
		t.Errorf("a receipt is found in nothing: %s", out)
	}
}

// Where the votes are not given out, a voter still sees that theirs is counted, and is
// told that the count is not checked.
func TestAReceiptIsFoundWhereTheVotesAreWithheld(t *testing.T) {
	t.Parallel()
	b, receipt := counted(t, box.Confidential)
	if err := b.Withhold(); err != nil {
		t.Fatal(err)
	}
	text, err := b.Format()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ballot.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := magbot(t, "verify", "--receipt", receipt, path)
	for _, want := range []string{"The result is as it is stated: decided by schulze: Bo.", "Not checked, because nobody can from this file: the count", "The receipt is genuine, and its ballot is among those that count."} {
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("no %q in %s (%v)", want, out, err)
		}
	}
}
