package exercise

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/gateway/exercise/observer"
)

// summary is what the exercise comes to, counted by the observer from outside, the gateway's own word only where
// the line says so.
type summary struct {
	sent, alerts      int
	states            map[string]int // receipts by state: one per message and destination
	rulings           []ruling
	late              int
	redactions        int
	endings, complete int
	alarms            []string
	verdict           observer.Verdict
	latencies         []latency
	faults            faults
	trail             string
	outcomes          []outcome
	took              time.Duration
}

// latency is one row: how long alerts of a kind took from being handed to the broker to being delivered.
type latency struct {
	what string
	all  []time.Duration
}

func (l latency) String() string {
	if len(l.all) == 0 {
		return "none delivered"
	}
	slices.Sort(l.all)
	if len(l.all) == 1 {
		return span(l.all[0])
	}
	at := func(p int) time.Duration { return l.all[min(len(l.all)-1, len(l.all)*p/100)] }
	return fmt.Sprintf("p50 %s, p99 %s, longest %s (%d alerts)", span(at(50)), span(at(99)), span(l.all[len(l.all)-1]), len(l.all))
}

// sum counts.
func (s *stage) sum(outcomes []outcome) summary {
	out := summary{sent: len(s.order), states: map[string]int{}, rulings: s.rulings, faults: s.faults, outcomes: outcomes,
		trail: s.faults.trailOut, verdict: s.log.Judge(observer.Case{Sent: s.known(), Secrets: []string{contactName, contactPhone}, Excused: s.windows()})}
	for _, name := range s.order {
		m := s.sent[name]
		if m.lane() != "" {
			out.alerts++
		}
		out.count(s.log.Receipts(m.key()))
	}
	out.redactions = s.redactions()
	out.endings, out.complete = s.endings()
	out.alarms = s.alarmNames()
	out.latencies = s.latencies()
	return out
}

// count takes the receipts of one message: a state once per destination, however often the gateway said it.
func (out *summary) count(all []observer.Receipt) {
	seen := map[string]bool{}
	for _, r := range all {
		if key := r.State + " " + r.Destination; !seen[key] {
			seen[key] = true
			out.states[r.State]++
		}
		if strings.Contains(strings.ToLower(r.Reason), "late") && !seen["late"] {
			seen["late"] = true
			out.late++
		}
	}
}

// windows are the real times in which repeats are excused.
func (s *stage) windows() []observer.Window {
	out := slices.Clone(s.excused)
	if !s.faults.cut.IsZero() {
		out = append(out, observer.Window{From: s.faults.cut.Add(-time.Second), To: s.faults.cut.Add(cutFor + 30*time.Second)})
	}
	return out
}

// redactions counts the reports, one per chain and party, that say a contact was taken out.
func (s *stage) redactions() int {
	seen := map[string]bool{}
	for _, v := range s.log.Since(0, func(v observer.Sight) bool {
		return v.Place.Leaf == "report" && v.Place.Delivers() && len(v.Payload) > 0
	}) {
		if strings.Contains(strings.ToLower(string(v.Payload)), "contact") {
			seen[v.Topic] = true
		}
	}
	return len(seen)
}

// endings counts the chains that are over, and those whose every copy was told so.
func (s *stage) endings() (over, complete int) {
	stood, told := map[string]map[string]bool{}, map[string]map[string]bool{}
	active := map[string]bool{}
	for _, v := range s.log.State("") {
		active[v.Place.ChainOnly()] = active[v.Place.ChainOnly()] || v.Place.Delivers()
	}
	for _, v := range s.log.Since(0, func(v observer.Sight) bool { return v.Place.Delivers() && len(v.Payload) > 0 }) {
		place := strings.TrimSuffix(v.Topic, "/"+v.Place.Leaf)
		switch v.Place.Leaf {
		case "cap", "json":
			note(stood, v.Place.ChainOnly(), place)
		case "end":
			note(told, v.Place.ChainOnly(), place)
		}
	}
	for chain, places := range stood {
		if active[chain] {
			continue
		}
		over++
		if len(told[chain]) >= len(places) {
			complete++
		}
	}
	return over, complete
}

func note(sets map[string]map[string]bool, key, value string) {
	if sets[key] == nil {
		sets[key] = map[string]bool{}
	}
	sets[key][value] = true
}

// alarmNames lists the alarms that were raised: party and alarm.
func (s *stage) alarmNames() []string {
	var out []string
	for _, v := range s.alarms(time.Time{}) {
		name := v.Place.Party
		if name == "" {
			name = "operator"
		}
		if name += " " + v.Place.Item; !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// latencies sorts every delivery into its row.
func (s *stage) latencies() []latency {
	rows := []latency{{what: "lane actual"}, {what: "lane test"}, {what: "lane exercise, alerts"}, {what: "lane exercise, flood through the cut"}, {what: "lane exercise, flood through the kill"},
		{what: "lane actual, through the cut of every line"}}
	for _, name := range s.order {
		m := s.sent[name]
		row := rowOf(m)
		for _, v := range s.delivered(m) {
			from := m.at
			if at, ok := s.ruledAt[name]; ok {
				from = at
			}
			if row == 0 && v.Place.Reader == "us" {
				continue // its line was cut: the timeline shows it beside the other
			}
			rows[row].all = append(rows[row].all, v.At.Sub(from))
		}
	}
	return rows
}

// rowOf is a message's row of latencies.
func rowOf(m *message) int {
	switch {
	case m.name == stormWorse:
		return 5
	case m.lane() == "actual":
		return 0
	case m.lane() == "test":
		return 1
	case strings.HasPrefix(m.name, floodOne+"-"):
		return 3
	case strings.HasPrefix(m.name, floodTwo+"-"):
		return 4
	}
	return 2
}

// delivered finds where a message was first delivered; for a flood's reports the index answers.
func (s *stage) delivered(m *message) []observer.Sight {
	if row := rowOf(m); row != 3 && row != 4 {
		return s.firstsOf(m)
	}
	if first, ok := s.log.First("us", m.chain); ok {
		return []observer.Sight{first}
	}
	return nil
}

// failures are the expectations that did not hold.
func (out summary) failures() []outcome {
	var bad []outcome
	for _, o := range out.outcomes {
		if !o.ok {
			bad = append(bad, o)
		}
	}
	return bad
}

// holds says whether everything was as the script demands.
func (out summary) holds() bool { return len(out.failures()) == 0 && out.verdict.Clean() }
