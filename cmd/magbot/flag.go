package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"magbot/moderation/signal"
)

type flagCommand struct {
	Format string `help:"What to print for each line of standard input: json, an object {\"flag\", \"signals\"} on a line of its own." default:"json" enum:"json"`
}

// flagged is what is printed for one message.
type flagged struct {
	Flag    bool            `json:"flag"`
	Signals []signal.Signal `json:"signals"`
}

// Run reads one message a line and prints what a human should look at, at the
// shipped setting. Nothing of the messages is kept.
func (flagCommand) Run(w *world) error {
	in := bufio.NewReaderSize(w.stdin, 1<<16)
	out := bufio.NewWriter(w.stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for number := 1; ; number++ {
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read line %d of the messages: %w", number, err)
		}
		if line == "" {
			break
		}
		message := strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		answer := flagged{Signals: []signal.Signal{}}
		answer.Signals = append(answer.Signals, signal.Look(message, signal.Context{})...)
		answer.Flag = signal.Flagged(answer.Signals)
		if err := encoder.Encode(answer); err != nil {
			return fmt.Errorf("print what was found in line %d: %w", number, err)
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return fmt.Errorf("print what was found: %w", err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print what was found: %w", err)
	}
	return nil
}
