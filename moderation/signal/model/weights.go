package model

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"sync"
)

//go:embed weights.bin
var embedded []byte

// The heads: attacks on groups of people, incivility, and what does not belong into the
// talk of a body that has a Code of Conduct.
const (
	Hate = iota
	Uncivil
	Conduct
	Heads
)

// Weights is a trained model.
type Weights struct {
	bias, scale [Heads]float32
	of          [Heads][]int8
}

// header is the bias and the scale of each head.
const header = Heads * 8

var errSize = errors.New("the weights of the model are not as long as they should be")

// Read is the model out of its bytes, which it keeps.
func Read(b []byte) (*Weights, error) {
	if len(b) != header+Heads*Buckets {
		return nil, errSize
	}
	w := &Weights{}
	for h := range Heads {
		w.bias[h] = math.Float32frombits(binary.LittleEndian.Uint32(b[h*8:]))
		w.scale[h] = math.Float32frombits(binary.LittleEndian.Uint32(b[h*8+4:]))
		w.of[h] = make([]int8, Buckets)
		for i, v := range b[header+h*Buckets:][:Buckets] {
			w.of[h][i] = int8(v)
		}
	}
	return w, nil
}

// Bytes is the model as Read takes it: for each head its bias, its scale and
// its weights rounded to 255 steps.
func Bytes(bias [Heads]float32, weights *[Heads][]float32) []byte {
	out := make([]byte, header, header+Heads*Buckets)
	for h := range Heads {
		most := float32(0)
		for _, v := range weights[h] {
			most = max(most, v, -v)
		}
		scale := max(most, 1e-6) / 127
		binary.LittleEndian.PutUint32(out[h*8:], math.Float32bits(bias[h]))
		binary.LittleEndian.PutUint32(out[h*8+4:], math.Float32bits(scale))
		for _, v := range weights[h] {
			out = append(out, byte(int8(math.Round(float64(v/scale)))))
		}
	}
	return out
}

// Shared is the model of the program. It panics when the embedded weights are
// broken, which a test would have noticed.
var Shared = sync.OnceValue(func() *Weights {
	w, err := Read(embedded)
	if err != nil {
		panic(err)
	}
	return w
})

// Embedded is the bytes of the shipped model.
func Embedded() []byte { return embedded }

// Opinion is what the model thinks of a message: for each head a probability
// and the token that speaks most for it, or -1 when no whole word does.
type Opinion struct {
	Score [Heads]float64
	Word  [Heads]int
}

// Judge is the opinion about a message by its features.
func (w *Weights) Judge(features []Feature) Opinion {
	o := Opinion{Word: [Heads]int{-1, -1, -1}}
	if len(features) == 0 {
		return o
	}
	var sum [Heads]int
	var best [Heads]int8
	words := 0
	for _, f := range features {
		if f.Token == Together {
			sum[Conduct] += int(w.of[Conduct][f.Bucket])
			continue
		}
		words++
		for h := range Heads {
			v := w.of[h][f.Bucket]
			sum[h] += int(v)
			if f.Token >= 0 && v > best[h] {
				best[h], o.Word[h] = v, int(f.Token)
			}
		}
	}
	counted := [Heads]int{words, words, len(features)}
	for h := range Heads {
		z := float64(w.bias[h]) + float64(w.scale[h])*float64(sum[h])/math.Sqrt(float64(max(1, counted[h])))
		o.Score[h] = 1 / (1 + math.Exp(-z))
	}
	return o
}
