//go:build long

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"magbot/moderation/signal/model"
)

// The shipped weights are what the data give. Where the data are absent the run
// says so.
func TestTheShippedWeightsAreWhatTheDataGive(t *testing.T) {
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "moderation", "train.tsv")
	if _, err := os.Stat(path); err != nil {
		t.Logf("absent: %s", path)
		return
	}
	rows, err := load(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(fit(samples(rows)), model.Embedded()) {
		t.Error("the weights are not what the data give; run the training again")
	}
}
