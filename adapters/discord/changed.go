package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// changed reports whether the commands that Discord has, as it lists them with
// all languages, differ from those of the manifest. Fields that Discord fills in
// by itself do not count; their order among the commands neither.
func (m *Manifest) changed(listed []byte) (bool, error) {
	var theirs []appCommand
	if err := json.Unmarshal(listed, &theirs); err != nil {
		return true, fmt.Errorf("read the commands that Discord has: %w", err)
	}
	a, err := canonical(theirs)
	if err != nil {
		return true, err
	}
	b, err := canonical(m.commands)
	if err != nil {
		return true, err
	}
	return !bytes.Equal(a, b), nil
}

func canonical(all []appCommand) ([]byte, error) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b appCommand) int { return strings.Compare(a.Name, b.Name) })
	for i := range all {
		if all[i].Type == 0 {
			all[i].Type = chatInput
		}
		all[i].Contexts = slices.Sorted(slices.Values(all[i].Contexts))
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("compare the commands: %w", err)
	}
	return raw, nil
}

// body is the manifest as one bulk overwrite.
func (m *Manifest) body() ([]byte, error) {
	raw, err := json.Marshal(m.commands)
	if err != nil {
		return nil, fmt.Errorf("write the commands: %w", err)
	}
	return raw, nil
}
