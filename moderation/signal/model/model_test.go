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
	made := model.Blank()
	made.Heads[model.Hate].Bias, made.Heads[model.Uncivil].Bias = -1, -2
	made.Heads[model.Hate].Weights[bucket%model.Size(model.Hate)] = weight
	return read(t, made)
}

func read(t testing.TB, made *model.Trained) *model.Weights {
	t.Helper()
	b, err := made.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	w, err := model.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWeightsOfAnotherLengthAreRefused(t *testing.T) {
	t.Parallel()
	short, long := model.Blank(), model.Blank()
	short.Kinds[0].Weights, long.Kinds[0].Weights = nil, make([]float32, 1<<22)
	for name, made := range map[string]*model.Trained{"too short": short, "too long": long} {
		b, err := made.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := model.Read(b); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	for _, b := range [][]byte{nil, make([]byte, 10), model.Embedded()[:1000]} {
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
			if f.Bucket >= model.Size(model.Conduct) {
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

// alone are the buckets that only the head of conduct is asked about.
func alone(message string) (out []uint32) {
	_, list := features(message)
	for _, f := range list {
		if f.Token == model.Alone {
			out = append(out, f.Bucket)
		}
	}
	return out
}

// Words that differ in their endings, or in what is written onto them in Arabic, share
// most of their pieces, and the classes of a message are there in any order of its words.
func TestFormsOfAWordAreAlike(t *testing.T) {
	t.Parallel()
	share := func(a, b string) float64 {
		one, other := alone(a), alone(b)
		n := 0
		for _, f := range one {
			if slices.Contains(other, f) {
				n++
			}
		}
		return float64(n) / float64(len(one))
	}
	for _, p := range [][2]string{{"wombats", "wombatte"}, {"деревянного", "деревянным"}, {"والمقترح", "بالمقترحات"}} {
		if got := share(p[0], p[1]); got < 0.2 {
			t.Errorf("%v share %.2f of their pieces", p, got)
		}
	}
	if got := share("wombat", "cables"); got > 0 {
		t.Errorf("two words share %.2f", got)
	}
	if got := share("you idiot", "idiot you"); got < 0.5 {
		t.Errorf("turned round, they share %.2f", got)
	}
}

// The kind is the one whose row speaks for the message most, and how sure that is
// grows with what it says.
func TestTheKindOfAMessage(t *testing.T) {
	t.Parallel()
	list := alone("wombats")
	made := model.Blank()
	_, all := features("wombats")
	if _, sure := read(t, made).Kind(all); sure > 0.1 {
		t.Errorf("a blank model is sure by %.2f", sure)
	}
	for _, f := range list {
		made.Kinds[model.Doxxing].Weights[int(f)%len(made.Kinds[0].Weights)] = 3
	}
	if kind, sure := read(t, made).Kind(all); kind != model.Doxxing || sure < 0.9 {
		t.Errorf("kind %d, sure by %.2f", kind, sure)
	}
}

// What only the head of conduct is asked about moves no other.
func TestMostFeaturesAreForTheHeadOfConductAlone(t *testing.T) {
	t.Parallel()
	made := model.Blank()
	for h := range made.Heads {
		made.Heads[h].Bias = -1
		for _, f := range alone("you idiot") {
			made.Heads[h].Weights[f%model.Size(h)] = 9
		}
	}
	w := read(t, made)
	_, all := features("you idiot")
	if o := w.Judge(all); o.Score[model.Hate] > 0.3 || o.Score[model.Uncivil] > 0.3 || o.Score[model.Conduct] < 0.5 {
		t.Errorf("%+v", o)
	}
}
