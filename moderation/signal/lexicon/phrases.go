package lexicon

import "magbot/moderation/signal/text"

// Phrases is a set of phrases in numbered groups. Unlike a Book it finds every
// phrase that a message has, also those that overlap.
type Phrases struct {
	tree
	groups [][]uint16 // by node
}

// NewPhrases is a set without phrases, over the words that a book knows. The
// phrases that are added become words of that book, without a class: nobody else
// may read it meanwhile, so it is never Shared.
func NewPhrases(b *Book) *Phrases { return &Phrases{tree: newTree(b.words)} }

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

// Phrases finds all phrases of a set in the message that was read last, in the
// order of their beginnings. The list is good until the next call.
func (s *Scanner) Phrases(p *Phrases) []Found {
	s.found = s.found[:0]
	for i := range s.tokens {
		if k := s.tokens[i].Kind; k != text.Link && k != text.Mention {
			s.follow(p, 0, i, int32(i))
		}
	}
	return s.found
}

func (s *Scanner) follow(p *Phrases, at int32, i int, first int32) {
	ways := &s.ways[i]
	for _, id := range ways.ids[:ways.n] {
		next := p.next(at, id)
		if next == 0 {
			continue
		}
		if int(next) < len(p.groups) {
			for _, g := range p.groups[next] {
				s.found = append(s.found, Found{First: first, Last: int32(i), Group: g})
			}
		}
		if s.goesOn(i) {
			s.follow(p, next, i+1, first)
		}
	}
}
