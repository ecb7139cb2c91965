package model

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
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

// The kinds of what the head of conduct finds.
const (
	Threat = iota
	Pressure
	Sexual
	Insult
	Dismissal
	Person // instead of the issue
	Actor  // an organisation, a government, a group of members
	Group  // people for who they are
	Spam
	Doxxing
	Confidential
	Kinds
)

// Weights is a trained model.
type Weights struct {
	heads [Heads]table
	kinds [Kinds]table
}

// table is one row of weights: a bias, and steps of a scale by bucket.
type table struct {
	bias, scale float32
	steps       []int8
}

func (t *table) at(bucket uint32) int {
	steps := t.steps
	return int(steps[bucket&uint32(len(steps)-1)]) // a power of two: a division would take longer than all else here
}

// sum is the value of a row for so many features whose steps were added up.
func (t *table) sum(steps, features int) float64 {
	return float64(t.bias) + float64(t.scale)*float64(steps)/math.Sqrt(float64(max(1, features)))
}

var errSize = errors.New("the weights of the model are not as long as they should be")

// sizes are the lengths of all rows of a model, in the order in which they are written.
func sizes() (all []int) {
	for h := range Heads {
		all = append(all, int(Size(h)))
	}
	for range Kinds {
		all = append(all, kindBuckets)
	}
	return all
}

func (w *Weights) rows() (all []*table) {
	for h := range w.heads {
		all = append(all, &w.heads[h])
	}
	for k := range w.kinds {
		all = append(all, &w.kinds[k])
	}
	return all
}

// Read is the model out of its bytes, which are compressed: for each row its bias, its
// scale and a signed byte for each bucket.
func Read(b []byte) (*Weights, error) {
	w, want := &Weights{}, 0
	for _, n := range sizes() {
		want += 8 + n
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), int64(want)+1))
	if err != nil {
		return nil, fmt.Errorf("unpack the weights of the model: %w", err)
	}
	if len(plain) != want {
		return nil, errSize
	}
	for i, row := range w.rows() {
		n := sizes()[i]
		row.bias = math.Float32frombits(binary.LittleEndian.Uint32(plain))
		row.scale = math.Float32frombits(binary.LittleEndian.Uint32(plain[4:]))
		row.steps = make([]int8, n)
		for j := range row.steps {
			row.steps[j] = int8(plain[8+j])
		}
		plain = plain[8+n:]
	}
	return w, nil
}

// Row is a row of weights as the training has it.
type Row struct {
	Bias    float32
	Weights []float32
}

// Trained is all that the training has found.
type Trained struct {
	Heads [Heads]Row
	Kinds [Kinds]Row
}

// Blank is a model that knows nothing yet.
func Blank() *Trained {
	t := &Trained{}
	for h := range t.Heads {
		t.Heads[h].Weights = make([]float32, Size(h))
	}
	for k := range t.Kinds {
		t.Kinds[k].Weights = make([]float32, kindBuckets)
	}
	return t
}

// Bytes is the model as Read takes it, its weights rounded to 255 steps.
func (t *Trained) Bytes() ([]byte, error) {
	var plain []byte
	for _, row := range append(t.Heads[:], t.Kinds[:]...) {
		most := float32(0)
		for _, v := range row.Weights {
			most = max(most, v, -v)
		}
		scale := max(most, 1e-6) / 127
		plain = binary.LittleEndian.AppendUint32(plain, math.Float32bits(row.Bias))
		plain = binary.LittleEndian.AppendUint32(plain, math.Float32bits(scale))
		for _, v := range row.Weights {
			plain = append(plain, byte(int8(math.Round(float64(v/scale)))))
		}
	}
	var out bytes.Buffer
	to, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("pack the weights: %w", err)
	}
	_, err = to.Write(plain)
	if err := errors.Join(err, to.Close()); err != nil {
		return nil, fmt.Errorf("pack the weights: %w", err)
	}
	return out.Bytes(), nil
}

// Same tells whether two models hold the same weights, however they are packed.
func Same(a, b []byte) bool {
	one, err := io.ReadAll(flate.NewReader(bytes.NewReader(a)))
	other, errOther := io.ReadAll(flate.NewReader(bytes.NewReader(b)))
	return err == nil && errOther == nil && bytes.Equal(one, other)
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
	var sum, best [Heads]int
	words, idle, idleBest := 0, -1, 0
	for _, f := range features {
		if f.Token == Alone {
			sum[Conduct] += w.heads[Conduct].at(f.Bucket)
			continue
		}
		words++
		for h := range Heads {
			v := w.heads[h].at(f.Bucket)
			sum[h] += v
			if f.Token >= 0 && v > best[h] {
				best[h], o.Word[h] = v, int(f.Token)
			}
			if h == Conduct && f.Token <= Idle && v > idleBest {
				idleBest, idle = v, int(Idle-f.Token)
			}
		}
	}
	if o.Word[Conduct] < 0 {
		o.Word[Conduct] = idle
	}
	counted := [Heads]int{words, words, len(features)}
	for h := range Heads {
		o.Score[h] = 1 / (1 + math.Exp(-w.heads[h].sum(sum[h], counted[h])))
	}
	return o
}

// Kind is what a message that the head of conduct found resembles most, and how sure
// that is, from 0 to 1.
func (w *Weights) Kind(features []Feature) (kind int, sure float64) {
	var values [Kinds]float64
	for k := range w.kinds {
		steps := 0
		for _, f := range features {
			steps += w.kinds[k].at(f.Bucket)
		}
		if values[k] = w.kinds[k].sum(steps, len(features)); values[k] > values[kind] {
			kind = k
		}
	}
	all := 0.0
	for _, v := range values {
		all += math.Exp(v - values[kind])
	}
	return kind, 1 / all
}
