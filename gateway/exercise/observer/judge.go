package observer

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Known is what the script says of one message that was sent: the judge compares what it saw with it.
type Known struct {
	Sender     string
	Identifier string
	Sent       time.Time
	Lane       string
	Public     bool
	Parties    []string // the only parties whose own tree may show it, where it is not public
}

// Window is a stretch of real time in which repeats are excused: a connection was cut or a process killed.
type Window struct{ From, To time.Time }

// Case is what the judge needs beside the log.
type Case struct {
	Sent    []Known
	Secrets []string // words that nobody at all may see: a redacted contact
	Excused []Window // around the faults: at-least-once delivery repeats there, and must
}

// Verdict is what the judge found. Each fault is one sentence with its topic.
type Verdict struct {
	Leaks   []string // between lanes, or without a known origin
	Privacy []string // Restricted or Private where it must not be, or a redacted word
	Repeats []string // the same bytes again on the same topic, without cause
	Order   []string // a chain that went backwards, or spoke again after its end
	Bytes   []string // one identifier with two different contents
	Broken  []string // what could not be read
	Excused int      // repeats around the faults, which at-least-once delivery allows
	Judged  int      // deliveries looked at
}

// Clean says whether nothing at all was found.
func (v Verdict) Clean() bool {
	return len(v.Leaks)+len(v.Privacy)+len(v.Repeats)+len(v.Order)+len(v.Bytes)+len(v.Broken) == 0
}

// Judge looks at the whole log once, in order.
func (l *Log) Judge(c Case) Verdict {
	j := judge{facts: c, known: map[string]Known{}, last: map[string]Sight{}, bytes: map[string][32]byte{},
		sent: map[string]time.Time{}, ended: map[string]string{}, recent: map[[32]byte]Alert{}}
	for _, k := range c.Sent {
		j.known[key(k.Sender, k.Identifier, k.Sent)] = k
	}
	for _, s := range l.Since(0, nil) {
		j.see(s)
	}
	return j.verdict
}

type judge struct {
	facts   Case
	known   map[string]Known
	last    map[string]Sight     // topic → last delivery
	bytes   map[string][32]byte  // identity of a derived alert → its content
	sent    map[string]time.Time // topic → newest `sent` delivered there
	ended   map[string]string    // reader or party, lane and chain → how it ended
	recent  map[[32]byte]Alert   // the last that were read, by their content
	verdict Verdict
}

func key(sender, identifier string, sent time.Time) string {
	return sender + " " + identifier + " " + sent.UTC().Format(time.RFC3339)
}

func (j *judge) see(s Sight) {
	p := s.Place
	if len(s.Payload) > 0 && (p.Tree == "alerts" || p.Tree == "parties" || p.Tree == "gateway") {
		j.secrets(s)
	}
	if !p.Delivers() {
		return
	}
	j.verdict.Judged++
	switch {
	case len(s.Payload) == 0:
	case p.Leaf == "cap":
		j.capIn(s)
	case p.Leaf == "json":
		j.jsonIn(s)
	}
	if !s.Retained {
		j.repeats(s)
		j.endings(s)
	}
}

func (j *judge) secrets(s Sight) {
	for _, word := range j.facts.Secrets {
		if bytes.Contains(s.Payload, []byte(word)) {
			j.verdict.Privacy = append(j.verdict.Privacy, fmt.Sprintf("%s shows %q, which was to be redacted", s.Topic, word))
		}
	}
}

// capIn judges one CAP message where readers find it.
func (j *judge) capIn(s Sight) {
	sum := sha256.Sum256(s.Payload)
	a, err := j.read(sum, s.Payload)
	if err != nil {
		j.verdict.Broken = append(j.verdict.Broken, fmt.Sprintf("%s is not CAP 1.2: %v", s.Topic, err))
		return
	}
	j.lane(s, a)
	j.origin(s, a)
	id := key(a.Sender, a.Identifier, a.SentAt())
	if old, seen := j.bytes[id]; seen && old != sum {
		j.verdict.Bytes = append(
			j.verdict.Bytes,
			fmt.Sprintf("%s: %s was delivered with two different contents", s.Topic, a.Identifier),
		)
	}
	j.bytes[id] = sum
	if newest := j.sent[s.Topic]; !s.Retained && a.SentAt().Before(newest) {
		j.verdict.Order = append(
			j.verdict.Order,
			fmt.Sprintf("%s went back from %s to %s", s.Topic, newest.Format(time.TimeOnly), a.SentAt().Format(time.TimeOnly)),
		)
	} else {
		j.sent[s.Topic] = a.SentAt()
	}
}

// read reads a CAP message. The same bytes come on several topics, one soon after the other, and are read once.
func (j *judge) read(sum [32]byte, payload []byte) (Alert, error) {
	if a, known := j.recent[sum]; known {
		return a, nil
	}
	a, err := ReadAlert(payload)
	if err == nil {
		if len(j.recent) >= 64 {
			clear(j.recent)
		}
		j.recent[sum] = a
	}
	return a, err
}

// statuses are what a message in a lane must say of itself. A public test crosses as Test, never as Actual.
var statuses = map[string]string{"actual": "Actual", "exercise": "Exercise", "test": "Test"}

// lane judges what the message says of itself against the topic it came on.
func (j *judge) lane(s Sight, a Alert) {
	want, known := statuses[s.Place.Lane]
	switch {
	case !known:
		j.leak("%s: there is no lane %q", s.Topic, s.Place.Lane)
	case a.Status != want:
		j.leak("%s carries status %s", s.Topic, a.Status)
	case want == "Exercise" && !marked(a):
		j.leak("%s: a headline does not say EXERCISE", s.Topic)
	case want == "Actual" && bytes.Contains(s.Payload, []byte("EXERCISE")):
		j.leak("%s carries exercise text", s.Topic)
	}
}

func marked(a Alert) bool {
	return !slices.ContainsFunc(a.Infos, func(i Info) bool {
		return !strings.Contains(i.Headline, "EXERCISE") && !strings.Contains(i.Headline, "EXERCICE")
	})
}

// origin judges what the script knows of the source against the topic it came on.
func (j *judge) origin(s Sight, a Alert) {
	sender, identifier, sent := a.Origin()
	k, known := j.known[key(sender, identifier, sent)]
	switch {
	case !known:
		j.leak("%s carries %s of %s, which nobody in the script sent", s.Topic, identifier, sender)
	case k.Lane != s.Place.Lane:
		j.leak("%s carries %s, which was sent in lane %s", s.Topic, identifier, k.Lane)
	case !k.Public && s.Place.Tree == "alerts":
		j.verdict.Privacy = append(j.verdict.Privacy, fmt.Sprintf("%s makes public what was not sent as Public", s.Topic))
	case !k.Public && !slices.Contains(k.Parties, s.Place.Party):
		j.verdict.Privacy = append(j.verdict.Privacy, fmt.Sprintf("%s shows %s what was not for it", s.Topic, s.Place.Party))
	}
}

func (j *judge) leak(format string, args ...any) {
	j.verdict.Leaks = append(j.verdict.Leaks, fmt.Sprintf(format, args...))
}

func (j *judge) jsonIn(s Sight) {
	f, err := ReadFeature(s.Payload)
	switch {
	case err != nil:
		j.verdict.Broken = append(j.verdict.Broken, fmt.Sprintf("%s: %v", s.Topic, err))
	case f.Properties.Lane != s.Place.Lane:
		j.leak("%s says it is of lane %q", s.Topic, f.Properties.Lane)
	case s.Place.Tree == "alerts" && s.Place.District != "_" && len(s.Payload) > 4096:
		j.verdict.Broken = append(j.verdict.Broken, fmt.Sprintf("%s holds %d bytes, more than 4 KB", s.Topic, len(s.Payload)))
	}
}

// repeats finds the same bytes delivered twice running on one topic.
func (j *judge) repeats(s Sight) {
	last, seen := j.last[s.Topic]
	j.last[s.Topic] = s
	if !seen || len(s.Payload) == 0 || !bytes.Equal(last.Payload, s.Payload) {
		return // clearing what is clear harms nobody
	}
	if slices.ContainsFunc(j.facts.Excused, func(w Window) bool { return !s.At.Before(w.From) && !s.At.After(w.To) }) {
		j.verdict.Excused++
		return
	}
	j.verdict.Repeats = append(
		j.verdict.Repeats,
		fmt.Sprintf("%s was delivered again %.1f s later", s.Topic, s.At.Sub(last.At).Seconds()),
	)
}

// endings finds a chain that goes on after it was said to be over.
func (j *judge) endings(s Sight) {
	name := s.Place.Lane + " " + s.Place.Reader + s.Place.Party + " " + s.Place.Chain
	switch {
	case s.Place.Leaf == "end":
		if how := endOf(s.Payload); how == "cancelled" || how == "expired" || how == "withdrawn" {
			j.ended[name] = how
		}
	case s.Place.Leaf == "report" || len(s.Payload) == 0:
	case j.ended[name] != "":
		j.verdict.Order = append(j.verdict.Order, fmt.Sprintf("%s speaks after its end (%s)", s.Topic, j.ended[name]))
	}
}
