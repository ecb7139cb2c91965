package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/proof"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/store/seal"
)

// receiptsKey is the name of the key that signs receipts of votes. It lies with
// all keys, and is in their backup.
const receiptsKey seal.KeyID = "receipts"

// signingHouse is the house of a server: with what adapters hold of people, whether
// messages of theirs are still being looked at, and the key that signs receipts.
func signingHouse(keys *seal.Keyring, looks func([]bot.Account) bool, held ...roster.Exporter) (*house.House, error) {
	signs, err := receipts(keys)
	if err != nil {
		return nil, err
	}
	return houseWith(house.Outside{Held: held, Looks: looks, Ballots: signs})
}

// receipts signs the receipts that voters are given.
func receipts(keys *seal.Keyring) (ballot.Outside, error) {
	key, err := keys.Signing(receiptsKey)
	if err != nil {
		return ballot.Outside{}, fmt.Errorf("make the key that signs receipts: %w", err)
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return ballot.Outside{}, errors.New("the key that signs receipts has no public half")
	}
	return ballot.Outside{
		Public: public,
		Sign: func(name string, commitment, head proof.Hash) (proof.Receipt, error) {
			return proof.Sign(key, name, commitment, head)
		},
	}, nil
}
