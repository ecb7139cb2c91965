package chart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/chart"
)

func TestGrid(t *testing.T) {
	t.Parallel()
	svg := chart.Grid{
		Title: "Night hours", Alt: "Tokyo is up at night at 13:00.", Dark: "Night", Columns: []string{"13:00", "21:00"}, Note: "a < b",
		Rows: []chart.GridRow{
			{Label: "Asia/Tokyo (3)", Cells: []chart.Cell{{"22:00 night", true}, {"06:00 night", true}}},
			{Label: "Europe/Zurich", Cells: []chart.Cell{{Words: "14:00"}}},
		},
	}.SVG()
	for _, want := range []string{"<title>Night hours</title>", "Tokyo is up at night", ">13:00<", ">22:00 night<", "Asia/Tokyo (3)", "a &lt; b"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in %s", want, svg)
		}
	}
	if n := strings.Count(svg, `fill="#3b4a63"`); n != 3 {
		t.Errorf("%d dark fields, want two cells and the legend", n)
	}
	wellFormed(t, svg)
}

func TestAnyGridIsWellFormed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.String()
		g := chart.Grid{Title: words.Draw(t, "title"), Alt: words.Draw(t, "alt"), Columns: rapid.SliceOfN(words, 0, 12).Draw(t, "columns")}
		for range rapid.IntRange(0, 70).Draw(t, "rows") {
			row := chart.GridRow{Label: words.Draw(t, "label")}
			for range rapid.IntRange(0, 10).Draw(t, "cells") {
				row.Cells = append(row.Cells, chart.Cell{words.Draw(t, "words"), rapid.Bool().Draw(t, "dark")})
			}
			g.Rows = append(g.Rows, row)
		}
		wellFormed(t, g.SVG())
	})
}

func wellFormed(t interface{ Fatalf(string, ...any) }, svg string) {
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
}
