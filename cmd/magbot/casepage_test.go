package main_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var pageLink = regexp.MustCompile(`/cases/in/([a-z2-7]{26})`)

// The page of cases is served where the room is; who is signed in there stays so
// when magbot starts again, and nothing of a token stands in what it logs.
func TestThePageOfCasesIsServedWithTheRoom(t *testing.T) {
	t.Parallel()
	b := newBoard(t)
	link := pageLink.FindStringSubmatch(b.hears(b.sec, "/mag conduct page", "serves you alone"))
	if link == nil {
		t.Fatal("no link")
	}
	c := visitor(t)
	must(t, "Press to sign in")(c.get(b.p.address + link[0]))
	must(t, "There is nothing for you to look at")(c.post(b.p.address+"/cases/in", url.Values{"token": {link[1]}}))
	b.hears(b.bela, `/mag conduct report "Grace Okafor" 2 "They shouted at me."`, "taken")
	page, _ := must(t, "/cases/case/")(c.get(b.p.address + "/cases/"))
	if strings.Contains(page, "shouted") {
		t.Error("the list shows the words")
	}
	b.restart("--public-url", b.p.address)
	must(t, "/cases/case/")(c.get(b.p.address + "/cases/"))
	must(t, "signed out")(c.post(b.p.address+"/cases/end", url.Values{}))
	answer, err := visitor(t).http.Get(b.p.address + "/cases/")
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusUnauthorized || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("who is not signed in: %d %v", answer.StatusCode, answer.Header)
	}
}
