package ballot_test

import (
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/proof"
	"magbot/bot/chat"
)

// signing is a room in which receipts are signed.
func signing(t *testing.T) (*room, ed25519.PublicKey) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return newSigningRoom(t, ballot.Outside{Public: public, Sign: func(name string, commitment, head proof.Hash) (proof.Receipt, error) {
		return proof.Sign(private, name, commitment, head)
	}}), public
}

// receiptIn is the receipt that an answer shows once the record holds the vote.
func (r *room) receiptIn(t *testing.T, s bot.StreamID, reply bot.Reply) proof.Receipt {
	t.Helper()
	v := r.View(s, "")
	here := *v.Here
	here.Head = strings.Repeat("5e", 32)
	v.Here = &here
	var blocks []chat.Block
	if reply.After != nil {
		blocks = reply.After(v)
	} else if reply.Message != nil {
		blocks = reply.Message.Blocks
	}
	for _, b := range blocks {
		if q, ok := b.(chat.Quote); ok {
			receipt, err := proof.ParseReceipt(q.Text)
			if err != nil {
				t.Fatal(err)
			}
			return receipt
		}
	}
	t.Fatalf("no receipt in %+v", blocks)
	return proof.Receipt{}
}

// A receipt is genuine, names the head of the record, shows that the vote is
// among those counted, and does not tell what it says: two voters who said the
// same have receipts that share nothing, and the choice is in none.
func TestAReceiptProvesInclusionAndNothingElse(t *testing.T) {
	for _, mode := range []string{"open", "confidential", "detached"} {
		t.Run(mode, func(t *testing.T) {
			r, public := signing(t)
			s := r.opened("mode", mode, "kind", "pick-one", "options", "Alpha\nBravo")
			receipts := map[bot.PersonID]proof.Receipt{}
			for _, m := range members()[:5] {
				d := r.Must(m, "ballot cast", "ballot", "1", "say", "2")
				receipts[m] = r.receiptIn(t, s, d.Reply)
				if !receipts[m].Genuine(public) || receipts[m].Head.String() != strings.Repeat("5e", 32) || receipts[m].Ballot != "ballot/1" {
					t.Errorf("the receipt of %s is %s", m, receipts[m])
				}
			}
			if receipts["m0"].Commitment == receipts["m1"].Commitment {
				t.Error("the same choice has the same commitment")
			}
			if string(r.state(s).Receipts) != string(public) {
				t.Error("the key that signs does not stand in the record of the opening")
			}
			r.closed(s)
			g := r.state(s).Gathered
			var all []proof.Hash
			for _, text := range g.Commitments {
				var h proof.Hash
				if err := h.UnmarshalText([]byte(text)); err != nil {
					t.Fatal(err)
				}
				all = append(all, h)
			}
			root, err := proof.Root(all)
			if err != nil || root.String() != g.Root {
				t.Errorf("the root is %s and should be %s: %v", g.Root, root, err)
			}
			for m, receipt := range receipts {
				if p, ok := proof.Prove(all, receipt.Commitment); !ok || !p.Shows(root, receipt.Commitment) {
					t.Errorf("the vote of %s is not among those counted", m)
				}
			}
			if mode == "detached" {
				log, err := json.Marshal(r.Log(s)[:7]) // up to the last vote
				if err != nil {
					t.Fatal(err)
				}
				hasNot(t, string(log), receipts["m0"].Commitment.String())
			}
		})
	}
}

func TestAReceiptIsGivenAgainWhereTheVoteIsKnown(t *testing.T) {
	r, public := signing(t)
	s := r.opened("mode", "confidential")
	first := r.receiptIn(t, s, r.Must("m0", "ballot cast", "ballot", "1", "say", "1").Reply)
	if !first.Genuine(public) {
		t.Error("it is not genuine")
	}
	r.Refused("ballot.receipt-none", "m1", "ballot receipt", "ballot", "1")
	plain := newRoom(t)
	plain.opened("mode", "confidential")
	plain.vote("m0", "ballot/1", "yes")
	plain.Refused("ballot.receipt-off", "m0", "ballot receipt", "ballot", "1")
}
