package signal

import (
	"fmt"
	"strings"
)

// call keeps which groups of words a line "$name = …" gives the name to: the model
// knows words by it that it never saw.
func (b *book) call(line string) error {
	name, words, _ := strings.Cut(line, " = ")
	class, err := b.lexicon.Define(name)
	if err != nil {
		return fmt.Errorf("the name %s: %w", name, err)
	}
	for {
		_, rest, found := strings.Cut(words, "(")
		if !found {
			return nil
		}
		body, rest, found := strings.Cut(rest, ")")
		if !found {
			return fmt.Errorf("a parenthesis of %s is not closed", name)
		}
		g, err := b.group(body)
		if err != nil {
			return err
		}
		b.named[g] = append(b.named[g], class)
		words = rest
	}
}

// names are what stands for a name, by "$name".
type names map[string]string

// add reads "$name = A|(one/another)", or more of what a name stands for.
func (n names) add(line string) error {
	name, words, _ := strings.Cut(line, " = ")
	words, err := n.put(strings.TrimSpace(words))
	if err != nil {
		return err
	}
	if before := n[name]; before != "" {
		words = before + "|" + words
	}
	n[name] = words
	return nil
}

// put puts what a name stands for in its place. A dollar alone stands for itself.
func (n names) put(line string) (string, error) {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(line, "$")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		end := 0
		for end < len(after) && after[end] >= 'a' && after[end] <= 'z' {
			end++
		}
		words, known := n["$"+after[:end]]
		switch {
		case end == 0:
			words = "$"
		case !known:
			return "", fmt.Errorf("nothing is named $%s", after[:end])
		}
		out.WriteString(words)
		line = after[end:]
	}
}
