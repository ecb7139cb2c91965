package redis

import (
	"context"
	"errors"
	"fmt"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store/seal"
)

// keepScript keeps a key unless one is there or it was erased, and answers
// with what is there. Where one is, it writes all the same, so that the replicas
// can confirm what is there.
const keepScript = `
local erased = redis.call('HGET', KEYS[2], ARGV[1])
if erased then return {'erased', erased} end
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if kept then
	redis.call('SET', KEYS[3], '1')
	return {'kept', kept}
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return {'kept', ARGV[2]}`

// eraseScript notes an erasure and deletes the key; the first erasure stays.
const eraseScript = `
redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2])
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('SET', KEYS[3], '1')
return {'erased', redis.call('HGET', KEYS[2], ARGV[1])}`

// Keys is the key space of the community, where a seal.Keyring keeps its sealed
// keys when several processes share them.
type Keys struct{ store *Store }

var _ seal.Space = Keys{}

// Keys gives the key space of the store's community.
func (s *Store) Keys() Keys { return Keys{s} }

func (k Keys) names() []string {
	return []string{k.store.key("keys"), k.store.key("erased"), k.store.key("touched")}
}

// Look implements seal.Space.
func (k Keys) Look(ctx context.Context, ids ...string) (kept, erased map[string]string, err error) {
	s := k.store
	if err := s.usable(ctx); err != nil {
		return nil, nil, s.explain("read the keys", err)
	}
	read := s.all
	if len(ids) > 0 {
		read = func(ctx context.Context) (kept, erased map[string]string, err error) { return s.some(ctx, ids) }
	}
	err = s.again(ctx, func(bool) (err error) {
		kept, erased, err = read(ctx)
		return err
	})
	return kept, erased, s.explain("read the keys", err)
}

func (s *Store) all(ctx context.Context) (kept, erased map[string]string, err error) {
	var k, e *goredis.MapStringStringCmd
	_, err = s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		k, e = p.HGetAll(ctx, s.key("keys")), p.HGetAll(ctx, s.key("erased"))
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return k.Val(), e.Val(), nil
}

func (s *Store) some(ctx context.Context, ids []string) (kept, erased map[string]string, err error) {
	var k, e *goredis.SliceCmd
	_, err = s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		k, e = p.HMGet(ctx, s.key("keys"), ids...), p.HMGet(ctx, s.key("erased"), ids...)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return present(ids, k.Val()), present(ids, e.Val()), nil
}

func present(ids []string, values []any) map[string]string {
	found := map[string]string{}
	for i, value := range values {
		if text, there := value.(string); there {
			found[ids[i]] = text
		}
	}
	return found
}

// Keep implements seal.Space.
func (k Keys) Keep(ctx context.Context, id, value string) (kept, erased string, err error) {
	return k.run(ctx, "keep a key", k.store.keep, id, value)
}

// Erase implements seal.Space.
func (k Keys) Erase(ctx context.Context, id, erasure string) error {
	_, _, err := k.run(ctx, "erase a key", k.store.erase, id, erasure)
	return err
}

func (k Keys) run(ctx context.Context, attempt string, script *goredis.Script, id, value string) (kept, erased string, err error) {
	s := k.store
	if err := s.usable(ctx); err != nil {
		return "", "", s.explain(attempt, err)
	}
	if s.config.ReadOnly {
		return "", "", fmt.Errorf("%s: the key space was opened to be read only", attempt)
	}
	err = s.again(ctx, func(bool) error { // either script may run twice
		answer, err := s.confirmed(ctx, script, k.names(), []any{id, value})
		if err != nil {
			return err
		}
		if len(answer) != 2 {
			return errors.New("the script answers something else than two values")
		}
		text, _ := answer[1].(string)
		switch answer[0] {
		case "kept":
			kept, erased = text, ""
		case "erased":
			kept, erased = "", text
		default:
			return fmt.Errorf("the script answers %q", answer[0])
		}
		return nil
	})
	return kept, erased, s.explain(attempt, err)
}
