package model_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/model"
	"magbot/moderation/signal/text"
)

func features(message string) (*text.Doc, []model.Feature) {
	doc := text.Read(message)
	return doc, model.Features(doc, lexicon.Shared().Scan(doc), &lexicon.Mask{}, nil)
}

// one is a model in which a single bucket of the head of hate has a weight.
func one(t testing.TB, bucket uint32, weight float32) *model.Weights {
	t.Helper()
	var of [model.Heads][]float32
	for h := range of {
		of[h] = make([]float32, model.Buckets)
	}
	of[model.Hate][bucket] = weight
	w, err := model.Read(model.Bytes([model.Heads]float32{-1, -2}, &of))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWeightsOfAnotherLengthAreRefused(t *testing.T) {
	t.Parallel()
	for _, b := range [][]byte{nil, make([]byte, 10), append(bytes.Clone(model.Embedded()), 0)} {
		if _, err := model.Read(b); err == nil {
			t.Errorf("%d bytes were taken", len(b))
		}
	}
}

func TestTheBiasIsTheOpinionAboutNothing(t *testing.T) {
	t.Parallel()
	w := one(t, 0, 0)
	_, list := features("entirely")
	if got, want := w.Judge(list).Score[model.Hate], 1/(1+math.E); math.Abs(got-want) > 1e-6 {
		t.Errorf("%f instead of %f", got, want)
	}
	if o := w.Judge(nil); o.Score != [model.Heads]float64{} || o.Word != [model.Heads]int{-1, -1, -1} {
		t.Errorf("%+v about no features", o)
	}
}

func TestAScoreComesWithTheWordThatSpeaksForIt(t *testing.T) {
	t.Parallel()
	doc, list := features("The wombat sleeps")
	_, alone := features("wombat")
	word := slices.IndexFunc(alone, func(f model.Feature) bool { return f.Token >= 0 })
	o := one(t, alone[word].Bucket, 9).Judge(list)
	if w := o.Word[model.Hate]; w < 0 || doc.Tokens[w].Word != "wombat" || o.Score[model.Hate] < 0.5 || o.Word[model.Uncivil] != -1 {
		t.Errorf("%+v", o)
	}
}

// Words that only join others, links and mentions are no evidence.
func TestWhatIsNoEvidence(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"the", "you", "not", "https://example.org/x", "@wombat", "──────"} {
		_, list := features(message)
		for _, f := range list {
			if f.Token >= 0 {
				t.Errorf("%q is evidence", message)
			}
		}
	}
}

// What was learnt about one group of people holds for another: messages that
// differ in nothing else share the features of classes.
func TestGroupsStandForOneAnother(t *testing.T) {
	t.Parallel()
	in := func(message string) map[uint32]bool {
		set := map[uint32]bool{}
		_, list := features(message)
		for _, f := range list {
			set[f.Bucket] = true
		}
		return set
	}
	muslims, jews, shared := in("I do not see Muslims here"), in("I do not see Jews here"), 0
	for b := range muslims {
		if jews[b] {
			shared++
		}
	}
	if shared < len(jews)/2 {
		t.Errorf("%d of %d features are shared", shared, len(jews))
	}
}

// Judging never fails, gives probabilities, and its evidence is in the message.
func TestOpinionsAreProbabilities(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.String().Draw(t, "message")
		doc, list := features(message)
		o := model.Shared().Judge(list)
		for h := range model.Heads {
			if s := o.Score[h]; s < 0 || s > 1 || math.IsNaN(s) || o.Word[h] < -1 || o.Word[h] >= len(doc.Tokens) {
				t.Fatalf("%q: %+v", message, o)
			}
		}
		for _, f := range list {
			if f.Bucket >= model.Buckets {
				t.Fatalf("bucket %d", f.Bucket)
			}
		}
	})
}

// A longer message costs no more than its first words.
func TestOnlyTheBeginningOfALongMessageIsJudged(t *testing.T) {
	t.Parallel()
	_, long := features(string(bytes.Repeat([]byte("some words about cables "), 1000)))
	if len(long) > 10_000 {
		t.Errorf("%d features", len(long))
	}
}

func Example() {
	doc := text.Read("The session on cables starts at nine")
	o := model.Shared().Judge(model.Features(doc, lexicon.Shared().Scan(doc), &lexicon.Mask{}, nil))
	fmt.Println(o.Score[model.Hate] < 0.5, o.Score[model.Uncivil] < 0.5)
	// Output: true true
}

// The classes of a whole message are there for the head of conduct alone, each once
// and each pair once, and in any order of the words.
func TestClassesTogetherAreForTheHeadOfConduct(t *testing.T) {
	t.Parallel()
	together := func(message string) (out []uint32) {
		_, list := features(message)
		for _, f := range list {
			if f.Token == model.Together {
				out = append(out, f.Bucket)
			}
		}
		return out
	}
	list := together("you idiot")
	if len(list) == 0 || !slices.Equal(list, together("idiot, you")) || !slices.Equal(list, together("you idiot you idiot")) {
		t.Fatalf("%v, %v, %v", list, together("idiot, you"), together("you idiot you idiot"))
	}
	var of [model.Heads][]float32
	for h := range of {
		of[h] = make([]float32, model.Buckets)
		of[h][list[0]] = 9
	}
	w, err := model.Read(model.Bytes([model.Heads]float32{-1, -1, -1}, &of))
	if err != nil {
		t.Fatal(err)
	}
	_, all := features("you idiot")
	if o := w.Judge(all); o.Score[model.Hate] > 0.3 || o.Score[model.Uncivil] > 0.3 || o.Score[model.Conduct] < 0.5 {
		t.Errorf("%+v", o)
	}
}
