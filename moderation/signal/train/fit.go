package main

import (
	"math"
	"math/rand/v2"
	"sync"

	"magbot/moderation/signal"
	"magbot/moderation/signal/model"
)

// sample is a row as the training sees it.
type sample struct {
	features []feature         // first those of the words, then those of the classes together
	words    int               // how many are of the words
	label    [model.Heads]int8 // -1 when it is not known
	weight   float32
	kind     int // of a problem, or unknown
}

// feature is a bucket, and above its bits how many times it counts.
type feature uint32

const timesFrom = 24 // a bit

func (f feature) bucket() uint32 { return uint32(f) % (1 << timesFrom) }
func (f feature) times() float32 { return float32(f >> timesFrom) }

// unknown is the kind of what is no problem, or of which nobody said.
const unknown = -1

// kindOf is the kinds of problems as our own pairs name them.
var kindOf = map[string]int{
	"threat": model.Threat, "pressure": model.Pressure, "sexual": model.Sexual, "insult": model.Insult, "dismiss": model.Dismissal, "dismissal": model.Dismissal,
	"adhom": model.Person, "actor": model.Actor, "actors": model.Actor, "group": model.Group, "spam": model.Spam, "dox": model.Doxxing, "conf": model.Confidential,
}

// of is the features that a head is asked about.
func (s *sample) of(head int) []feature {
	if head == model.Conduct {
		return s.features
	}
	return s.features[:s.words]
}

// sources weighs the sources: adversarial pairs are worth most, noisy labels
// least. A source that is not named has 1; 0 leaves it out (share-alike).
var sources = map[string]float32{"stormfront": 0, "hatemojibuild": 3, "mlma": 0.5, "davidson": 0.7}

func samples(rows []row) []sample {
	out := make([]sample, 0, len(rows))
	for _, r := range rows {
		weight, named := sources[r.source]
		if !named {
			weight = 1
		}
		if weight == 0 {
			continue
		}
		out = add(out, r.text, weight, [model.Heads]int8{r.hate, r.toxic, -1})
		if weight, is := ordinary(r); is {
			out = add(out, r.text, weight, [model.Heads]int8{-1, -1, 0})
		}
	}
	return out
}

// ordinary tells whether a message is no problem of conduct, and what it counts as
// such: messages of work that nobody found uncivil, prose about work, and posts that
// nobody found offensive, for these have the rough words that talk at work has not.
// What else is said elsewhere tells nothing about the talk of a body.
func ordinary(r row) (weight float32, is bool) {
	switch {
	case r.source == "osguide":
		return 4, true
	case r.source == "vcu-incivility" && r.toxic == 0:
		return talkWeight, true
	case r.source == "davidson" && r.toxic == 0 && r.hate == 0:
		return 1, true
	}
	return 0, false
}

// What a problem and its harmless neighbour of our own pairs count: a false flag costs
// more than a message that nobody looks at.
const (
	pairWeight      = 2
	neighbourWeight = 8
)

// talkWeight is what a message of talk at work counts, where false flags are worst.
const talkWeight = 20

// caseWeight is what a functional case counts, with all its groups.
const caseWeight = 2

// contrasts are our own pairs as the head of conduct sees them: a problem, and its
// harmless neighbour.
func contrasts(pairs [][]string) []sample {
	var out []sample
	for _, p := range pairs {
		before := len(out)
		out = add(out, p[2], pairWeight, [model.Heads]int8{-1, -1, 1})
		if k, known := kindOf[p[1]]; known && len(out) > before {
			out[before].kind = k
		}
		out = add(out, p[3], neighbourWeight, [model.Heads]int8{-1, -1, 0})
	}
	return out
}

// civil are our own lines of ordinary talk, which are no problem.
func civil(lines [][]string) []sample {
	var out []sample
	for _, l := range lines {
		out = add(out, l[1], neighbourWeight, [model.Heads]int8{-1, -1, 0})
	}
	return out
}

// specimens are functional cases as the head of conduct sees them. A sentence that is
// about each of several groups counts as one.
func specimens(list []judged) []sample {
	groups := map[string]float32{}
	for _, c := range list {
		groups[c.lang+c.sentence]++
	}
	var out []sample
	for _, c := range list {
		label := int8(0)
		if c.bad {
			label = 1
		}
		out = add(out, c.text, caseWeight/groups[c.lang+c.sentence], [model.Heads]int8{-1, -1, label})
	}
	return out
}

// add adds a message, unless nothing is in it.
func add(list []sample, message string, weight float32, label [model.Heads]int8) []sample {
	features := signal.Features(message)
	if len(features) == 0 {
		return list
	}
	s := sample{features: make([]feature, len(features)), label: label, weight: weight, kind: unknown}
	for i, f := range features {
		s.features[i] = feature(f.Bucket | uint32(f.Times)<<timesFrom)
		if f.Token != model.Alone {
			s.words = i + 1
		}
	}
	return append(list, s)
}

const (
	rounds = 4
	pace   = 0.25
	decay  = 2e-6
)

// learner trains one row of weights by AdaGrad on the logistic loss. All numbers are
// rounded where they stand, so that every machine makes the same weights.
type learner struct {
	row       *model.Row
	grown     []float32
	biasGrown float32
}

func learning(row *model.Row) *learner {
	return &learner{row: row, grown: make([]float32, len(row.Weights))}
}

// learn takes one message in.
func (l *learner) learn(features []feature, label, weight float32) {
	if len(features) == 0 {
		return
	}
	all := float32(0)
	for _, f := range features {
		all += f.times()
	}
	value, size := 1/float32(math.Sqrt(float64(all))), uint32(len(l.row.Weights))
	z := l.row.Bias
	for _, f := range features {
		z += float32(l.row.Weights[f.bucket()%size] * float32(value*f.times()))
	}
	g := float32((sigmoid(z) - label) * weight)
	l.biasGrown += float32(g * g)
	l.row.Bias -= float32(float32(pace*g) / float32(1+math.Sqrt(float64(l.biasGrown))))
	g = float32(g * value)
	for _, of := range features {
		f, g := of.bucket()%size, float32(g*of.times())
		l.grown[f] += float32(g * g)
		step := float32(float32(pace*g) / float32(1e-3+math.Sqrt(float64(l.grown[f]))))
		l.row.Weights[f] -= float32(step + float32(decay*l.row.Weights[f]))
	}
}

// turns is how many times the model is trained, in another order each time. The weights are
// the mean of all: what one order happened to make of a rare word is not in it.
const turns = 4

// fit trains all rows: the heads, and of the problems of our own pairs what kind they are.
func fit(list []sample) ([]byte, error) {
	var made [turns]*model.Trained
	var work sync.WaitGroup
	for turn := range made {
		work.Go(func() { made[turn] = fitted(list, uint64(turn)) })
	}
	work.Wait()
	mean := model.Blank()
	for i, row := range mean.Rows() {
		for _, one := range made {
			of := one.Rows()[i]
			row.Bias += float32(of.Bias / turns)
			for f, w := range of.Weights {
				row.Weights[f] += float32(w / turns)
			}
		}
	}
	return mean.Bytes()
}

// fitted is the model trained in one order.
func fitted(list []sample, turn uint64) *model.Trained {
	made := model.Blank()
	var heads [model.Heads]*learner
	for h := range heads {
		heads[h] = learning(&made.Heads[h])
	}
	var kinds [model.Kinds]*learner
	for k := range kinds {
		kinds[k] = learning(&made.Kinds[k])
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	chance := rand.New(rand.NewPCG(6+turn, 2026)) //nolint:gosec // the order has to be the same every time
	for range rounds {
		chance.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			s := &list[i]
			for h, l := range heads {
				if s.label[h] >= 0 {
					l.learn(s.of(h), float32(s.label[h]), s.weight)
				}
			}
			for k, l := range kinds {
				if s.kind != unknown {
					l.learn(s.features, is(s.kind == k), 1)
				}
			}
		}
	}
	return made
}

func is(so bool) float32 {
	if so {
		return 1
	}
	return 0
}

// sigmoid is 1/(1+e^-z), the same on every machine: the exponential is the
// 1024th power of its series.
func sigmoid(z float32) float32 {
	z = max(-30, min(30, z))
	x := float64(-z) / 1024
	e := 1 + x + float64(float64(x*x)/2) + float64(float64(float64(x*x)*x)/6)
	for range 10 {
		e = float64(e * e)
	}
	return float32(1 / (1 + e))
}
