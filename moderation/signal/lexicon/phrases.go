package lexicon

import "magbot/moderation/signal/text"

// Phrases is a set of phrases in numbered groups. Unlike a Book it finds every
// phrase that a message has, also those that overlap.
type Phrases struct {
	tree
	groups [][]uint16 // by node
}

// NewPhrases is a set without phrases.
func NewPhrases() *Phrases { return &Phrases{tree: newTree()} }

// Add puts a phrase, written as in words.txt, into a group.
func (p *Phrases) Add(term string, group uint16) error {
	at, err := p.add(term)
	if err != nil {
		return err
	}
	for int(at) >= len(p.groups) {
		p.groups = append(p.groups, nil)
	}
	p.groups[at] = append(p.groups[at], group)
	return nil
}

// Found is a phrase in a message.
type Found struct {
	First, Last int32 // tokens
	Group       uint16
}

// Scan finds all phrases, in the order of their beginnings.
func (p *Phrases) Scan(doc *text.Doc) []Found {
	s := phraseScan{p: p, tokens: doc.Tokens}
	for i := range doc.Tokens {
		if k := doc.Tokens[i].Kind; k != text.Link && k != text.Mention {
			s.first = i
			s.follow(0, i)
		}
	}
	return s.found
}

type phraseScan struct {
	p      *Phrases
	tokens []text.Token
	first  int
	found  []Found
}

func (s *phraseScan) follow(at int32, i int) {
	t := &s.tokens[i]
	var ways alternatives
	s.p.read(t, &ways)
	for _, id := range ways.ids[:ways.n] {
		next, ok := s.p.edges[edge{at, id}]
		if !ok {
			continue
		}
		if int(next) < len(s.p.groups) {
			for _, g := range s.p.groups[next] {
				s.found = append(s.found, Found{First: int32(s.first), Last: int32(i), Group: g})
			}
		}
		if n := i + 1; n < len(s.tokens) && s.tokens[n].Sentence == t.Sentence && s.tokens[n].Quoted == t.Quoted {
			s.follow(next, n)
		}
	}
}
