package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"magbot/moderation/signal/model"
)

// made is a small set of labelled messages.
func made(t *testing.T) []row {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.tsv")
	text := "id\ttext\thate\ttoxic\tlang\tsource\tkind\tlicence\n"
	for _, line := range []string{
		"1\tthey are vermin and should leave\t1\t1\ten\tone\tx\tMIT", "2\tthey are welcome and should stay\t0\t0\ten\tone\tx\tMIT",
		"3\tyou are a fool\t-1\t1\ten\tone\tx\tMIT", "4\tyou are a friend\t0\t0\ten\tone\tx\tMIT", "5\tshare alike\t1\t1\ten\tstormfront\tx\tCC",
	} {
		text += line + "\n"
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := load(path)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheSameDataGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	rows := made(t)
	first, again := fit(samples(rows)), fit(samples(rows))
	if !bytes.Equal(first, again) {
		t.Error("two trainings on the same data differ")
	}
	if _, err := model.Read(first); err != nil {
		t.Error(err)
	}
	if bytes.Equal(first, fit(samples(rows[:2]))) {
		t.Error("other data gave the same weights")
	}
}

func TestShareAlikeRowsAreLeftOut(t *testing.T) {
	t.Parallel()
	if got := len(samples(made(t))); got != 4 {
		t.Errorf("%d rows are trained on instead of 4", got)
	}
}

func TestABrokenLineIsNamed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rows.tsv")
	if err := os.WriteFile(path, []byte("head\none\ttwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := load(path); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("the error is %v", err)
	}
}
