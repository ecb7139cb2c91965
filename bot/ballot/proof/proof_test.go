package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
)

// counting is 32 bytes that count up from one.
func counting(from byte) []byte {
	b := make([]byte, proof.NonceSize)
	for i := range b {
		b[i] = from + byte(i)
	}
	return b
}

func commit(t testing.TB, nonce []byte, choice string) proof.Hash {
	t.Helper()
	h, err := proof.CommitBallot("ballot-7", nonce, []byte(choice))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// five are the commitments of five ballots.
func five(t testing.TB) (all []proof.Hash) {
	for k := range byte(5) {
		all = append(all, commit(t, bytes.Repeat([]byte{k}, proof.NonceSize), "A>B"))
	}
	return all
}

func seed(t testing.TB, by string, from byte) proof.Seed {
	t.Helper()
	h, err := proof.CommitSeed("ballot-7", by, counting(from))
	if err != nil {
		t.Fatal(err)
	}
	return proof.Seed{By: by, Commitment: h, Opened: counting(from)}
}

// The hashes here were made by another program (Python's hashlib) from the rules
// in doc.go, so that they are what anyone else gets.
func TestHashesAreWhatOthersGet(t *testing.T) {
	commitments := five(t)
	root, err := proof.Root(commitments)
	if err != nil {
		t.Fatal(err)
	}
	none, err := proof.Root(nil)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{commitments[0].String(), root.String(), none.String(), seed(t, "operator", 0).Commitment.String(), seed(t, "co-facilitator", 100).Commitment.String()}
	want := []string{
		"78031e7814ba107cb1b1f95a54f5bae06b94af83e1103b7843f8a2e1b8de1556",
		"a51ded48d029e39e7bebad02408918e5643f6f23a209d74e0965c293d9dc1fed",
		"cf2e32b663ec194bfc77845cfca7c39c869877fd2c491b1761a175c1fc2fdb8b",
		"491489b295efd7c2acb1c108cdeabd22006593934b8093d4d5cccdb64367f96a",
		"e11ae04123902664a929508a1c51405821f6ed318a8cec3fcab1d636e3ffaf7c",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-others +ours):\n%s", d)
	}
	names := []string{"Ann", "Bo", "Cy", "Di", "none of these"}
	lots, err := proof.Lots("ballot-7", []proof.Seed{seed(t, "operator", 0), seed(t, "co-facilitator", 100)}, root, names)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, c := range lots {
		order = append(order, names[c])
	}
	if d := cmp.Diff([]string{"Di", "Cy", "Bo", "none of these", "Ann"}, order); d != "" {
		t.Errorf("lots (-others +ours):\n%s", d)
	}
}

func TestLotsBreakATieOfACount(t *testing.T) {
	e, err := tally.ParseBLT([]byte(`3 1 2 1 0 2 2 0 1 3 0 0 "Ann" "Bo" "Cy"`))
	if err != nil {
		t.Fatal(err)
	}
	root, err := proof.Root(five(t))
	if err != nil {
		t.Fatal(err)
	}
	e.Lots, err = proof.Lots("ballot-7", []proof.Seed{seed(t, "operator", 0), seed(t, "co-facilitator", 100)}, root, e.Candidates)
	if err != nil {
		t.Fatal(err)
	}
	r, err := tally.Count(e, tally.Approval, tally.Options{})
	if err != nil || !r.Decided() || e.Candidates[r.Elected[0]] != "Bo" {
		t.Errorf("%v, %v: of Ann and Bo the lots above name Bo first", r, err)
	}
}

func TestLotsAreRefusedWithoutHonestSeeds(t *testing.T) {
	root, names := proof.Hash{1}, []string{"Ann", "Bo"}
	one, other := seed(t, "operator", 0), seed(t, "co-facilitator", 100)
	unopened := other
	unopened.Opened = nil
	if _, err := proof.Lots("ballot-7", []proof.Seed{one, unopened}, root, names); !errors.Is(err, proof.ErrUnopened) {
		t.Errorf("a seed that was not opened: %v", err)
	}
	changed := other
	changed.Opened = counting(101)
	short := other
	short.Opened = counting(100)[:31]
	borrowed := other
	borrowed.By = "somebody"
	for name, seeds := range map[string][]proof.Seed{
		"another seed than was committed to": {one, changed},
		"a shorter seed":                     {one, short},
		"the seed of somebody else":          {one, borrowed},
		"two seeds of one person":            {one, one},
	} {
		if _, err := proof.Lots("ballot-7", seeds, root, names); !is[*proof.SeedError](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := proof.Lots("ballot-8", []proof.Seed{one, other}, root, names); !is[*proof.SeedError](err) {
		t.Errorf("the seeds of another ballot: %v", err)
	}
	if _, err := proof.Lots("ballot-7", []proof.Seed{one}, root, names); err == nil {
		t.Error("one person alone drew lots")
	}
	if _, err := proof.CommitSeed("ballot-7", "operator", []byte("easy")); !errors.Is(err, proof.ErrNonce) {
		t.Errorf("a seed that can be guessed: %v", err)
	}
	if _, err := proof.CommitBallot("ballot-7", []byte("easy"), nil); !errors.Is(err, proof.ErrNonce) {
		t.Errorf("a nonce that can be guessed: %v", err)
	}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestTheOrderOfLotsHangsOnEverythingButTheOrderOfTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringN(1, 8, -1), 2, 12, rapid.ID[string]).Draw(t, "names")
		seeds := drawSeeds(t)
		root := proof.Hash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "root"))
		order := func(seeds []proof.Seed, names []string) (all []string) {
			lots, err := proof.Lots("b", seeds, root, names)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range lots {
				all = append(all, names[c])
			}
			return all
		}
		want := order(seeds, names)
		if got := order(rapid.Permutation(seeds).Draw(t, "seeds"), rapid.Permutation(names).Draw(t, "list")); !slices.Equal(got, want) {
			t.Fatalf("lots %v, and with the list in another order %v", want, got)
		}
		if sorted, all := slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(names)); !slices.Equal(sorted, all) {
			t.Fatalf("lots %v are not everyone of %v once", want, names)
		}
	})
}

func drawSeeds(t *rapid.T) (seeds []proof.Seed) {
	for _, by := range []string{"operator", "co-facilitator", "observer"}[:rapid.IntRange(2, 3).Draw(t, "people")] {
		opened := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed")
		h, err := proof.CommitSeed("b", by, opened)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, proof.Seed{By: by, Commitment: h, Opened: opened})
	}
	return seeds
}

// Over many ballot roots each order comes about as often: no candidate's name
// is lucky. With 6 orders and 6000 roots, chi-squared of 5 degrees is below 30
// in all but one in 60000 cases; the roots are the same at every run.
func TestLotsFavourNobody(t *testing.T) {
	seeds := []proof.Seed{seed(t, "operator", 0), seed(t, "co-facilitator", 100)}
	often := map[string]int64{}
	const draws = 6000
	for i := range draws {
		root := proof.Hash(big.NewInt(int64(i)).FillBytes(make([]byte, 32)))
		lots, err := proof.Lots("ballot-7", seeds, root, []string{"Ann", "Bo", "Cy"})
		if err != nil {
			t.Fatal(err)
		}
		key := ""
		for _, c := range lots {
			key += string(rune('A' + c))
		}
		often[key]++
	}
	var squares int64
	for _, n := range often {
		squares += (n - draws/6) * (n - draws/6)
	}
	if len(often) != 6 || squares/(draws/6) > 30 {
		t.Errorf("orders come %v times", often)
	}
}

func drawHashes(t *rapid.T, least int) []proof.Hash {
	ns := rapid.SliceOfNDistinct(rapid.Uint32(), least, 40, rapid.ID[uint32]).Draw(t, "commitments")
	all := make([]proof.Hash, len(ns))
	for i, n := range ns {
		all[i] = proof.Hash(big.NewInt(int64(n)).FillBytes(make([]byte, 32)))
	}
	return all
}

func TestARootIsOfTheBallotsWhateverTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawHashes(t, 1)
		root := rootOf(t, all)
		if other := rootOf(t, rapid.Permutation(all).Draw(t, "order")); other != root {
			t.Fatalf("%v and %v", root, other)
		}
		if rootOf(t, all[1:]) == root {
			t.Fatal("one ballot fewer has the same root")
		}
		if _, err := proof.Root(append(slices.Clone(all), all[0])); !errors.Is(err, proof.ErrTwice) {
			t.Fatalf("a ballot twice: %v", err)
		}
	})
}

func rootOf(t *rapid.T, all []proof.Hash) proof.Hash {
	root, err := proof.Root(all)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestAProofShowsItsOwnBallotAndNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawHashes(t, 1)
		root := rootOf(t, all)
		one := rapid.SampledFrom(all).Draw(t, "one")
		p, ok := proof.Prove(all, one)
		if !ok || !p.Shows(root, one) {
			t.Fatalf("%+v does not show %v under %v", p, one, root)
		}
		stranger := proof.Hash{255}
		if _, ok := proof.Prove(all, stranger); ok || p.Shows(root, stranger) || p.Shows(stranger, one) {
			t.Fatal("a ballot that is not there was shown")
		}
		if q := p; len(p.Sides) > 0 {
			q.Sides = slices.Clone(p.Sides)
			q.Sides[rapid.IntRange(0, len(q.Sides)-1).Draw(t, "side")][0] ^= 1
			if q.Shows(root, one) {
				t.Fatal("a changed proof shows the same")
			}
			q.Sides = p.Sides[1:]
			if q.Shows(root, one) {
				t.Fatal("a shortened proof shows the same")
			}
		}
		for _, bad := range []proof.Proof{{}, {At: -1, Of: 1}, {At: 1, Of: 1}, {At: p.At, Of: p.Of, Sides: append(slices.Clone(p.Sides), one)}} {
			if bad.Shows(root, one) {
				t.Fatalf("%+v shows a ballot", bad)
			}
		}
	})
}

func TestAReceiptIsGenuineOnlyAsItWasSigned(t *testing.T) {
	key := ed25519.NewKeyFromSeed(counting(7))
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("no public key")
	}
	r, err := proof.Sign(key, "ballot-7", commit(t, counting(1), "A>B"), proof.Hash{9})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Genuine(public) {
		t.Error("what was signed is not genuine")
	}
	if strings.Contains(r.String(), "A>B") {
		t.Error("the receipt tells the choice")
	}
	again, err := proof.ParseReceipt("  " + strings.ReplaceAll(r.String(), " ", "\r\n") + "\n")
	if err != nil || cmp.Diff(r, again) != "" {
		t.Errorf("%v, %v: want %v", again, err, r)
	}
	other := r
	other.Commitment[0] ^= 1
	late := r
	late.Head[0] ^= 1
	moved := r
	moved.Ballot = "ballot-8"
	for name, forged := range map[string]proof.Receipt{"another ballot paper": other, "another head": late, "another poll": moved, "no signature": {Ballot: "ballot-7"}} {
		if forged.Genuine(public) {
			t.Errorf("%s is genuine", name)
		}
	}
	if r.Genuine(ed25519.NewKeyFromSeed(counting(8)).Public().(ed25519.PublicKey)) || r.Genuine(nil) {
		t.Error("genuine under a key that did not sign")
	}
	for _, name := range []string{"", "a b", "a\n"} {
		if _, err := proof.Sign(key, name, proof.Hash{}, proof.Hash{}); err == nil {
			t.Errorf("a receipt names the ballot %q", name)
		}
	}
	if _, err := proof.Sign(nil, "ballot-7", proof.Hash{}, proof.Hash{}); err == nil {
		t.Error("signed without a key")
	}
}

func TestATextThatIsNoReceiptSaysWhy(t *testing.T) {
	zero := proof.Hash{}.String()
	for text, want := range map[string]string{
		"":                                    "not a receipt",
		"magbot-receipt-2 b " + zero:          "not a receipt",
		"magbot-receipt-1 b x " + zero + " s": "the commitment of the receipt",
		"magbot-receipt-1 b " + zero + " " + strings.Repeat("x", 64) + " s": "the head of the receipt",
		"magbot-receipt-1 b " + zero + " " + zero + " s":                    "the signature of the receipt",
	} {
		if _, err := proof.ParseReceipt(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func FuzzParseReceipt(f *testing.F) {
	r, err := proof.Sign(ed25519.NewKeyFromSeed(counting(7)), "ballot-7", proof.Hash{1}, proof.Hash{2})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(r.String())
	f.Add("magbot-receipt-1 b 00 00 =")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := proof.ParseReceipt(text)
		if err != nil {
			return
		}
		again, err := proof.ParseReceipt(r.String())
		if err != nil || cmp.Diff(r, again) != "" {
			t.Errorf("%q: %v, %v", text, again, err)
		}
	})
}
