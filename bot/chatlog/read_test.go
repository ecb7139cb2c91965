package chatlog_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"magbot/bot/chatlog"
	"pgregory.net/rapid"
)

// read reads a log that must be readable.
func read(t testing.TB, log string) ([]chatlog.Line, chatlog.Format) {
	t.Helper()
	lines, format, err := chatlog.Read(strings.NewReader(log))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return lines, format
}

func meetings(t testing.TB) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("testdata/meetings/*/irc.log")
	if err != nil || len(paths) != 6 {
		t.Fatalf("found %d logs (%v), want the six of SOURCE.md", len(paths), err)
	}
	logs := map[string]string{}
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		logs[filepath.Base(filepath.Dir(p))] = string(raw)
	}
	return logs
}

func TestEveryLineOfTheRealLogsIsAccountedFor(t *testing.T) {
	for name, log := range meetings(t) {
		lines, format := read(t, log)
		if format != chatlog.Tabbed {
			t.Errorf("%s: format %v", name, format)
		}
		seen := map[int]bool{}
		for _, l := range lines {
			seen[l.Number] = true
			if l.Kind == chatlog.System {
				t.Errorf("%s:%d is not understood: %q", name, l.Number, l.Text)
			}
			if l.At.IsZero() || l.Nick == "" {
				t.Errorf("%s:%d has time %v and nick %q", name, l.Number, l.At, l.Nick)
			}
		}
		for i, s := range strings.Split(log, "\n") {
			if strings.TrimSpace(s) != "" && !seen[i+1] {
				t.Errorf("%s:%d is lost: %q", name, i+1, s)
			}
		}
	}
}

func TestALogCutAnywhereLosesNothingBeforeTheCut(t *testing.T) {
	for name, log := range meetings(t) {
		whole, _ := read(t, log)
		byNumber := map[int]chatlog.Line{}
		for _, l := range whole {
			byNumber[l.Number] = l
		}
		rapid.Check(t, func(t *rapid.T) {
			cut := rapid.IntRange(strings.Index(log, "\n")+1, len(log)).Draw(t, "cut")
			part, format, err := chatlog.Read(strings.NewReader(log[:cut]))
			if err != nil || format != chatlog.Tabbed {
				t.Fatalf("%s cut at %d: %v, %v", name, cut, format, err)
			}
			complete := strings.Count(log[:cut], "\n")
			got := 0
			for _, l := range part {
				if l.Number > complete {
					if !strings.Contains(byNumber[l.Number].Text, strings.TrimSuffix(l.Text, "\ufffd")) && l.Kind != chatlog.System && byNumber[l.Number].Kind == l.Kind {
						t.Fatalf("%s:%d: %q was never said", name, l.Number, l.Text)
					}
					continue
				}
				got++
				if diff := cmp.Diff(byNumber[l.Number], l); diff != "" {
					t.Fatalf("%s:%d changed:\n%s", name, l.Number, diff)
				}
			}
			want := 0
			for n := range byNumber {
				if n <= complete {
					want++
				}
			}
			if got != want {
				t.Fatalf("%s cut at %d: %d lines before the cut, want %d", name, cut, got, want)
			}
		})
	}
}

func TestWhatIsNoLogIsRefusedWithTheFormats(t *testing.T) {
	cases := map[string]string{
		"nothing":             "",
		"blank lines":         "\r\n \n\t\n",
		"only a mark":         "\ufeff",
		"prose":               "Dear all,\nplease find the minutes below.\nNote: they are a draft.\n",
		"a table":             "name,group\nAna,Government\n",
		"binary":              "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x01\x02\x03",
		"HTML":                "<!DOCTYPE html>\n<html lang=en>\n<p>Hello</p>\n",
		"a time without nick": "12:00 lunch\n",
	}
	for name, log := range cases {
		lines, format, err := chatlog.Read(strings.NewReader(log))
		var mine *chatlog.Error
		if !errors.As(err, &mine) || lines != nil || format != chatlog.Unknown {
			t.Errorf("%s: got %v, %v, %v", name, lines, format, err)
			continue
		}
		for _, word := range []string{"<nick>", "WebVTT", "SubRip", ">> NAME"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %q does not name %q", name, err, word)
			}
		}
	}
}

func TestCaptionsInWhichNobodySpeaksAreAnError(t *testing.T) {
	for _, log := range []string{"WEBVTT\n\nNOTE nothing\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", ">>\n>>\n"} {
		_, _, err := chatlog.Read(strings.NewReader(log))
		var mine *chatlog.Error
		if !errors.As(err, &mine) || !strings.Contains(err.Error(), "nobody says anything") {
			t.Errorf("%q: got %v", log, err)
		}
	}
}

func TestAnErrorOfTheReaderIsPassedOn(t *testing.T) {
	broken := errors.New("disk gone")
	if _, _, err := chatlog.Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestALineTooLongNamesItsPlace(t *testing.T) {
	log := "12:00 <ana> hi\n12:01 <ana> " + strings.Repeat("x", chatlog.MaxLine) + "\n"
	_, _, err := chatlog.Read(strings.NewReader(log))
	var mine *chatlog.Error
	if !errors.As(err, &mine) || mine.Line != 2 {
		t.Fatalf("got %v, want an error about line 2", err)
	}
	long := strings.Repeat("ж", chatlog.MaxLine/4)
	lines, _ := read(t, "12:00 <ana> "+long)
	if lines[0].Text != long {
		t.Error("a long line that is allowed was changed")
	}
}

func TestALogTooLargeIsRefused(t *testing.T) {
	log := bytes.Repeat([]byte("12:00 <ana> hello\n"), chatlog.MaxSize/18+1)
	_, _, err := chatlog.Read(bytes.NewReader(log))
	var mine *chatlog.Error
	if !errors.As(err, &mine) || !strings.Contains(err.Error(), "64 MB") {
		t.Fatalf("got %v", err)
	}
}

func TestHostileLinesTakeNoMoreThanLinearTime(t *testing.T) {
	size := chatlog.MaxLine / 2
	for _, bad := range []string{"<", "<v", "<vx", "<v ", "{\\", "&", ">> ", ">", "A ", "CHAIR ", "A:", "- ", "x>> Ab: "} {
		flood := strings.Repeat(bad, size/len(bad))
		for _, log := range []string{
			"WEBVTT\n\n00:01.000 --> 00:02.000\n" + flood,
			">> ANA: hi\n" + flood,
			"12:00 <ana> " + flood,
			"[2021-07-13T20:00:15Z]\t<ana>\t" + flood,
		} {
			start := time.Now()
			_, _, err := chatlog.Read(strings.NewReader(log))
			var mine *chatlog.Error
			if err != nil && !errors.As(err, &mine) {
				t.Errorf("%q…: %v", bad, err)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%q… took %v", bad, took)
			}
		}
	}
}

const small = "[2021-07-13T20:00:15.203Z]\t<ana>\tpresent+\r\n[2021-07-13T20:00:16Z]\t<Zoë>\tTopic: Budget é\r\n"

func TestEncodingsAndLineEndsMakeNoDifference(t *testing.T) {
	want, _ := read(t, strings.ReplaceAll(small, "\r\n", "\n"))
	utf16Bytes := func(big, mark bool) string {
		units := utf16.Encode([]rune(small))
		if mark {
			units = append([]uint16{0xfeff}, units...)
		}
		var b strings.Builder
		for _, u := range units {
			lo, hi := byte(u), byte(u>>8)
			if big {
				lo, hi = hi, lo
			}
			b.WriteByte(lo)
			b.WriteByte(hi)
		}
		return b.String()
	}
	cases := map[string]string{
		"CR LF":                  small,
		"CR":                     strings.ReplaceAll(small, "\r\n", "\r"),
		"byte order mark":        "\ufeff" + small,
		"UTF-16 little endian":   utf16Bytes(false, true),
		"UTF-16 big endian":      utf16Bytes(true, true),
		"UTF-16 LE without mark": utf16Bytes(false, false),
		"UTF-16 BE without mark": utf16Bytes(true, false),
		"Windows-1252":           strings.NewReplacer("ë", "\xeb", "é", "\xe9").Replace(small),
		"no last line end":       strings.TrimSuffix(small, "\r\n"),
	}
	for name, log := range cases {
		got, format := read(t, log)
		if diff := cmp.Diff(want, got); diff != "" || format != chatlog.Tabbed {
			t.Errorf("%s: %v\n%s", name, format, diff)
		}
	}
}

func TestOneLineInAnotherEncodingLeavesTheOthersAlone(t *testing.T) {
	lines, _ := read(t, "12:00 <ana> Zoë\n12:01 <ben> Zo\xeb\n12:02 <eve> cut Zo\xc3")
	for i, want := range []string{"Zoë", "Zoë", "cut Zo\ufffd"} {
		if lines[i].Text != want {
			t.Errorf("line %d is %q, want %q", i+1, lines[i].Text, want)
		}
	}
}

func TestControlCharactersAreKeptAndShownClean(t *testing.T) {
	text := "a\x00b\x02c\x0304,12d\x03e\u202eevil\u202c \u2066x\u2069\u200b"
	lines, _ := read(t, "12:00 <ana> "+text)
	if lines[0].Text != text {
		t.Errorf("text is %q, want it unchanged", lines[0].Text)
	}
	if got, want := chatlog.Display(lines[0].Text), "abcdeevil x"; got != want {
		t.Errorf("shown as %q, want %q", got, want)
	}
}

func TestDisplay(t *testing.T) {
	cases := map[string]string{
		"plain":             "plain",
		"two\nlines\tand":   "two lines and",
		"مرحبا\u200f!":      "مرحبا\u200f!",
		"ni\u200dño":        "ni\u200dño",
		"bad \xff byte":     "bad \ufffd byte",
		"\x1b[31mred":       "[31mred",
		"\x031,\x0312,3x":   ",x",
		"del\x7f c1\u0085x": "del c1 x",
	}
	for in, want := range cases {
		if got := chatlog.Display(in); got != want {
			t.Errorf("Display(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestReadAs(t *testing.T) {
	if _, err := chatlog.ReadAs(chatlog.IRC, strings.NewReader(small)); err != nil {
		t.Errorf("a tab-separated log is an IRC log too: %v", err)
	}
	lines, err := chatlog.ReadAs(chatlog.Captions, strings.NewReader(">> ANA: hi"))
	if err != nil || len(lines) != 1 || lines[0].Nick != "ANA" {
		t.Errorf("got %v, %v", lines, err)
	}
	for _, format := range []chatlog.Format{chatlog.Unknown, chatlog.WebVTT, chatlog.SubRip, 99} {
		_, err := chatlog.ReadAs(format, strings.NewReader(small))
		if _, ok := errors.AsType[*chatlog.Error](err); !ok {
			t.Errorf("%v: got %v", format, err)
		}
	}
}

func TestNamesOfKindsAndFormats(t *testing.T) {
	got := []string{chatlog.Typed.String(), chatlog.Spoken.String(), chatlog.Action.String(), chatlog.System.String(), chatlog.Kind(9).String()}
	got = append(got, chatlog.Tabbed.String(), chatlog.IRC.String(), chatlog.WebVTT.String(), chatlog.SubRip.String(), chatlog.Captions.String(), chatlog.Unknown.String())
	want := "typed spoken action system kind 9 tab-separated IRC WebVTT SubRip captions unknown"
	if strings.Join(got, " ") != want {
		t.Errorf("got %q", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("--- Log opened Wed Jul 29 23:55:00 2009\n23:56 <@Ana> #startmeeting\n00:01  * Ben waves\n00:02 -!- Eve [e@x] has joined #mag\n"))
	f.Add([]byte("WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Ana>Hello &amp; hi</v>\n>> BEN: yes >> no\n"))
	f.Add([]byte("1\n00:00:01,000 --> 00:00:02,000\n- One\n- Two\n"))
	f.Add([]byte(">> CHAIR; hello\n>>> ANA AND BEN: x\n(Applause.)\n>> Hello\n"))
	f.Add([]byte("\xff\xfe[\x002\x00"))
	f.Add([]byte("(14:00:01) ana: hi\n(14:00:02) ***ben waves\ncarla is now known as zebra\n1795615201.5 ana: x\n"))
	f.Add([]byte("05/11/26 14:00 <@ana:fedora.im> x\n25/11/26 14:00:01,5 <b> y\n14.00.01 * carla → zebra\n"))
	f.Add([]byte("14:00:01 &lt;ana&gt; R&amp;D\n"))
	f.Add([]byte("1\n00:00:01,000 --> 00:00:02,000\nAna: hi\n\n2\n00:00:04,000 --"))
	f.Add([]byte("18-04-2019 09:52:41 < ana!u@h: text\n18-04-2019 09:52:41 < * ana!u@h waves\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		lines, format, err := chatlog.Read(bytes.NewReader(raw))
		if err != nil {
			var mine *chatlog.Error
			if !errors.As(err, &mine) || lines != nil {
				t.Fatalf("error %v with %d lines", err, len(lines))
			}
			return
		}
		if format == chatlog.Unknown || len(lines) == 0 {
			t.Fatalf("format %v, %d lines and no error", format, len(lines))
		}
		last := 1
		for _, l := range lines {
			if l.Number < last || !utf8.ValidString(l.Text) || l.Kind > chatlog.System {
				t.Fatalf("%+v after line %d", l, last)
			}
			last = l.Number
			if shown := chatlog.Display(l.Text); strings.ContainsAny(shown, "\x00\x1b\n\u202e") {
				t.Fatalf("shown as %q", shown)
			}
			chatlog.Scribed(l.Text)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	log := meetings(b)["2021-07-13-vchttpapi"]
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		read(b, log)
	}
}
