package main_test

import "testing"

// A ballot from its draft to what follows from it: the Chair says it from a form and
// once more by a line, and everybody reads it under their name beside the result.
func TestWhatFollowsFromABallotInTheBrowser(t *testing.T) {
	t.Parallel()
	p := running(t, t.TempDir(), "127.0.0.1:0")
	browser := chromium(t)
	chair, society := browser.sit(p.address, wanjiru), browser.sit(p.address, temilade)
	chair.types(`/mag ballot draft "Do we meet in June?" mode: open`)
	chair.shows(talk, "Do we meet in June?")
	chair.types("/mag ballot open 1")
	society.shows(talk, "It is open.")
	society.types("/mag ballot cast 1 yes")
	chair.shows(now, "1 of 16 have voted")
	chair.types("/mag ballot close 1 the room has spoken")
	society.shows(talk, "It is closed")
	chair.types("/mag ballot publish 1")
	chair.press(talk, "Publish the result")
	society.shows(talk, "Carried: 1 yes, 0 no")

	chair.types("/mag ballot show 1")
	chair.press(talk, "Say what follows …")
	chair.picture("outcome-form")
	chair.fill(map[string]string{"text": "The Secretariat looks for a room in June.", "review": "2099-01-31"})
	society.shows(talk, "What follows from the result of ballot 1:", "Carried: 1 yes, 0 no", "looks for a room in June", wanjiru, "To be looked at again on 2099-01-31.")
	chair.types("/mag ballot outcome 1 The room is found. review: 2099-02-28")
	society.shows(talk, "The room is found.", "To be looked at again on 2099-02-28.")
	society.hides(talk, "The room is found. review")
	society.picture("outcome")
	society.types("/mag ballot result 1")
	society.shows(talk, "Carried: 1 yes, 0 no", "The room is found.")
	society.picture("outcome-result")
}
