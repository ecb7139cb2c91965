package model

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"

	"magbot/moderation/signal/packed"
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

// Weights is a trained model, laid out so that a feature is found in as few places as can
// be: to fetch it takes longer than all that is done with it.
type Weights struct {
	heads     [Heads]scale
	kinds     [Kinds]scale
	conduct   *[conductBuckets]int8
	others    *[Buckets][2]int8       // hate and incivility
	resembles *[kindBuckets][2]uint64 // the steps of all kinds, a byte for each, and 128 more than they are
}

// scale is what a row makes of its steps: a bias, and how much one of them is.
type scale struct{ bias, step float32 }

// sum is the value of a row for so many features whose steps were added up.
func (s scale) sum(steps, features int) float64 {
	return float64(s.bias) + float64(s.step)*float64(steps)/math.Sqrt(float64(max(1, features)))
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

// Read is the model out of its bytes, which are compressed: for each row its bias, its
// scale and a signed byte for each bucket.
func Read(b []byte) (*Weights, error) {
	want := 0
	for _, n := range sizes() {
		want += 8 + n
	}
	plain, err := packed.Unpack(b, want)
	if err != nil {
		return nil, fmt.Errorf("unpack the weights of the model: %w", err)
	}
	if len(plain) != want {
		return nil, errSize
	}
	w := &Weights{conduct: new([conductBuckets]int8), others: new([Buckets][2]int8), resembles: new([kindBuckets][2]uint64)}
	for i, n := range sizes() {
		is := scale{math.Float32frombits(binary.LittleEndian.Uint32(plain)), math.Float32frombits(binary.LittleEndian.Uint32(plain[4:]))}
		w.take(i, is, plain[8:8+n])
		plain = plain[8+n:]
	}
	return w, nil
}

// take puts a row, by its number, where it belongs.
func (w *Weights) take(row int, is scale, steps []byte) {
	kind := row - Heads
	if row < Heads {
		w.heads[row] = is
	} else {
		w.kinds[kind] = is
	}
	for b, step := range steps {
		switch {
		case row == Conduct:
			w.conduct[b] = int8(step)
		case row < Heads:
			w.others[b][row] = int8(step)
		default:
			w.resembles[b][kind/8] |= uint64(step^0x80) << (kind % 8 * 8)
		}
	}
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

// Rows are all rows in the order in which they are written.
func (t *Trained) Rows() (all []*Row) {
	for h := range t.Heads {
		all = append(all, &t.Heads[h])
	}
	for k := range t.Kinds {
		all = append(all, &t.Kinds[k])
	}
	return all
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
	for _, row := range t.Rows() {
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
	b, err := packed.Pack(plain)
	if err != nil {
		return nil, fmt.Errorf("pack the weights: %w", err)
	}
	return b, nil
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
	for ; words < len(features) && features[words].Token != Alone; words++ {
		f := features[words]
		of := &w.others[f.Bucket%Buckets]
		v := [Heads]int{Hate: int(of[Hate]), Uncivil: int(of[Uncivil]), Conduct: int(w.conduct[f.Bucket%conductBuckets])}
		for h := range Heads {
			sum[h] += v[h]
		}
		switch {
		case f.Token >= 0:
			for h := range Heads {
				if v[h] > best[h] {
					best[h], o.Word[h] = v[h], int(f.Token)
				}
			}
		case f.Token <= Idle && v[Conduct] > idleBest:
			idleBest, idle = v[Conduct], int(Idle-f.Token)
		}
	}
	all := words
	for _, f := range features[words:] {
		sum[Conduct] += int(w.conduct[f.Bucket%conductBuckets]) * int(f.Times)
		all += int(f.Times)
	}
	if o.Word[Conduct] < 0 {
		o.Word[Conduct] = idle
	}
	counted := [Heads]int{words, words, all}
	for h := range Heads {
		o.Score[h] = 1 / (1 + math.Exp(-w.heads[h].sum(sum[h], counted[h])))
	}
	return o
}

// Kind is what a message that the head of conduct found resembles most, and how sure
// that is, from 0 to 1.
func (w *Weights) Kind(features []Feature) (kind int, sure float64) {
	steps, all := w.add(features)
	var values [Kinds]float64
	for k := range values {
		if values[k] = w.kinds[k].sum(steps[k], all); values[k] > values[kind] {
			kind = k
		}
	}
	sum := 0.0
	for _, v := range values {
		sum += math.Exp(v - values[kind])
	}
	return kind, 1 / sum
}

// atOnce is how many features can be added up in 16 bits, a byte of each as often as it
// counts.
const atOnce = math.MaxUint16 / (0xff * mostTimes)

// add is the steps of all kinds for the features, added up, and how many these are. It adds
// eight kinds at a time: each has 16 bits of a sum, the even ones of one and the odd ones of
// another.
func (w *Weights) add(features []Feature) (steps [16]int, all int) {
	const bytes = 0x00ff00ff00ff00ff
	for len(features) > 0 {
		some := features[:min(atOnce, len(features))]
		features = features[len(some):]
		var even, odd [2]uint64
		count := 0
		for _, f := range some {
			times := uint64(f.Times)
			count += int(f.Times)
			at := &w.resembles[f.Bucket%kindBuckets]
			even[0] += (at[0] & bytes) * times
			odd[0] += (at[0] >> 8 & bytes) * times
			even[1] += (at[1] & bytes) * times
			odd[1] += (at[1] >> 8 & bytes) * times
		}
		for k := range steps {
			sum := even[k/8]
			if k%2 == 1 {
				sum = odd[k/8]
			}
			steps[k] += int(sum>>(k%8/2*16)&0xffff) - 0x80*count
		}
		all += count
	}
	return steps, all
}
