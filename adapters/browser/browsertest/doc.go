// Package browsertest starts a Chromium for the tests of pages, and watches what goes
// wrong in it. What a page is and what is done on it belong to the tests of its adapter.
package browsertest
