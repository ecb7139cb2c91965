package agenda

import (
	"cmp"
	"slices"

	"magbot/bot"
)

// Backs reports whether the person is counted behind the input: as somebody
// who supports it, or as an author.
func (i Input) Backs(p bot.PersonID) bool { return i.IsAuthor(p) || i.Supports(p) }

// IsAuthor reports whether the person handed the input in.
func (i Input) IsAuthor(p bot.PersonID) bool { return slices.Contains(i.Authors, p) }

// Supports reports whether the person supports the input of another.
func (i Input) Supports(p bot.PersonID) bool {
	return slices.ContainsFunc(i.Support, func(s Support) bool { return s.Person == p })
}

// GroupCount is how many people of one group stand behind something.
type GroupCount struct {
	Group bot.Group // empty: unknown
	Count int
}

// Backing is who stands behind one or more inputs: each person counts once.
type Backing struct {
	People int
	Groups []GroupCount // most first, then by name, unknown last
	// Breadth is how many known groups are among them, with the groups of
	// authors who hand in on behalf of an organisation: those speak for a group
	// but are nobody's personal support.
	Breadth int
}

// Backing counts who stands behind these inputs together.
func (s *State) Backing(inputs ...int) Backing {
	people := map[bot.PersonID]bot.Group{}
	breadth := map[bot.Group]bool{}
	for _, n := range inputs {
		in, ok := s.Input(n)
		if !ok {
			continue
		}
		for k, author := range in.Authors {
			g := in.groupOf(k)
			breadth[g] = true
			if in.Personal() {
				count(people, author, g)
			}
		}
		for _, b := range in.Support {
			breadth[b.Group] = true
			count(people, b.Person, b.Group)
		}
	}
	delete(breadth, "")
	return Backing{People: len(people), Groups: byGroup(people), Breadth: len(breadth)}
}

func count(people map[bot.PersonID]bot.Group, p bot.PersonID, g bot.Group) {
	if known, there := people[p]; !there || known == "" {
		people[p] = g
	}
}

func (i Input) groupOf(author int) bot.Group {
	if author < len(i.Groups) {
		return i.Groups[author]
	}
	return ""
}

func byGroup(people map[bot.PersonID]bot.Group) []GroupCount {
	counts := map[bot.Group]int{}
	for _, g := range people {
		counts[g]++
	}
	groups := make([]GroupCount, 0, len(counts))
	for g, n := range counts {
		groups = append(groups, GroupCount{g, n})
	}
	slices.SortFunc(groups, func(a, b GroupCount) int {
		if (a.Group == "") != (b.Group == "") {
			if a.Group == "" {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Group, b.Group))
	})
	return groups
}

// Proposal is one line of the proposed order, with what puts it there.
type Proposal struct {
	Topic     Topic
	Backing   Backing
	Undecided bool // an input whose fate is still open
}

// ProposedOrder puts what is on the agenda, and what is undecided, in the order
// that breadth of support gives: more stakeholder groups first; then more
// people; then what was handed in first.
func (s *State) ProposedOrder() []Proposal {
	var all []Proposal
	for _, t := range s.Topics {
		all = append(all, Proposal{Topic: t, Backing: s.Backing(t.Inputs...)})
	}
	for _, in := range s.Inputs {
		if in.Fate == Undecided {
			t := Topic{Inputs: []int{in.Number}}
			all = append(all, Proposal{Topic: t, Backing: s.Backing(in.Number), Undecided: true})
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int {
		return cmp.Or(
			cmp.Compare(b.Backing.Breadth, a.Backing.Breadth),
			cmp.Compare(b.Backing.People, a.Backing.People),
			cmp.Compare(slices.Min(a.Topic.Inputs), slices.Min(b.Topic.Inputs)),
		)
	})
	return all
}

// Blocking lists, by number, the inputs that keep the agenda from being
// published: those without a fate, and those declined or out of scope without
// a reason.
func (s *State) Blocking() (undecided, unreasoned []int) {
	for _, in := range s.Inputs {
		switch in.Fate {
		case Undecided:
			undecided = append(undecided, in.Number)
		case Declined, OutOfScope:
			if in.Reason.IsZero() {
				unreasoned = append(unreasoned, in.Number)
			}
		case Accepted, Merged, Deferred, Withdrawn:
		}
	}
	return undecided, unreasoned
}
