package replay

import (
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/shorthand"
)

// people turns everybody whom a command names into who they are. Where all of
// it is a remark, an attendance is the writer's own, a request has it as its
// note, and nobody owns an action; a scribe or a chair who is nobody makes talk of
// the line.
func (r *runner) people(who bot.PersonID, c shorthand.Command) (whom []string, ok bool) {
	for _, arg := range [...]string{"person", "persons", "owners"} {
		text, given := c.Args[arg]
		if !given {
			continue
		}
		whom = r.names.list(text, c.Path == "queue call" || c.Path == "queue remove")
		if own(text) && !slices.Contains(whom, string(who)) {
			whom = append(whom, string(who))
		}
		if len(whom) > 0 {
			c.Args[arg] = strings.Join(whom, ", ")
			if c.Path == "queue add" && r.names.allMet(text) {
				delete(c.Args, "text") // they are no note
			}
			continue
		}
		delete(c.Args, arg)
		switch c.Path {
		case "queue add":
			c.Args["note"] = c.Args["text"]
		case "scribe", "chair", "guests add", "queue call", "queue set", "queue last":
			return nil, false
		}
	}
	return whom, true
}

// own says that a list of people names the writer: "me", "Ana and me".
func own(text string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,;&", r) }) {
		if strings.EqualFold(word, "me") || strings.EqualFold(word, "myself") {
			return true
		}
	}
	return false
}

// each makes the call of a command. Who calls or strikes out several people at
// once does it one after the other.
func (r *runner) each(who bot.PersonID, cmd *command.Command, c shorthand.Command, whom []string) (recorded bool, err error) {
	if len(whom) < 2 || c.Path != "queue call" && c.Path != "queue remove" {
		return r.decide(who, r.call(cmd, c))
	}
	for _, person := range whom {
		c.Args["person"] = person
		done, refused := r.decide(who, r.call(cmd, c))
		if refused != nil && !mendable(refused) {
			return recorded, refused
		}
		if recorded = recorded || done; refused != nil {
			err = refused
		}
	}
	if recorded {
		return true, nil
	}
	return false, err
}
