package chat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// MarshalJSON writes a message with one tag before each block, so that the
// closed sum can be read back:
//
//	{"blocks":[{"heading":{"text":"Item 3"}}],"buttons":[…],"seen":"…"}
func (m Message) MarshalJSON() ([]byte, error) {
	out := messageJSON{Buttons: m.Buttons, Seen: m.Seen, Rank: m.Rank}
	for i, b := range m.Blocks {
		name, err := blockName(b)
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", i+1, err)
		}
		raw, err := tag(name, b)
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", i+1, err)
		}
		out.Blocks = append(out.Blocks, raw)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote. A tag that is not known is an
// error that names the block: nothing of a message is dropped in silence.
func (m *Message) UnmarshalJSON(raw []byte) error {
	var in messageJSON
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	read := Message{Buttons: in.Buttons, Seen: in.Seen, Rank: in.Rank}
	for i, b := range in.Blocks {
		block, err := readBlock(b)
		if err != nil {
			return fmt.Errorf("block %d: %w", i+1, err)
		}
		read.Blocks = append(read.Blocks, block)
	}
	*m = read
	return nil
}

type messageJSON struct {
	Blocks  []json.RawMessage `json:"blocks,omitempty"`
	Buttons []Button          `json:"buttons,omitempty"`
	Seen    string            `json:"seen,omitempty"`
	Rank    Rank              `json:"rank,omitempty"`
}

// MarshalJSON writes a line as a list: a Plain as a string, every other span
// with its tag before it.
//
//	["Speaking ",{"strong":"TECH-3"},{"clock":{"since":"…"}}]
func (t Text) MarshalJSON() ([]byte, error) {
	out := make([]json.RawMessage, 0, len(t))
	for i, s := range t {
		raw, err := writeSpan(s)
		if err != nil {
			return nil, fmt.Errorf("span %d: %w", i+1, err)
		}
		out = append(out, raw)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote. A tag that is not known is an error.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var in []json.RawMessage
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	var read Text
	for i, s := range in {
		span, err := readSpan(s)
		if err != nil {
			return fmt.Errorf("span %d: %w", i+1, err)
		}
		read = append(read, span)
	}
	*t = read
	return nil
}

func blockName(b Block) (string, error) {
	switch b.(type) {
	case Heading:
		return "heading", nil
	case Paragraph:
		return "paragraph", nil
	case List:
		return "list", nil
	case Table:
		return "table", nil
	case Quote:
		return "quote", nil
	case Note:
		return "note", nil
	case Picture:
		return "picture", nil
	case File:
		return "file", nil
	}
	return "", fmt.Errorf("no such block: %T", b)
}

func readBlock(raw []byte) (Block, error) {
	name, body, err := untag(raw)
	if err != nil {
		return nil, err
	}
	switch name {
	case "heading":
		return read[Heading](body)
	case "paragraph":
		return read[Paragraph](body)
	case "list":
		return read[List](body)
	case "table":
		return read[Table](body)
	case "quote":
		return read[Quote](body)
	case "note":
		return read[Note](body)
	case "picture":
		return read[Picture](body)
	case "file":
		return read[File](body)
	}
	return nil, fmt.Errorf("no such block: %q", name)
}

func writeSpan(s Span) (json.RawMessage, error) {
	switch s := s.(type) {
	case Plain:
		return json.Marshal(string(s))
	case Strong:
		return tag("strong", string(s))
	case Time:
		return tag("time", s)
	case Clock:
		return tag("clock", s)
	case Link:
		return tag("link", s)
	}
	return nil, fmt.Errorf("no such span: %T", s)
}

func readSpan(raw []byte) (Span, error) {
	if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] == '"' {
		return read[Plain](raw)
	}
	name, body, err := untag(raw)
	if err != nil {
		return nil, err
	}
	switch name {
	case "strong":
		return read[Strong](body)
	case "time":
		return read[Time](body)
	case "clock":
		return read[Clock](body)
	case "link":
		return read[Link](body)
	}
	return nil, fmt.Errorf("no such span: %q", name)
}

func read[T any](raw []byte) (T, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}

func tag(name string, v any) (json.RawMessage, error) {
	return json.Marshal(map[string]any{name: v})
}

// untag takes the one tag off {"name": body}.
func untag(raw []byte) (string, json.RawMessage, error) {
	var tagged map[string]json.RawMessage
	if err := json.Unmarshal(raw, &tagged); err != nil {
		return "", nil, err
	}
	if len(tagged) != 1 {
		return "", nil, errors.New("expected an object with exactly one tag")
	}
	for name, body := range tagged {
		return name, body, nil
	}
	return "", nil, nil
}
