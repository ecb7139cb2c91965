// Package redis keeps the record in Redis, for installations of more than one
// process or machine: a single server, Sentinel or Cluster.
//
// Rules:
//
//   - Append is one short script on the server. It adds only when the stream ends
//     at the record and the hash that the writer saw, all records or none, so of
//     two processes one wins and the other gets store.ErrConflict.
//   - Append returns nil once the server has confirmed, and with Config.Replicas
//     as many replicas (WAIT on the same connection). What is not confirmed is
//     sent again, which changes nothing when it was there, before anybody is
//     answered; what still is not confirmed is an *UnconfirmedError, after which
//     the caller reads the record again.
//   - A process remembers the last append that it has seen, and with Config.Seen
//     a file does so beyond its end. Every script and every read asks for that
//     one; but a follower that has looked once is told of the process's own appends
//     from memory, and those who ask Latest at once share one look. A server that no
//     longer has it (a failover, a restored copy, a lost tail) is a *LostError, and
//     nothing more is read or written until a person has decided: a gap is told and
//     never papered over.
//   - The settings of the server are checked as it is opened, and one that would
//     lose data is a *SettingsError with the line of redis.conf to change.
//   - Passwords are in no error and in no log.
//
// # Inside Redis
//
// All keys of a community have it as hash tag, so that they lie in one slot of a
// Cluster and one script reaches them:
//
//	magbot:{NAME}:record:STREAM  stream  ID 0-VERSION   p previous hash, h hash, b body
//	magbot:{NAME}:order          stream  ID 0-POSITION  s stream, v version, h hash, w who appended it
//	magbot:{NAME}:heads          hash    STREAM         version, blank, hash in hexadecimal
//	magbot:{NAME}:names          sorted set of the streams' names, each with the score 0
//	magbot:{NAME}:urn:STREAM     hash    random key     what was sealed
//	magbot:{NAME}:claim:NAME     string  what was claimed first, for a day (store.Shared)
//	magbot:{NAME}:touched        written when something is to be confirmed again
//	magbot:{NAME}:keys           hash    key's name     the key, sealed by the master key
//	magbot:{NAME}:erased         hash    key's name     the erasure, signed by the master key
//
// The heads stand apart from the records, so that a record that is gone is
// missed. Nothing of the record expires, and nothing is ever deleted but keys (Keys)
// and what lies in an urn (store.Urn).
//
// # Example
//
//	config, err := redis.ParseURL("rediss://magbot@redis.example.org/0?password-file=/run/secrets/redis")
//	if err != nil {
//		return err
//	}
//	s, err := redis.Open(ctx, config)
//	if err != nil {
//		return err
//	}
//	defer s.Close()
package redis
