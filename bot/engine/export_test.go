package engine

import "magbot/bot"

// Rewrite reads what a cache holds and writes it again.
func Rewrite(plain []byte) ([]byte, error) {
	at, found, err := parseRested(plain)
	if err != nil {
		return nil, err
	}
	all := map[bot.StreamID]rested{}
	for id, r := range found {
		all[bot.StreamID(id)] = r
	}
	return writeRested(at, all), nil
}
