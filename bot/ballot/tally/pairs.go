package tally

import "math/bits"

// Pairs is how many voters prefer each candidate to each other one.
type Pairs struct {
	Over [][]int64 // Over[a][b]: the voters who put a before b
}

// Beats says that more voters put a before b than b before a.
func (p *Pairs) Beats(a, b Candidate) bool { return p.Over[a][b] > p.Over[b][a] }

// Compare counts, for each two candidates, who is put before whom. Who is left
// out of a ranking stands behind all who are in it, and beside the others,
// unless the election says RankedOnly.
func Compare(e *Election) *Pairs {
	n := len(e.Candidates)
	strict, shared, ranked := count(e)
	p := &Pairs{Over: make([][]int64, n)}
	flat := make([]int64, n*n)
	for a := range n {
		p.Over[a] = flat[a*n : (a+1)*n : (a+1)*n]
		for b := range n {
			switch {
			case a == b:
			case e.RankedOnly:
				p.Over[a][b] = int64(strict[a*n+b])
			default:
				// whoever ranks a puts it before b, unless b is at the same
				// place or earlier: so a ballot costs only what it ranks
				p.Over[a][b] = int64(ranked[a] - strict[b*n+a])
				if shared != nil {
					p.Over[a][b] -= int64(shared[a*n+b])
				}
			}
		}
	}
	return p
}

// count is who is ranked before whom by voters who rank both, who shares a place
// with whom (nil where nobody does), and how many rank each. MaxVotes fits an
// int32, and half the memory is half the time.
func count(e *Election) (strict, shared, ranked []int32) {
	n := len(e.Candidates)
	strict, ranked = make([]int32, n*n), make([]int32, n)
	for i := range e.Ballots {
		b := &e.Ballots[i]
		w := int32(b.Weight)
		if len(b.Tied) > 0 {
			if shared == nil {
				shared = make([]int32, n*n)
			}
			countPlaces(b, n, strict, shared, ranked)
			continue
		}
		for at, a := range b.Order {
			ranked[a] += w
			row := strict[int(a)*n : (int(a)+1)*n]
			for _, later := range b.Order[at+1:] {
				row[later] += w
			}
		}
	}
	return strict, shared, ranked
}

func countPlaces(b *Ballot, n int, strict, shared, ranked []int32) {
	w := int32(b.Weight)
	places := b.Places()
	for at, place := range places {
		for _, a := range place {
			ranked[a] += w
			for _, beside := range place {
				if beside != a {
					shared[int(a)*n+int(beside)] += w
				}
			}
			for _, later := range places[at+1:] {
				for _, c := range later {
					strict[int(a)*n+int(c)] += w
				}
			}
		}
	}
}

// defeat is a pair of which the first beats the second.
type defeat struct {
	win, lose     Candidate
	votes, oppose int64
}

// defeats are all of them among the candidates given, the strongest first, and
// the level of each: equal ones have one level.
func (p *Pairs) defeats(among []Candidate, margins bool) (ds []defeat, level []int32) {
	for _, a := range among {
		for _, b := range among {
			if p.Beats(a, b) {
				ds = append(ds, defeat{a, b, p.Over[a][b], p.Over[b][a]})
			}
		}
	}
	sortDefeats(ds, margins)
	level = make([]int32, len(ds))
	for i := 1; i < len(ds); i++ {
		level[i] = level[i-1]
		if stronger(ds[i-1], ds[i], margins) {
			level[i]++
		}
	}
	return ds, level
}

// reach is who can be reached from whom along the links added so far, as rows of
// bits, kept in both directions.
type reach struct {
	words    int
	from, to [][]uint64
}

func newReach(n int) *reach {
	r := &reach{words: (n + 63) / 64}
	make2 := func() [][]uint64 {
		flat, rows := make([]uint64, n*r.words), make([][]uint64, n)
		for i := range rows {
			rows[i] = flat[i*r.words : (i+1)*r.words : (i+1)*r.words]
		}
		return rows
	}
	r.from, r.to = make2(), make2()
	for i := range n {
		r.from[i][i/64] |= 1 << (i % 64)
		r.to[i][i/64] |= 1 << (i % 64)
	}
	return r
}

func (r *reach) has(a, b Candidate) bool { return r.from[a][b/64]>>(b%64)&1 == 1 }

// link adds a way from a to b, and tells of every two between whom there was
// none before. All links together cost the cube of the candidates over 64.
func (r *reach) link(a, b Candidate, found func(x, y Candidate)) {
	if r.has(a, b) {
		return
	}
	for w := range r.words {
		for starts := r.to[a][w] &^ r.to[b][w]; starts != 0; starts &= starts - 1 {
			x := Candidate(w*64 + bits.TrailingZeros64(starts))
			for v := range r.words {
				for ends := r.from[b][v] &^ r.from[x][v]; ends != 0; ends &= ends - 1 {
					y := Candidate(v*64 + bits.TrailingZeros64(ends))
					r.from[x][y/64] |= 1 << (y % 64)
					r.to[y][x/64] |= 1 << (x % 64)
					if found != nil {
						found(x, y)
					}
				}
			}
		}
	}
}

// clone is a copy that can be tried out.
func (r *reach) clone() *reach {
	c := newReach(len(r.from))
	for i := range r.from {
		copy(c.from[i], r.from[i])
		copy(c.to[i], r.to[i])
	}
	return c
}

// layers ranks by a relation: first those over whom nobody stands, then those
// over whom nobody of the rest stands, and so on.
func layers(among []Candidate, over func(a, b Candidate) bool) [][]Candidate {
	var ranking [][]Candidate
	above := make(map[Candidate]int, len(among))
	for _, b := range among {
		for _, a := range among {
			if a != b && over(a, b) {
				above[b]++
			}
		}
	}
	left := sorted(among)
	for len(left) > 0 {
		var top, rest []Candidate
		for _, c := range left {
			if above[c] == 0 {
				top = append(top, c)
			} else {
				rest = append(rest, c)
			}
		}
		for _, a := range top {
			for _, b := range rest {
				if over(a, b) {
					above[b]--
				}
			}
		}
		ranking = append(ranking, top)
		left = rest
	}
	return ranking
}
