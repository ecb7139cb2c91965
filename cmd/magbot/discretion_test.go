package main_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// selene is the Secretariat of the example community.
const selene = "Sélène Modèle"

// unsure is what the room says when nobody knows whether something is recorded.
const unsure = "<p>magbot could not record this"

// spoken is one line of the story: who types what. What stands after "|" are a
// person's own words.
type spoken struct{ who, line string }

func story() []spoken {
	return []spoken{
		{wanjiru, `/mag meeting schedule "|Gathering Fourteen|" when: +2h`},
		{temilade, "/mag agenda add |Evaluation criteria| why: |Proposers never learned why a workshop was refused|"},
		{desmond, "/mag agenda add |Captions everywhere| why: |Remote voices wait longest|"},
		{wanjiru, "/mag agenda accept 1"},
		{wanjiru, "/mag agenda decline 2 because: |Handled by the secretariat of Geneva|"},
		{wanjiru, "/mag agenda publish really: yes"},
		{wanjiru, "/mag meeting open"},
		{temilade, "present+"},
		{desmond, "regrets+ |travelling to Montevideo|"},
		{wanjiru, "Topic: |Evaluation criteria|"},
		{temilade, "q+ to say |microphones failed yesterday|"},
		{wanjiru, "ack next"},
		{desmond, "PROPOSAL: |Publish every refusal together with grounds|"},
		{temilade, "-1 because |smaller delegations cannot follow|"},
		{wanjiru, "/mag proposal answer 1 |translation costs are covered|"},
		{wanjiru, "RESOLUTION: |Publish refusals quarterly|"},
		{wanjiru, "ACTION: Desmond Specimen to |circulate templates| by 2030-03-31"},
		{temilade, "#info |The pavilion opens in Auckland|"},
		{temilade, "s/|Auckland|/|Wellington|/"},
		{temilade, "|chatting over breakfast, quite unofficial|"},
		{temilade, "/mag |frobnicate the zeppelin|"},
		{desmond, "ACTION: |Zebediah Quux| to |vanish| by |yesteryear|"},
		{wanjiru, "/mag roster import |Nombre;Grupo\nOctavia;Martians|"},
		{wanjiru, "/mag meeting close really: yes"},
		{wanjiru, `/mag series start "|Quarterly Conclave|" when: "2030-01-02 13:00" every: week zone: Europe/Zurich`},
		{wanjiru, "/mag series skip 2030-01-09 |carnival procession|"},
		{wanjiru, `/mag vote start "|Should hammocks supplant benches|" "|Hammocks|" "|Benches|"`},
		{temilade, "/mag vote cast |Hammocks|"},
		{wanjiru, `/mag ballot draft "|Shall pelicans preside|" kind: ranked options: |Pelican|; |Flamingo|; |Albatross| mode: confidential`},
		{wanjiru, "/mag ballot open 1"},
		{temilade, "/mag ballot cast 1 |Flamingo| > |Pelican|"},
		{desmond, "/mag ballot cast 1 |Kookaburra|"},
		{desmond, "/mag ballot recuse 1 |cousin breeds waterfowl|"},
		{wanjiru, "/mag ballot extend 1 until: +3d |migration season|"},
		{wanjiru, "/mag ballot close 1 |nestlings hatched|"},
		{wanjiru, `/mag ballot draft "|Relocate lighthouse|" mode: detached`},
		{wanjiru, "/mag ballot open 2"},
		{temilade, "/mag ballot cast 2 |abstemiously|"},
		{temilade, "/mag ballot cast 2 say: 1"},
		{wanjiru, "/mag ballot withdraw 2 |dismantled yesterday|"},
		{desmond, "/mag me zone |Atlantis|/|Lemuria|"},
		{wanjiru, "/mag guest add |Philomena Grimshaw|"},
		{temilade, "/mag minutes request |misquoted soliloquy|"},
	}
}

// astray is what goes wrong before anybody reads it: addresses that are not
// there, forms that are none, and what is no request at all.
func astray() []spoken {
	return []spoken{
		{"", "GET /c/|marzipan|?q=|zanzibar| HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"},
		{"", "GET /in/|knickerbocker| HTTP/1.1\r\nHost: |thimbleweed|.example.org\r\nConnection: close\r\n\r\n"},
		{"", "POST /c/general/say HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=|bumblebee|\r\nContent-Length: 9\r\n\r\n|albatross|"},
		{"", "GET / HTTP/1.1\r\nHost: %s\r\n|Quixotic| |tintinnabulation|\r\n\r\n"},
		{"", "|gobbledygook| of a stranger\r\n\r\n"},
	}
}

// stray sends what goes astray, and waits for an answer or the end.
func stray(t *testing.T, host string, s spoken) {
	t.Helper()
	c, err := (&net.Dialer{Timeout: patience}).DialContext(t.Context(), "tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, c)
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, strings.ReplaceAll(s.typed(), "%s", host)); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 4")) {
		t.Errorf("%q is answered with %v: %.200s", s.line, err, answer)
	}
}

func (s spoken) typed() string { return strings.ReplaceAll(s.line, "|", "") }

// ownWords are the words of five letters or more that people said.
func ownWords(lines []spoken) map[string]bool {
	words := map[string]bool{}
	for _, s := range lines {
		for i, part := range strings.Split(s.line, "|") {
			if i%2 == 0 {
				continue
			}
			for _, word := range regexp.MustCompile(`[A-Za-z]{5,}`).FindAllString(part, -1) {
				words[strings.ToLower(word)] = true
			}
		}
	}
	for _, name := range []string{wanjiru, temilade, desmond, selene} {
		words[strings.ToLower(strings.Fields(name)[0])] = true
	}
	return words
}

// Whatever people say, and whatever goes wrong with it, stands in no line of
// the log and in no metric, even at the most talkative level.
func TestNoWordOfAnybodyIsInLogsOrMetrics(t *testing.T) {
	data := t.TempDir()
	p := running(t, data, "127.0.0.1:0", "--log-level", "debug", "--ops", "127.0.0.1:0")
	seats := map[string]*client{}
	for _, name := range []string{wanjiru, temilade, desmond, selene} {
		c, err := take(p.address, name)
		if err != nil {
			t.Fatal(err)
		}
		seats[name] = c
	}
	lines := story()
	for _, s := range lines {
		if _, err := seats[s.who].say(rand.Text(), s.typed()); err != nil {
			t.Fatalf("%s: %v", s.line, err)
		}
	}
	private := []spoken{
		{temilade, "/mag remind quiet |whispered confidences|"},
		{temilade, "/mag conduct report tech3 2 |belittled everybody unreasonably|"},
		{temilade, "/mag conduct report tech3 harassment |followed nightly| how: anonymous"},
		{selene, "/mag conduct note ABCD |somebody overheard|"},
	}
	for _, s := range private {
		body, _, err := seats[s.who].post(strings.Replace(seats[s.who].page, "/c/general", own, 1)+"/say", url.Values{"key": {rand.Text()}, "text": {s.typed()}})
		if err != nil || strings.Contains(s.line, "conduct report") && !strings.Contains(body, "Your report has been taken") {
			t.Fatalf("%s: %v: %s", s.line, err, body)
		}
	}
	for _, s := range astray() {
		stray(t, p.host(), s)
	}
	link, err := seats[selene].say(rand.Text(), "/mag person signin "+desmond)
	token := regexp.MustCompile(`/in/([a-z2-7]{20,})`).FindStringSubmatch(link)
	if err != nil || token == nil {
		t.Fatalf("no link: %v: %s", err, link)
	}
	if _, _, err := visitor(t).post(p.address+"/in", url.Values{"token": {token[1]}}); err != nil {
		t.Fatal(err)
	}
	// Now something breaks: a newcomer needs a key, and it cannot be saved.
	block := filepath.Join(data, "keys.new", "in-the-way")
	if err := os.MkdirAll(block, 0o700); err != nil {
		t.Fatal(err)
	}
	lost := spoken{selene, `/mag roster add "|Bartholomew Quillfeather|" email: |quillfeather|@example.org`}
	if body, err := seats[lost.who].say("lost", lost.typed()); err != nil || !strings.Contains(body, unsure) {
		t.Fatalf("its key could not be saved, and it says %v: %s", err, body)
	}
	if err := os.RemoveAll(filepath.Dir(block)); err != nil {
		t.Fatal(err)
	}
	if body, err := seats[lost.who].say("lost", lost.typed()); err != nil || strings.Contains(body, unsure) {
		t.Fatalf("the same line again: %v: %s", err, body)
	}
	metrics := p.metrics(t)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	log := p.errors.String()
	if !strings.Contains(log, "the bot could not answer") {
		t.Errorf("what broke was not logged:\n%s", log)
	}
	for _, line := range []string{`magbot_records_total\{what="decisions"\} [1-9]`, `magbot_input_failures_total 1`, `magbot_delivery_seconds_count\{platform="room"\} [1-9]`, `magbot_http_requests_total\{code="303",method="post"\} [1-9]`, `magbot_record_bytes [1-9]`, `magbot_ready 1`, `magbot_paused 0`} {
		if !regexp.MustCompile(`(?m)^` + line).MatchString(metrics) {
			t.Errorf("the metrics do not show %s:\n%s", line, metrics)
		}
	}
	words := ownWords(slices.Concat(lines, astray(), private, []spoken{lost}))
	words[token[1]] = true
	for _, told := range []string{"case/", "conduct report", "conduct note"} { // nor that there is a case, or what was done with it
		words[told] = true
	}
	if len(words) < 70 {
		t.Errorf("only %d words are looked for", len(words))
	}
	for word := range words {
		for name, text := range map[string]string{"the log": log, "the metrics": metrics} {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("%q, which somebody said, is in %s:\n%s", word, name, text)
			}
		}
	}
}

var tellsAt = regexp.MustCompile(`tells how it is at (http://[0-9.:]+)/metrics`)

// toldAt is where a magbot that was started with --ops tells how it is.
func (p *process) toldAt() (string, error) {
	at := p.errors.hears(tellsAt)
	if at == nil {
		return "", fmt.Errorf("it does not say where its metrics are: %s", p.errors)
	}
	return at[1], nil
}

// metrics asks a magbot that was started with --ops.
func (p *process) metrics(t *testing.T) string {
	t.Helper()
	at, err := p.toldAt()
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: patience}
	answer, err := client.Get(at + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return string(body)
}
