package chart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"magbot/bot/chart"
)

func example() chart.Bars {
	return chart.Bars{
		Title: "The floor by group", Alt: "Government had 46 % and is 31 %.", Had: "had", Of: "present", Note: "about 20 % can be chance",
		Bars: []chart.Bar{{"Government", 0.46, 0.31, 0.12}, {"القطاع الخاص", 0.02, 0.22, 0.1}, {"公民社会", 0.5, 0.4, 0}},
	}
}

// words reads the text of a picture, by element, and fails where the picture
// is not well-formed XML or holds an element that may carry code.
func words(t *testing.T, svg string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	d := xml.NewDecoder(strings.NewReader(svg))
	element := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("the picture is not well-formed: %v\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			element = token.Name.Local
			switch element {
			case "svg", "title", "desc", "text", "rect", "line":
			default:
				t.Fatalf("the picture has an element <%s>", element)
			}
			found[element] = append(found[element], "")
		case xml.CharData:
			list := found[element]
			list[len(list)-1] += string(token)
		}
	}
}

func TestPicture(t *testing.T) {
	svg := example().SVG()
	got := words(t, svg)
	t.Run("has a title and a description for screen readers", func(t *testing.T) {
		if got["title"][0] != "The floor by group" || got["desc"][0] != "Government had 46 % and is 31 %." {
			t.Errorf("title %q, desc %q", got["title"], got["desc"])
		}
		if !strings.Contains(svg, `role="img"`) {
			t.Error("it is not marked as an image")
		}
	})
	t.Run("shows names in any script and what each had", func(t *testing.T) {
		all := strings.Join(got["text"], "|")
		for _, want := range []string{"Government", "القطاع الخاص", "公民社会", "46 %", "2 %", "50 %", "had", "present", "about 20 % can be chance"} {
			if !strings.Contains(all, want) {
				t.Errorf("it does not show %q: %s", want, all)
			}
		}
	})
	t.Run("draws a bar for each, and a band where there is one", func(t *testing.T) {
		if bars, bands := strings.Count(svg, "#2f7fd1"), strings.Count(svg, "fill-opacity"); bars != 4 || bands != 2 {
			t.Errorf("%d bars with the legend and %d bands", bars, bands)
		}
	})
	t.Run("is the same bytes every time", func(t *testing.T) {
		if example().SVG() != svg {
			t.Error("two pictures of the same values differ")
		}
	})
	t.Run("is well-formed without bars", func(t *testing.T) {
		words(t, chart.Bars{}.SVG())
	})
}

func TestTextIsEscaped(t *testing.T) {
	c := example()
	c.Title = `</title><script>alert("1")</script>`
	c.Bars[0].Label = "a & b < c\x00\u202Ed\tx"
	got := words(t, c.SVG())
	if got["title"][0] != c.Title {
		t.Errorf("the title reads %q", got["title"][0])
	}
	if all := strings.Join(got["text"], "|"); !strings.Contains(all, "a & b < cd x") {
		t.Errorf("the label reads %s", all)
	}
}

func TestLongLabelsAreCut(t *testing.T) {
	c := example()
	c.Bars[0].Label = strings.Repeat("é", 500)
	if svg := c.SVG(); strings.Count(svg, "é") != 69 {
		t.Errorf("%d of 500 characters are left", strings.Count(svg, "é"))
	}
}

func FuzzPicture(f *testing.F) {
	f.Add("Government", "a sentence", 0.4, 0.3, 0.1)
	f.Add("</text><a href=\"x\">\x01\ufffe\ud7ff", "]]>", math.Inf(1), math.NaN(), -3.0)
	f.Add("\xff\xfe", "\u202e", 1e300, -1e300, math.Inf(-1))
	f.Fuzz(func(t *testing.T, label, alt string, had, of, band float64) {
		svg := chart.Bars{Title: label, Alt: alt, Had: label, Of: alt, Note: label, Bars: []chart.Bar{{label, had, of, band}}}.SVG()
		words(t, svg)
		if strings.Contains(svg, "NaN") && !strings.Contains(label+alt, "NaN") || strings.Contains(svg, `width="-`) {
			t.Errorf("a size is not a number that can be drawn: %s", svg)
		}
	})
}
