package main

import (
	"math"
	"math/rand/v2"

	"magbot/moderation/signal"
	"magbot/moderation/signal/model"
)

// sample is a row as the training sees it.
type sample struct {
	features []uint32          // first those of the words, then those of the classes together
	words    int               // how many are of the words
	label    [model.Heads]int8 // -1 when it is not known
	weight   float32
}

// of is the features that a head is asked about.
func (s *sample) of(head int) []uint32 {
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
		out = add(out, r.text, weight, [model.Heads]int8{r.hate, r.toxic, ordinary(r)})
	}
	return out
}

// ordinary is 0, no problem of conduct, for messages of work that nobody found
// uncivil and for posts that nobody found offensive: these have the rough words that
// talk at work has not. What else is said elsewhere tells nothing about the talk of a
// body.
func ordinary(r row) int8 {
	civil := r.toxic == 0 && (r.source == "vcu-incivility" || r.source == "davidson" && r.hate == 0)
	if civil || r.source == "osguide" {
		return 0
	}
	return -1
}

// pairWeight is what a message of our own pairs counts.
const pairWeight = 2

// caseWeight is what a functional case counts, with all its groups.
const caseWeight = 0.3

// contrasts are our own pairs as the head of conduct sees them: a problem, and its
// harmless neighbour.
func contrasts(pairs [][]string) []sample {
	var out []sample
	for _, p := range pairs {
		out = add(out, p[2], pairWeight, [model.Heads]int8{-1, -1, 1})
		out = add(out, p[3], pairWeight, [model.Heads]int8{-1, -1, 0})
	}
	return out
}

// civil are our own lines of ordinary talk, which are no problem.
func civil(lines [][]string) []sample {
	var out []sample
	for _, l := range lines {
		out = add(out, l[1], pairWeight, [model.Heads]int8{-1, -1, 0})
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
	s := sample{features: make([]uint32, len(features)), label: label, weight: weight}
	for i, f := range features {
		s.features[i] = f.Bucket
		if f.Token != model.Together {
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

// fit trains the heads by AdaGrad on the logistic loss.
func fit(list []sample) []byte {
	var weights, grown [model.Heads][]float32
	var bias, biasGrown [model.Heads]float32
	for h := range model.Heads {
		weights[h], grown[h] = make([]float32, model.Buckets), make([]float32, model.Buckets)
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	chance := rand.New(rand.NewPCG(6, 2026)) //nolint:gosec // the order has to be the same every time
	for range rounds {
		chance.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			s := &list[i]
			for h := range model.Heads {
				features := s.of(h)
				if s.label[h] < 0 || len(features) == 0 {
					continue
				}
				value := 1 / float32(math.Sqrt(float64(len(features))))
				z := bias[h]
				for _, f := range features {
					z += float32(weights[h][f] * value)
				}
				g := float32((sigmoid(z) - float32(s.label[h])) * s.weight)
				biasGrown[h] += float32(g * g)
				bias[h] -= float32(float32(pace*g) / float32(1+math.Sqrt(float64(biasGrown[h]))))
				g = float32(g * value)
				for _, f := range features {
					grown[h][f] += float32(g * g)
					step := float32(float32(pace*g) / float32(1e-3+math.Sqrt(float64(grown[h][f]))))
					weights[h][f] -= float32(step + float32(decay*weights[h][f]))
				}
			}
		}
	}
	return model.Bytes(bias, &weights)
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
