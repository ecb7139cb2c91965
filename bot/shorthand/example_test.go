package shorthand_test

import (
	"fmt"

	"magbot/bot/shorthand"
)

func ExampleParse() {
	for _, line := range []string{"q+ Ana to ask about quorum", "RESOLVED: Meet in May", "we resolved that"} {
		c, ok := shorthand.Parse(line)
		fmt.Println(ok, c.Path, c.Args)
	}
	// Output:
	// true queue add map[note:ask about quorum person:Ana text:Ana to ask about quorum]
	// true proposal resolve map[text:Meet in May]
	// false  map[]
}
