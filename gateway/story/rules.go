package story

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/cap/validate"
	"bordercast/gateway/gate"
	"bordercast/gateway/topics"
)

// rules are what must be right of every story.
type rules struct {
	t        *testing.T
	brokers  *Brokers
	messages *messages
	now      time.Time
	late     bool // a link was broken: what comes may have been released before
}

// ofAPlan hold for every group of publications: an end notice comes after the successor and before the clearing
// of its topics, and nothing of one lane stands in another's tree.
func (r *rules) ofAPlan(at string, messages []adapters.Message) {
	r.t.Helper()
	ended := map[string]bool{}
	for _, m := range messages {
		place := m.Topic[:strings.LastIndexByte(m.Topic, '/')]
		switch {
		case strings.HasSuffix(m.Topic, "/"+topics.Ended):
			if m.Retain {
				r.t.Errorf("%s retains an end notice: %s", at, m.Topic)
			}
			ended[place] = true
		case m.Retain && len(m.Payload) == 0 && len(ended) > 0 && !ended[place]:
			r.t.Errorf("%s: %s is cleared without a notice", at, m.Topic)
		case m.Retain && len(m.Payload) > 0 && len(ended) > 0:
			r.t.Errorf("%s: %s is published after an end notice", at, m.Topic)
		}
		if gate.Stops(m) {
			r.t.Errorf("%s: the gate stops what is published on %s", at, m.Topic)
		}
		if strings.HasPrefix(m.Topic, "alerts/") && strings.HasSuffix(m.Topic, "/"+topics.CAP) && len(m.Payload) > 0 &&
			!gate.CAP(m.Payload) {
			r.t.Errorf("%s: what is published on %s is not Public", at, m.Topic)
		}
		if !m.Retain || len(m.Payload) == 0 {
			continue
		}
		if t, ok := topics.Parse(m.Topic); ok && !bytes.Contains(bytes.ToLower(m.Payload), []byte(string(t.Lane))) {
			r.t.Errorf("%s: what stands on %s does not say its lane", at, m.Topic)
		}
	}
}

// ofADocument hold for every derived alert: it is valid, it says nothing graver than its original, and it names
// no alert of another lane.
func (r *rules) ofADocument(a *cap.Alert) {
	r.t.Helper()
	again, doc, err := cap.Read(a.Encode())
	if err != nil {
		r.t.Errorf("%s does not read back: %v", a.Identifier, err)
		return
	}
	for _, f := range validate.Alert(doc, again) {
		if f.Level == cap.LevelError && a.Sender == "gateway@bordercast.invalid" {
			r.t.Errorf("a derived alert is not valid: %s %s", f.Path, f.Text)
		}
	}
	origin, ok := translate.Origin(a)
	if !ok {
		return
	}
	if r.messages.of(a) == "" && !r.late && !a.Sent.At.Equal(r.now) {
		r.t.Errorf("%s was released at %s and says %s: a far end refuses what is stale", a.Identifier, r.now, a.Sent.Text)
	}
	sent, most := false, 0
	for _, l := range r.messages.all { // several copies may have one identity
		if l.alert.Sender == origin.Sender && l.alert.Identifier == origin.Identifier {
			sent, most = true, max(most, gravity(l.alert))
		}
	}
	if !sent || gravity(a) > most {
		r.t.Errorf("a derived alert of %s, which nobody sent, or is less grave", origin.Identifier)
	}
}

func gravity(a *cap.Alert) (most int) {
	for _, i := range a.Infos {
		most = max(most, i.Severity.Rank())
	}
	return most
}

// atTheEnd hold two days after the last line: nothing stands, nothing waits, and the trail is whole.
func (r *rules) atTheEnd(seen Seen) {
	r.t.Helper()
	for _, at := range slices.Sorted(maps.Keys(r.brokers.trees)) {
		for _, topic := range slices.Sorted(maps.Keys(r.brokers.trees[at])) {
			r.t.Errorf("two days later there still stands at %s: %s", at, topic)
		}
	}
	for _, topic := range seen.Shown {
		if !strings.Contains(topic, "/alarms/") { // an alarm stands until somebody takes it on
			r.t.Errorf("two days later the gateway still shows %s", topic)
		}
	}
	if seen.Held > 0 {
		r.t.Errorf("two days later %d decisions are still held", seen.Held)
	}
	for n, e := range seen.Trail {
		if e.Seq != int64(n) && e.Seq != int64(n)+1 {
			r.t.Errorf("entry %d of the trail is number %d", n+1, e.Seq)
		}
	}
}
