package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store"
)

// Append implements store.Log: one script, however many records they are.
func (s *Store) Append(ctx context.Context, stream store.Stream, at store.Version, records ...store.Record) error {
	return s.AppendUrn(ctx, stream, at, store.UrnChange{}, records...)
}

// AppendUrn implements store.Urn: the same script changes the urn.
func (s *Store) AppendUrn(ctx context.Context, stream store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	return s.append(ctx, "", stream, at, change, records)
}

// AppendNext implements store.Shared: the same script looks who appended last.
func (s *Store) AppendNext(ctx context.Context, after store.Position, stream store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	return s.append(ctx, strconv.FormatUint(uint64(after), 10), stream, at, change, records)
}

// append appends. Where after is not empty, nobody else may have appended anything
// after that position.
func (s *Store) append(ctx context.Context, after string, stream store.Stream, at store.Version, change store.UrnChange, records []store.Record) error {
	if err := store.CheckAppend(stream, at, records); err != nil {
		return err
	}
	if err := store.CheckSlips(stream, change.Lay); err != nil {
		return err
	}
	attempt := fmt.Sprintf("append to stream %s", stream)
	if s.config.ReadOnly {
		return fmt.Errorf("%s: it was opened to be read only", attempt)
	}
	if err := s.usable(ctx); err != nil {
		return s.explain(attempt, err)
	}
	err := s.again(ctx, func(repeat bool) error { return s.send(ctx, after, stream, at, change, records, repeat) })
	if err != nil {
		return s.explain(attempt, err)
	}
	s.bell.Ring()
	return nil
}

// send has the script run and the replicas confirm. With repeat, records that
// are there already count as appended: this process may have brought them.
func (s *Store) send(ctx context.Context, after string, stream store.Stream, at store.Version, change store.UrnChange, records []store.Record, repeat bool) error {
	asked, last := s.sight.now(), records[len(records)-1]
	args := make([]any, 0, 11+2*len(change.Lay)+3*len(records))
	args = append(args, string(stream), uint64(at), records[0].Prev.String(), uint64(asked.Position), asked.Hash[:], flag(repeat),
		flag(change.Empty), s.writer[:], after, len(change.Lay))
	for _, slip := range change.Lay {
		args = append(args, slip.Key[:], slip.Sealed)
	}
	for _, r := range records {
		args = append(args, r.Prev[:], r.Hash[:], r.Body)
	}
	args = append(args, last.Hash.String())
	keys := []string{s.recordKey(stream), s.key("order"), s.key("heads"), s.key("names"), s.key("touched"), s.urnKey(stream)}
	answer, err := s.confirmed(ctx, s.add, keys, args)
	if err != nil && answer == nil {
		return err
	}
	position, problem := s.judge(answer, asked, stream, at, records[0].Prev)
	if problem != nil {
		return problem
	}
	if position > 0 && err == nil {
		s.sight.brought(seen{Position: position, Stream: stream, Version: last.Version, Hash: last.Hash})
	}
	return err
}

// confirmed runs a script that writes and, on the same connection, waits for
// the replicas. There is an answer together with an error when the script was
// carried out and not confirmed.
func (s *Store) confirmed(ctx context.Context, script *goredis.Script, keys []string, args []any) (answer []any, err error) {
	conn, err := s.conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	answer, err = script.Run(ctx, conn, keys, args...).Slice()
	if err != nil {
		return nil, err
	}
	return answer, s.replicas(ctx, conn)
}

// replicas waits until the replicas have what was written on a connection, and
// with it all that was written before by anybody.
func (s *Store) replicas(ctx context.Context, conn *goredis.Conn) error {
	if s.config.Replicas == 0 {
		return nil
	}
	have, err := conn.Wait(ctx, s.config.Replicas, s.config.Wait).Result()
	if err == nil && int(have) < s.config.Replicas {
		err = &UnconfirmedError{Have: int(have), Want: s.config.Replicas}
	}
	return err
}

// confirm has the replicas confirm all that was written so far.
func (s *Store) confirm(ctx context.Context) (err error) {
	conn, err := s.conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := conn.Set(ctx, s.key("touched"), "1", 0).Err(); err != nil {
		return err
	}
	return s.replicas(ctx, conn)
}

func flag(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

// judge reads what append.lua answers.
func (s *Store) judge(answer []any, asked seen, stream store.Stream, at store.Version, prev store.Hash) (store.Position, error) {
	verdict, detail := "", any(nil)
	if len(answer) > 0 {
		verdict, _ = answer[0].(string)
	}
	if len(answer) > 1 {
		detail = answer[1]
	}
	text, _ := detail.(string)
	switch verdict {
	case "ok":
		position, _ := detail.(int64)
		return store.Position(position), nil
	case "others":
		return 0, store.ErrOthers
	case "lost":
		return 0, s.sight.lost(asked)
	case "damaged":
		return 0, &store.ChainError{Stream: stream, Version: at + 1, Problem: "it is not added: " + text}
	case "conflict":
		head, err := s.parseHead(stream, text)
		if err == nil {
			err = store.CheckHead(head, at, prev)
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, fmt.Errorf("the script answers %q", verdict)
}

// parseHead reads a value of the hash of heads: a version, a blank and a hash.
func (s *Store) parseHead(stream store.Stream, text string) (store.Head, error) {
	digits, hash, _ := strings.Cut(text, " ")
	head := store.Head{Stream: stream}
	version, err := strconv.ParseUint(digits, 10, 64)
	if err == nil {
		err = head.Hash.UnmarshalText([]byte(hash))
	}
	if err == nil {
		err = stream.Check()
	}
	if err != nil {
		return head, s.corrupt("the head of stream %q cannot be read", string(stream))
	}
	head.Version = store.Version(version)
	return head, nil
}
