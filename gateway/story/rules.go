package story

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/cap/validate"
	"bordercast/gateway/gate"
	"bordercast/gateway/topics"
)

// rulesOfAPlan hold for every group of publications: an end notice comes after the successor and before the clearing
// of its topics, and nothing of one lane stands in another's tree.
func (c *story) rulesOfAPlan(at string, messages []adapters.Message) {
	c.t.Helper()
	ended := map[string]bool{}
	for _, m := range messages {
		place := m.Topic[:strings.LastIndexByte(m.Topic, '/')]
		switch {
		case strings.HasSuffix(m.Topic, "/"+topics.Ended):
			if m.Retain {
				c.t.Errorf("%s retains an end notice: %s", at, m.Topic)
			}
			ended[place] = true
		case m.Retain && len(m.Payload) == 0 && len(ended) > 0 && !ended[place]:
			c.t.Errorf("%s: %s is cleared without a notice", at, m.Topic)
		case m.Retain && len(m.Payload) > 0 && len(ended) > 0:
			c.t.Errorf("%s: %s is published after an end notice", at, m.Topic)
		}
		if gate.Stops(m) {
			c.t.Errorf("%s: the gate stops what is published on %s", at, m.Topic)
		}
		if strings.HasPrefix(m.Topic, "alerts/") && strings.HasSuffix(m.Topic, "/"+topics.CAP) && len(m.Payload) > 0 &&
			!gate.CAP(m.Payload) {
			c.t.Errorf("%s: what is published on %s is not Public", at, m.Topic)
		}
		if !m.Retain || len(m.Payload) == 0 {
			continue
		}
		if t, ok := topics.Parse(m.Topic); ok && !bytes.Contains(bytes.ToLower(m.Payload), []byte(string(t.Lane))) {
			c.t.Errorf("%s: what stands on %s does not say its lane", at, m.Topic)
		}
	}
}

// rulesOfADocument hold for every derived alert: it is valid, it says nothing graver than its original, and it names
// no alert of another lane.
func (c *story) rulesOfADocument(a *cap.Alert) {
	c.t.Helper()
	again, doc, err := cap.Read(a.Encode())
	if err != nil {
		c.t.Errorf("%s does not read back: %v", a.Identifier, err)
		return
	}
	for _, f := range validate.Alert(doc, again) {
		if f.Level == cap.LevelError && a.Sender == "gateway@bordercast.invalid" {
			c.t.Errorf("a derived alert is not valid: %s %s", f.Path, f.Text)
		}
	}
	origin, ok := translate.Origin(a)
	if !ok {
		return
	}
	if _, known := c.named[a.Sender+" "+a.Identifier]; !known && !c.late && !a.Sent.At.Equal(c.now) {
		c.t.Errorf("%s was released at %s and says %s: a far end refuses what is stale", a.Identifier, c.now, a.Sent.Text)
	}
	sent, most := false, 0
	for _, l := range c.messages { // several copies may have one identity
		if l.alert.Sender == origin.Sender && l.alert.Identifier == origin.Identifier {
			sent, most = true, max(most, gravity(l.alert))
		}
	}
	if !sent || gravity(a) > most {
		c.t.Errorf("a derived alert of %s, which nobody sent, or is less grave", origin.Identifier)
	}
}

func gravity(a *cap.Alert) (most int) {
	for _, i := range a.Infos {
		most = max(most, i.Severity.Rank())
	}
	return most
}

// rulesAtTheEnd hold two days after the last line: nothing stands, nothing waits, and the trail is whole.
func (c *story) rulesAtTheEnd() {
	c.t.Helper()
	for _, at := range slices.Sorted(maps.Keys(c.brokers.trees)) {
		for _, topic := range slices.Sorted(maps.Keys(c.brokers.trees[at])) {
			c.t.Errorf("two days later there still stands at %s: %s", at, topic)
		}
	}
	seen := c.see()
	for _, topic := range seen.Shown {
		if !strings.Contains(topic, "/alarms/") { // an alarm stands until somebody takes it on
			c.t.Errorf("two days later the gateway still shows %s", topic)
		}
	}
	if seen.Held > 0 {
		c.t.Errorf("two days later %d decisions are still held", seen.Held)
	}
	for n, e := range seen.Trail {
		if e.Seq != int64(n) && e.Seq != int64(n)+1 {
			c.t.Errorf("entry %d of the trail is number %d", n+1, e.Seq)
		}
	}
}
