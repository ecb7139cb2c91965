package main_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// animals are options with names that are found nowhere else.
var animals = strings.Fields("Aardvark Bongo Caiman Dugong Echidna Fossa Gharial Hoatzin Indri Jerboa Kakapo Lemming")

// ranking is a vote that nobody else casts: eight of the animals, by their numbers.
type ranking []int

// forms are the ways in which the vote could be written somewhere.
func (r ranking) forms() []string {
	numbers, names := make([]string, len(r)), make([]string, len(r))
	for i, n := range r {
		numbers[i], names[i] = strconv.Itoa(n), animals[n-1]
	}
	var all []string
	for _, by := range []string{">", " > ", `\u003e`, ` \u003e `, "&gt;", " &gt; ", ",", ", ", ".", "\n"} {
		all = append(all, strings.Join(numbers, by), strings.Join(names, by))
	}
	return append(all, r.packed())
}

// packed is how a button says it.
func (r ranking) packed() string {
	var b strings.Builder
	for _, n := range r {
		b.WriteByte("123456789ABC"[n-1])
	}
	return b.String()
}

var (
	inBase64    = regexp.MustCompile(`[A-Za-z0-9+/]{16,}`)
	inBase64URL = regexp.MustCompile(`[A-Za-z0-9_-]{16,}`)
)

// decoded is what some bytes say in base64, wherever in a run it begins.
func decoded(in string) (texts []string) {
	for runs, e := range map[*regexp.Regexp]*base64.Encoding{inBase64: base64.RawStdEncoding, inBase64URL: base64.RawURLEncoding} {
		for _, run := range runs.FindAllString(in, -1) {
			for at := range 4 {
				whole := run[at : at+(len(run)-at)/4*4]
				if plain, err := e.DecodeString(whole); err == nil {
					texts = append(texts, string(plain))
				}
			}
		}
	}
	return texts
}

// written reports in which form, if any, a vote stands in some bytes, or in what is
// written there in base64.
func (r ranking) written(in string) (form string, found bool) {
	texts := append(decoded(in), in)
	for _, text := range texts {
		for _, form := range r.forms() {
			if strings.Contains(text, form) {
				return form, true
			}
		}
	}
	return "", false
}

// files reads every file below some folders.
func files(t *testing.T, folders ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			raw, err := os.ReadFile(path)
			all[path] = string(raw)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// While a ballot that is not open is being voted on, a vote stands nowhere but
// before whoever cast it: not in a byte of the store, free pages and the files of a
// Redis included, nor in a log, a metric, an export or what anybody else is shown.
// After the result, no list of votes was given out, since nobody asked for that
// before the opening. The votes of an open ballot are found in the store and, once
// the result is published, before everybody, so that the search is known to look in
// the right places; until then nobody else is shown them either.
func TestAVoteStandsNowhereButBeforeItsVoter(t *testing.T) {
	t.Parallel()
	votes := map[string]ranking{temilade: {7, 3, 11, 1, 9, 2, 12, 5}, desmond: {12, 2, 5, 10, 4, 1, 8, 11}, selene: {8, 6, 1, 12, 3, 10, 7, 4}}
	for _, kept := range []string{"file", "redis"} {
		for _, mode := range []string{"confidential", "detached", "open"} {
			t.Run(kept+" "+mode, func(t *testing.T) {
				t.Parallel()
				data, flags, folders := t.TempDir(), []string{"--log-level", "debug", "--ops", "127.0.0.1:0"}, []string(nil)
				if kept == "redis" {
					s := share(t)
					flags = append(flags, "--store", s.url, "--master-key-file", s.master)
					folders = append(folders, s.server.Folder)
				}
				folders = append(folders, data)
				p := running(t, data, "127.0.0.1:0", flags...)
				chair, seats := seated(t, p, wanjiru), map[string]*client{}
				for name := range votes {
					seats[name] = seated(t, p, name)
				}
				chair.says(t, fmt.Sprintf(`/mag ballot draft "Which animal?" kind: ranked options: %s mode: %s`, strings.Join(animals, "; "), mode), "Which animal?")
				chair.says(t, "/mag ballot electorate 1 roles: member, secretariat", "may vote")
				chair.says(t, "/mag ballot open 1", "Ballot 1 is open")
				for name, vote := range votes {
					for _, r := range []ranking{vote, vote[:7]} { // the second changes it, or is refused
						body, err := seats[name].say(rand.Text(), "/mag ballot cast 1 say: "+r.packed())
						if err != nil {
							t.Fatal(err)
						}
						if form, found := vote.written(body); mode == "confidential" && len(r) == 8 && !found {
							t.Fatalf("%s is not told what was taken (%s): %s", name, form, body)
						}
					}
					if _, err := seats[name].say(rand.Text(), "/mag ballot cast 1 say: "+vote.packed()); err != nil {
						t.Fatal(err)
					}
				}
				chair.comes(t, "3 of")
				look := func(when string, folders ...string) {
					t.Helper()
					places, stored := files(t, folders...), map[string]bool{}
					for place := range places {
						stored[place] = true
					}
					places["the log"], places["the metrics"] = p.errors.String(), p.metrics(t)
					for name, seat := range seats {
						for _, address := range []string{seat.page, strings.Replace(seat.page, "/c/general", own, 1)} {
							body, _, err := seat.get(address)
							if err != nil {
								t.Fatal(err)
							}
							places[address+" of "+name] = body
						}
					}
					for name, seat := range map[string]*client{wanjiru: chair, temilade: seats[temilade]} {
						for _, line := range []string{"/mag ballot show 1", "/mag ballot list", "/mag ballot result 1", "/mag ballot bundle 1", "/mag me export", "/mag status"} {
							body, err := seat.say(rand.Text(), line)
							if err != nil {
								t.Fatal(err)
							}
							places[line+" by "+name] = body
						}
					}
					for voter, vote := range votes {
						kept := 0
						for place, text := range places {
							form, found := vote[:6].written(text)
							switch {
							case !found, strings.HasSuffix(place, " "+voter): // their own
							case mode == "open" && (stored[place] || len(folders) == 0):
								kept++
							default:
								t.Errorf("%s: the vote of %s stands as %q in %s", when, voter, form, place)
							}
						}
						if mode == "open" && kept == 0 {
							t.Errorf("%s: the vote of %s, which is open, is not found", when, voter)
						}
					}
				}
				look("while it is open", folders...)
				chair.says(t, "/mag ballot close 1 enough is said", "is closed")
				chair.says(t, "/mag ballot publish 1 seen: 1", "ublished")
				chair.comes(t, "Result of ballot 1")
				look("after the result")
			})
		}
	}
}
