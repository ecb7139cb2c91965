package chart_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/chart"
)

func TestStack(t *testing.T) {
	t.Parallel()
	svg := chart.Stack{
		Title: "What each group said", Alt: "Civil Society: yes 3.", Parts: []string{"yes", "no", "abstain"}, Note: "a < b",
		Rows: []chart.StackRow{
			{Label: "Civil Society", Values: []int64{30, 20, 1}},
			{Label: "Government", Words: "not told"},
			{Label: "Nobody", Values: []int64{0, 0, 0}},
		},
	}.SVG()
	for _, want := range []string{">yes<", ">no<", ">30<", ">20<", ">1<", ">not told<", ">0<", "Civil Society", "a &lt; b"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in %s", want, svg)
		}
	}
	wellFormed(t, svg)
}

// What the parts are called is told in full, as far as a line goes, and nothing of it
// stands on something else or beyond the edge.
func TestTheLegendHasRoom(t *testing.T) {
	t.Parallel()
	long := "Host country commitments and visa letters for all"
	for name, parts := range map[string][]string{
		"short":      {"yes", "no", "abstain"},
		"long":       {"Bonn", long, "Nairobi"},
		"all long":   {long, long + "!", long + "?", long + ".", long + ",", long + ";"},
		"ideographs": {strings.Repeat("見本", 10), strings.Repeat("山田", 60), "李示范"},
	} {
		svg := chart.Stack{Title: "t", Parts: parts, Rows: []chart.StackRow{{Label: "Civil Society", Values: []int64{1}}}}.SVG()
		type place struct{ x, y int }
		var marks []place
		for _, m := range regexp.MustCompile(`<rect x="(\d+)" y="(\d+)" width="14" height="12"`).FindAllStringSubmatch(svg, -1) {
			marks = append(marks, place{int(decimal(t, m[1])), int(decimal(t, m[2]))})
		}
		if len(marks) != len(parts) {
			t.Fatalf("%s: %d marks for %d parts", name, len(marks), len(parts))
		}
		words := regexp.MustCompile(`<text x="(\d+)" y="\d+" fill="#767676">([^<]*)</text>`).FindAllStringSubmatch(svg, -1)
		for i, m := range marks {
			room := 640 - m.x - 20
			if i+1 < len(marks) && marks[i+1].y == m.y {
				room = marks[i+1].x - m.x - 20
			}
			wide := 0
			for _, r := range words[i][2] {
				if wide += 7; r > 0x2fff {
					wide += 7
				}
			}
			if wide > room {
				t.Errorf("%s: %q has %d of about %d", name, words[i][2], room, wide)
			}
		}
		if name == "long" && !strings.Contains(svg, long) {
			t.Errorf("%q is cut", long)
		}
		label := regexp.MustCompile(`y="(\d+)" fill="#767676">Civil Society<`).FindStringSubmatch(svg)
		if y := int(decimal(t, label[1])); y < marks[len(marks)-1].y+30 {
			t.Errorf("%s: the first row stands in the legend, at %d", name, y)
		}
		wellFormed(t, svg)
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	svg := chart.Matrix{
		Title: "Two and two", Alt: "Ann before Bo.", Dark: "more", Names: []string{"Ann", "Bo"}, Over: [][]int64{{0, 7}, {3, 0}},
	}.SVG()
	for _, want := range []string{"1. Ann", "2. Bo", ">7<", ">3<", ">more<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in %s", want, svg)
		}
	}
	if n := strings.Count(svg, `fill="#3b4a63"`); n != 2 {
		t.Errorf("%d dark fields, want one cell and the legend", n)
	}
	wellFormed(t, svg)
}

// Whatever moves, the bands that reach a block are as high as it is.
func TestFlow(t *testing.T) {
	t.Parallel()
	svg := chart.Flow{
		Title: "Votes", Alt: "Cy is excluded.", Names: []string{"Ann", "Bo", "Cy"}, Spent: "nobody", Note: "quota 6",
		Steps: []chart.FlowStep{
			{Label: "1", Values: []float64{5, 3, 2}, Said: []string{"5", "3", "2"}},
			{Label: "2", Values: []float64{6, 3, 0}, Spent: 1, Moved: []chart.FlowMove{{2, 0, 1}, {2, -1, 1}}, Said: []string{"6 ✓", "3", "0"}},
		},
	}.SVG()
	for _, want := range []string{">Ann 5<", ">Cy 2<", ">Ann 6 ✓<", ">nobody<", ">quota 6<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in %s", want, svg)
		}
	}
	if strings.Contains(svg, "Cy 0") {
		t.Error("who has no votes any more is named at the end")
	}
	if n := strings.Count(svg, "<path"); n != 4 {
		t.Errorf("%d bands, want two that stay and two that move", n)
	}
	// the height of a band is the first V less where it began on the right
	total := 0.0
	for _, m := range regexp.MustCompile(`(\d+\.\d) V?(\d+\.\d)V(\d+\.\d)C`).FindAllStringSubmatch(svg, -1) {
		from, to := decimal(t, m[2]), decimal(t, m[3])
		total += to - from
	}
	if math.Abs(total-380) > 1 {
		t.Errorf("the bands are %.1f high together, want 380", total)
	}
	wellFormed(t, svg)
}

func decimal(t *testing.T, text string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAnyPictureOfAResultIsWellFormed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.String()
		list := rapid.SliceOfN(words, 0, 40)
		s := chart.Stack{Title: words.Draw(t, "title"), Alt: words.Draw(t, "alt"), Parts: list.Draw(t, "parts"), Note: words.Draw(t, "note")}
		m := chart.Matrix{Title: s.Title, Alt: s.Alt, Dark: s.Note, Names: list.Draw(t, "names"), Note: s.Note}
		f := chart.Flow{Title: s.Title, Alt: s.Alt, Names: m.Names, Spent: s.Note, Note: s.Note}
		numbers := rapid.SliceOfN(rapid.Int64(), 0, 30)
		for range rapid.IntRange(0, 40).Draw(t, "rows") {
			s.Rows = append(s.Rows, chart.StackRow{Label: words.Draw(t, "label"), Values: numbers.Draw(t, "values"), Words: words.Draw(t, "words")})
			m.Over = append(m.Over, numbers.Draw(t, "over"))
			f.Steps = append(f.Steps, chart.FlowStep{
				Label: words.Draw(t, "step"), Values: rapid.SliceOfN(rapid.Float64(), 0, 40).Draw(t, "votes"), Spent: rapid.Float64().Draw(t, "spent"), Said: list.Draw(t, "said"),
				Moved: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) chart.FlowMove {
					return chart.FlowMove{From: rapid.IntRange(-2, 50).Draw(t, "from"), To: rapid.IntRange(-2, 50).Draw(t, "to"), Value: rapid.Float64().Draw(t, "value")}
				}), 0, 9).Draw(t, "moved"),
			})
		}
		for _, svg := range []string{s.SVG(), m.SVG(), f.SVG()} {
			wellFormed(t, svg)
			if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
				t.Fatalf("no number in %s", svg)
			}
		}
	})
}

// Every colour of a part has 3:1 on white and on black, and white text on it 4.5:1.
func TestColoursOfPartsStandOut(t *testing.T) {
	t.Parallel()
	svg := chart.Stack{Parts: []string{"a", "b", "c", "d", "e", "f"}}.SVG()
	colours := regexp.MustCompile(`<rect [^>]*fill="#([0-9a-f]{6})"`).FindAllStringSubmatch(svg, -1)
	if len(colours) != 6 {
		t.Fatalf("%d colours in %s", len(colours), svg)
	}
	for _, c := range colours {
		n, err := strconv.ParseUint(c[1], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		l := 0.2126*channel(n>>16) + 0.7152*channel(n>>8&255) + 0.0722*channel(n&255)
		if white, black := 1.05/(l+0.05), (l+0.05)/0.05; white < 4.5 || black < 3 {
			t.Errorf("#%s has %.2f on white and %.2f on black", c[1], white, black)
		}
	}
}

// channel is the linear value of one of the three of sRGB (WCAG 2.2, relative
// luminance).
func channel(v uint64) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}
