package observer

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// index answers the questions asked thousands of times during a flood. It is guarded by the log's lock.
type index struct {
	receipts map[string][]Receipt      // by system and sha256
	ends     map[string]map[string]End // by chain without part, then topic
	first    map[string]Sight          // by reader and chain without part: its first CAP in the public tree
	chains   map[string][]int          // by chain without part: the numbers of the sights where readers find alerts
	alarms   []int                     // the numbers of the sights of alarms
}

func newIndex() index {
	return index{receipts: map[string][]Receipt{}, ends: map[string]map[string]End{}, first: map[string]Sight{},
		chains: map[string][]int{}}
}

func (x *index) add(s Sight) {
	switch {
	case s.Place.Delivers():
		x.chains[s.Place.ChainOnly()] = append(x.chains[s.Place.ChainOnly()], s.N)
	case s.Place.Folder == "alarms":
		x.alarms = append(x.alarms, s.N)
	}
	switch {
	case s.Place.Tree == "receipt":
		var r Receipt
		if json.Unmarshal(s.Payload, &r) == nil {
			key := s.Place.System + " " + strings.ToLower(r.SHA256)
			x.receipts[key] = append(x.receipts[key], r)
		}
	case s.Place.Leaf == "end":
		x.addEnd(s)
	case s.Place.Tree == "alerts" && s.Place.Leaf == "cap" && s.Place.Delivers() && len(s.Payload) > 0:
		key := s.Place.Reader + " " + s.Place.ChainOnly()
		if _, seen := x.first[key]; !seen {
			x.first[key] = s
		}
	}
}

func (x *index) addEnd(s Sight) {
	var e End
	if json.Unmarshal(s.Payload, &e) != nil {
		return
	}
	chain := s.Place.ChainOnly()
	if x.ends[chain] == nil {
		x.ends[chain] = map[string]End{}
	}
	x.ends[chain][s.Topic] = e
}

// endOf is how an end notice says a chain ended.
func endOf(payload []byte) string {
	var e End
	_ = json.Unmarshal(payload, &e)
	return e.End
}

// Receipts lists the receipts a system got for the bytes with this hash.
func (l *Log) Receipts(system, sha256 string) []Receipt {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.index.receipts[system+" "+strings.ToLower(sha256)])
}

// Ends lists the end notices of a chain, all its parts, by topic.
func (l *Log) Ends(chain string) map[string]End {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.index.ends[chain])
}

// Of lists what came of a chain, all its parts, where readers find alerts, and want says yes to, in the order seen; a
// nil want takes all.
func (l *Log) Of(chain string, want func(Sight) bool) []Sight {
	l.mu.Lock()
	numbers, sights := l.index.chains[chain], l.sights
	l.mu.Unlock() // both slices only ever grow: their elements are never written again
	return pick(sights, numbers, want)
}

// Alarms lists what came where alarms stand and want says yes to, in the order seen.
func (l *Log) Alarms(want func(Sight) bool) []Sight {
	l.mu.Lock()
	numbers, sights := l.index.alarms, l.sights
	l.mu.Unlock() // as in Of
	return pick(sights, numbers, want)
}

func pick(sights []Sight, numbers []int, want func(Sight) bool) []Sight {
	var out []Sight
	for _, n := range numbers {
		if s := sights[n-1]; want == nil || want(s) {
			out = append(out, s)
		}
	}
	return out
}

// First is the first delivery of a chain's CAP to a reader of the public tree.
func (l *Log) First(reader, chain string) (Sight, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.index.first[reader+" "+chain]
	return s, ok
}
