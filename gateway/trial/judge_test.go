package trial

import (
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/topics"
)

var readers = []string{"us", "ca"}

// expected is every publication that the letters must cause, and how often, worked out from the letters alone.
func expected(chains []*chain) map[string]int {
	want := map[string]int{}
	for _, c := range chains {
		for _, reader := range readers {
			stands := ""
			for _, s := range c.steps {
				for _, key := range s.publications(reader, stands) {
					want[key]++
				}
				stands = s.severity
			}
		}
	}
	return want
}

// publications are those of one step for one reader, given under which severity its predecessor stands.
func (s *step) publications(reader, stands string) (keys []string) {
	id := s.identity.Identifier
	if s.msgType == "Cancel" {
		keys = append(keys, s.topic(reader, s.chain.place.region, stands, topics.CAP)+" cap "+id+" ")
		return append(keys, s.leaving(reader, stands, "cancelled")...)
	}
	for _, at := range s.standing(reader) {
		keys = append(keys, at+" "+at[strings.LastIndexByte(at, '/')+1:]+" "+id+" ")
	}
	if stands != "" && stands != s.severity {
		keys = append(keys, s.leaving(reader, stands, "updated")...)
	}
	return keys
}

// standing are the topics that an alert stands on.
func (s *step) standing(reader string) []string {
	p := s.chain.place
	return []string{
		s.topic(reader, p.district, s.severity, topics.JSON), s.topic(reader, p.region, s.severity, topics.CAP),
		s.topic(reader, p.region, s.severity, topics.JSON),
	}
}

func (s *step) leaving(reader, severity, ending string) (keys []string) {
	p := s.chain.place
	for _, place := range []string{p.district, p.region} {
		keys = append(keys, s.topic(reader, place, severity, topics.Ended)+" end "+s.identity.Identifier+" "+ending)
		keys = append(keys, s.topic(reader, place, severity, topics.JSON)+" clear  ")
	}
	return append(keys, s.topic(reader, p.region, severity, topics.CAP)+" clear  ")
}

func (s *step) topic(reader, place, severity, leaf string) string {
	return "alerts/v1/exercise/" + reader + "/" + place + "/cbrne/" + strings.ToLower(severity) + "/" + s.chain.token +
		"/" + leaf
}

// retained is what is to stand in the end: topic by topic, the alert.
func retained(chains []*chain) map[string]string {
	want := map[string]string{}
	for _, c := range chains {
		for _, reader := range readers {
			if c.active() {
				for _, topic := range c.last().standing(reader) {
					want[topic] = c.last().identity.Identifier
				}
			}
		}
	}
	return want
}

// judgeSet wants everything expected and nothing else, and returns the repeats of each destination.
func (l *rawlog) judgeSet(t *testing.T, want map[string]int) map[string]int {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	repeats, strange := map[string]int{}, 0
	for _, key := range slices.Sorted(maps.Keys(l.counted)) {
		if want[key] == 0 {
			if strange++; strange < 10 {
				t.Errorf("published and not expected: %s", key)
			}
			continue
		}
		repeats[readerOf(key)] += max(0, l.counted[key]-want[key])
	}
	if strange > 0 {
		t.Errorf("%d publications were not expected", strange)
	}
	for _, f := range l.faults {
		t.Error(f)
	}
	return repeats
}

// judgeBytes wants one content for one identifier, whoever reads it and however often.
func (l *rawlog) judgeBytes(t *testing.T, chains []*chain) {
	t.Helper()
	sent := map[string][sha256.Size]byte{}
	for _, c := range chains {
		for _, s := range c.steps {
			sent[s.identity.Identifier] = sha256.Sum256(s.bytes)
		}
	}
	made := map[string][sha256.Size]byte{}
	for _, e := range l.entries {
		if e.word.kind != "cap" {
			continue
		}
		if original, known := sent[e.word.identifier]; known && original != e.sum {
			t.Errorf("%s stands on %s with other bytes than its agency sent", e.word.identifier, e.topic)
		}
		if before, known := made[e.word.identifier]; known && before != e.sum {
			t.Errorf("%s was published with two contents", e.word.identifier)
		}
		made[e.word.identifier] = e.sum
	}
	// Every step has a document on both sides: the agency's own for its own side, one of the gateway's for the other.
	if want := 2 * len(sent); len(made) != want {
		t.Errorf("%d different CAP documents were published, want %d", len(made), want)
	}
}

// judgeOrder wants each chain's steps in order at each destination: first seen in order, and stepping back no more
// often than there were kills.
func (l *rawlog) judgeOrder(t *testing.T, chains []*chain, kills int) {
	t.Helper()
	number := map[string]*step{}
	for _, c := range chains {
		for _, s := range c.steps {
			number[s.identity.Identifier] = s
		}
	}
	type line struct{ last, highest, back int }
	lines := map[string]*line{}
	for _, e := range l.entries {
		s := number[e.word.step]
		if s == nil {
			continue
		}
		key := readerOf(e.topic) + " " + s.chain.token
		at := lines[key]
		if at == nil {
			at = &line{last: -1, highest: -1}
			lines[key] = at
		}
		if s.n > at.highest+1 {
			t.Errorf("%s: step %d was published before step %d", key, s.n, at.highest+1)
		}
		if s.n < at.last {
			if at.back++; at.back > kills {
				t.Errorf("%s stepped back %d times, and there were %d kills", key, at.back, kills)
			}
		}
		at.last, at.highest = s.n, max(at.highest, s.n)
	}
}
