package gateway

import (
	"encoding/json"
	"fmt"
	"strings"

	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/trail"
)

// settledLines are what became of the letters themselves, and what was decided about them.
func (c *tale) settledLines() (lines []string) {
	c.view(func(tx *sqlite.Tx) error {
		return tx.EachTrailRow(0, "", func(r trail.Row) error {
			var body struct{ Reason, Destination string }
			_ = json.Unmarshal([]byte(r.Body), &body)
			if r.Kind == string(trail.Settled) && body.Reason != "" && body.Destination == "" {
				lines = append(lines, c.news(c.nameOf(r.Alert)+" (kept out)", strings.TrimSpace(body.Reason+fmt.Sprintf(" trail %d", r.Seq)))...)
			}
			if r.Kind == string(trail.Quarantined) || r.Kind == string(trail.Loop) || r.Kind == string(trail.Duplicate) {
				lines = append(lines, c.news(fmt.Sprintf("%s (%s)", c.nameOf(r.Alert), r.Kind), strings.TrimSpace(body.Reason+fmt.Sprintf(" trail %d", r.Seq)))...)
			}
			return nil
		})
	})
	for n, l := range lines {
		lines[n], _, _ = strings.Cut(l, " trail ")
		lines[n] = strings.TrimSuffix(lines[n], ":")
	}
	c.view(func(tx *sqlite.Tx) error {
		for _, name := range c.order {
			key := c.letters[name].alert.Identity().Key()
			a, found, err := tx.AlertByKey(key)
			if err != nil || !found || a.Key != key || c.nameOf(key) != name {
				continue // not there, or told as the first copy of it
			}
			decisions, err := tx.DecisionsOf(a.ID)
			if err != nil {
				return err
			}
			lines = append(lines, c.decided(name, decisions)...)
		}
		return nil
	})
	return lines
}

// decided tells decisions that are new or other than before, and those alike in one line.
func (c *tale) decided(name string, decisions []store.Decision) (lines []string) {
	where := map[string][]string{}
	var order []string
	for _, d := range decisions {
		if d.Reason == "no-route" || d.Reason == "nothing-live" && !c.concerned(d.Destination) {
			continue
		}
		words := decisionWords(d)
		if len(c.news(name+" for "+d.Destination, words)) == 0 {
			continue
		}
		if where[words] == nil {
			order = append(order, words)
		}
		where[words] = append(where[words], d.Destination)
	}
	for _, words := range order {
		lines = append(lines, name+" for "+strings.Join(where[words], " ")+": "+words)
	}
	return lines
}

// concerned says that something was decided for a destination before: an end that finds nothing there is news then.
func (c *tale) concerned(destination string) bool {
	for key := range c.seen {
		if strings.HasSuffix(key, " for "+destination) {
			return true
		}
	}
	return false
}

func decisionWords(d store.Decision) string {
	words := []string{d.State}
	if d.Action == store.Drop && d.State == store.Decided {
		words[0] = "dropped"
	}
	if d.Route != "" {
		words = append(words, "route "+d.Route)
	}
	if d.Reason != "" {
		words = append(words, d.Reason)
	}
	if d.State == store.Held {
		words = append(words, d.Ask+" by "+d.Of)
	}
	return strings.Join(words, ", ")
}
