package series

import (
	"slices"

	"magbot/bot"
	"magbot/bot/roster"
)

// Own is what a series holds of a person, as it is exported: that they began
// it, and the reasons they gave.
type Own struct {
	Series  int      `json:"series"`
	Name    string   `json:"name"`
	Began   bool     `json:"began,omitempty"`
	Reasons []string `json:"reasons,omitempty"`
}

// Export gives what the community's series hold about a person, by number. Who
// is erased or not on the roster has none.
func Export(v bot.View, id bot.PersonID) []Own {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	var all []Own
	for _, s := range Of(v).series {
		own := Own{Series: s.ID, Name: s.Name.String(), Began: s.Starter == id}
		own.add(s.Reason, id)
		for _, o := range s.Occurrences {
			own.add(o.Reason, id)
		}
		for _, o := range s.dropped {
			own.add(o.Reason, id)
		}
		if own.Began || len(own.Reasons) > 0 {
			all = append(all, own)
		}
	}
	return all
}

func (o *Own) add(reason bot.Words, id bot.PersonID) {
	text := reason.Own(id)
	if slices.Contains(o.Reasons, text) {
		return
	}
	if text != "" {
		o.Reasons = append(o.Reasons, text)
	}
}
