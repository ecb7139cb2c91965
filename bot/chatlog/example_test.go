package chatlog_test

import (
	"fmt"
	"strings"

	"magbot/bot/chatlog"
)

func ExampleRead() {
	log := "20:13:46 <@ana> #startmeeting MAG call\n20:13:50  * ben waves\n"
	lines, format, err := chatlog.Read(strings.NewReader(log))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(format)
	for _, l := range lines {
		fmt.Println(l.Number, l.Kind, l.Name(), l.Text)
	}
	// Output:
	// IRC
	// 1 typed ana #startmeeting MAG call
	// 2 action ben waves
}

func ExampleScribed() {
	nick, words, ok := chatlog.Scribed("ana: the budget is ready")
	fmt.Println(nick, "|", words, "|", ok)
	// Output: ana | the budget is ready | true
}
