package house_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// TestMain draws fifteen histories for a property instead of rapid's hundred,
// unless it is told how many: each is the work of a whole community, and make
// long draws as many as its time allows.
func TestMain(m *testing.M) {
	flag.Parse()
	told := false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == "rapid.checks" })
	if !told {
		if err := flag.Set("rapid.checks", "15"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}
