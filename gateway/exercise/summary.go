package exercise

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
)

// summary is what the exercise comes to, counted by the observer from outside, the gateway's own word only where
// the line says so.
type summary struct {
	sent, alerts      int
	systems           int            // that took part
	states            map[string]int // receipts by state: one per message and destination
	rulings           []observer.Ruling
	late              int
	redactions        int
	endings, complete int
	alarms            []string
	verdict           observer.Verdict
	latencies         []latency
	measures          observer.Measures
	kill              observer.Kill
	outcomes          []observer.Outcome
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
		return observer.Span(l.all[0])
	}
	at := func(p int) time.Duration { return l.all[min(len(l.all)-1, len(l.all)*p/100)] }
	return fmt.Sprintf("p50 %s, p99 %s, longest %s (%d alerts)", observer.Span(at(50)), observer.Span(at(99)),
		observer.Span(l.all[len(l.all)-1]), len(l.all))
}

// sum counts.
func sum(o *observer.Observer, s scenario.Scenario, outcomes []observer.Outcome) summary {
	r := o.Record
	out := summary{sent: len(r.Order), systems: len(s.Systems), states: map[string]int{}, rulings: r.Rulings,
		measures: o.Measures(), kill: r.Kill, outcomes: outcomes,
		verdict: o.Log.Judge(observer.Case{Sent: r.Known(), Secrets: s.Secrets, Excused: r.Excused})}
	for _, name := range r.Order {
		m := r.Of(name)
		if m.Plan.Lane() != "" {
			out.alerts++
		}
		out.count(o.Log.Receipts(m.By, m.SHA))
	}
	out.redactions = redactions(o.Log)
	out.endings, out.complete = endings(o.Log)
	out.alarms = alarms(o.Log)
	out.latencies = latencies(o, s)
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

// redactions counts the reports, one per chain and party, that say a contact was taken out.
func redactions(log *observer.Log) int {
	seen := map[string]bool{}
	for _, v := range log.Since(0, func(v observer.Sight) bool {
		return v.Place.Leaf == "report" && v.Place.Delivers() && len(v.Payload) > 0
	}) {
		if strings.Contains(strings.ToLower(string(v.Payload)), "contact") {
			seen[v.Topic] = true
		}
	}
	return len(seen)
}

// endings counts the chains that are over, and those of which every copy says so.
func endings(log *observer.Log) (over, complete int) {
	stood, told := map[string]map[string]bool{}, map[string]map[string]bool{}
	active := map[string]bool{}
	for _, v := range log.State("") {
		active[v.Place.ChainOnly()] = active[v.Place.ChainOnly()] || v.Place.Delivers()
	}
	for _, v := range log.Since(0, func(v observer.Sight) bool { return v.Place.Delivers() && len(v.Payload) > 0 }) {
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

// alarms lists the alarms that were raised: party and alarm.
func alarms(log *observer.Log) []string {
	var out []string
	for _, v := range log.Since(0, func(v observer.Sight) bool {
		return v.Place.Folder == "alarms" && len(v.Payload) > 0
	}) {
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
func latencies(o *observer.Observer, s scenario.Scenario) []latency {
	rows := make([]latency, len(s.Latencies))
	for i, l := range s.Latencies {
		rows[i].what = l.Title
	}
	for _, name := range o.Record.Order {
		m := o.Record.Of(name)
		row := rowOf(m, s.Latencies)
		if row < 0 {
			continue
		}
		for _, v := range delivered(o, m, s.Latencies[row]) {
			if v.Place.Reader == "" || v.Place.Reader != s.Latencies[row].Without {
				took, _ := o.Took(name, v)
				rows[row].all = append(rows[row].all, took)
			}
		}
	}
	return rows
}

// rowOf is a message's row of latencies: the row that names it, or its flood's, or its lane's; -1 for none.
func rowOf(m *observer.Sent, rows []scenario.Latency) int {
	for _, is := range []func(scenario.Latency) bool{
		func(l scenario.Latency) bool { return l.Message != "" && l.Message == m.Name },
		func(l scenario.Latency) bool { return l.Flood != "" && strings.HasPrefix(m.Name, l.Flood+"-") },
		func(l scenario.Latency) bool { return l.Lane != "" && l.Lane == m.Plan.Lane() },
	} {
		if i := slices.IndexFunc(rows, is); i >= 0 {
			return i
		}
	}
	return -1
}

// delivered finds where a message was first delivered; for a flood's reports the log's index answers.
func delivered(o *observer.Observer, m *observer.Sent, row scenario.Latency) []observer.Sight {
	if row.Flood == "" {
		return o.Firsts(m.Name)
	}
	if first, ok := o.Log.First(row.Reader, m.Chain); ok {
		return []observer.Sight{first}
	}
	return nil
}

// failures are the expectations that did not hold.
func (out summary) failures() []observer.Outcome {
	var bad []observer.Outcome
	for _, o := range out.outcomes {
		if !o.OK {
			bad = append(bad, o)
		}
	}
	return bad
}

// holds says whether everything was as the script demands.
func (out summary) holds() bool { return len(out.failures()) == 0 && out.verdict.Clean() }
