package observer

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/exercise/scenario"
)

// ended expects every copy of a message's chain to be over: an end notice of this kind wherever it stood, and the
// topics empty.
func ended(o *Observer, e scenario.Ended) finding {
	m := o.Record.Of(e.Message)
	copies, ends := o.copies(m.Chain), o.Log.Ends(m.Chain)
	if len(copies) == 0 {
		return no("no copy of it was ever seen")
	}
	for _, place := range copies {
		end, ok := ends[place+"/end"]
		switch {
		case !ok:
			return no("no end notice on " + place)
		case end.End != e.How && end.End != "updated" && end.End != "ended_here":
			return no(fmt.Sprintf("%s ended as %q", place, end.End))
		}
	}
	return o.gone(m.Chain, copies)
}

func (o *Observer) gone(chain string, copies []string) finding {
	for _, v := range o.Log.StateOf(chain, "") {
		if v.Place.Delivers() {
			return no(v.Topic + " is not empty")
		}
	}
	return yes(fmt.Sprintf("%d topics", len(copies)))
}

// copies lists where a chain ever stood, without the leaf.
func (o *Observer) copies(chain string) []string {
	var out []string
	for _, v := range o.Log.Of(chain, func(v Sight) bool {
		return len(v.Payload) > 0 && (v.Place.Leaf == "cap" || v.Place.Leaf == "json")
	}) {
		if place := strings.TrimSuffix(v.Topic, "/"+v.Place.Leaf); !slices.Contains(out, place) {
			out = append(out, place)
		}
	}
	return out
}

// phrased expects the end notices of a chain to say a fixed phrase.
func phrased(o *Observer, e scenario.Phrased) finding {
	for topic, end := range o.Log.Ends(o.Record.Of(e.Message).Chain) {
		said := end.Text["en"]
		if end.End == "withdrawn" && strings.Contains(said, e.English) && strings.Contains(end.Text["fr"], e.French) {
			return yes(said)
		}
		if end.End == "withdrawn" {
			return no(topic + " says: " + said)
		}
	}
	return no("no such notice came")
}

// moved expects the topics a chain left to say where its successor is.
func moved(o *Observer, e scenario.Moved) finding {
	for topic, end := range o.Log.Ends(o.Record.Of(e.Message).Chain) {
		if end.End == "updated" && end.Successor != "" {
			return yes(topic)
		}
	}
	return no("no end notice says updated with a successor")
}

// remains expects a message's chain still to stand in a tree.
func remains(o *Observer, e scenario.Remains) finding {
	m := o.Record.Of(e.Message)
	if len(o.Log.StateOf(m.Chain, tree(m, e.Reader, e.Party))) == 0 {
		return no("it is gone")
	}
	return yes("")
}

// tree is how the topics of a message begin in a reader's public tree, or in a party's own.
func tree(m *Sent, reader, party string) string {
	if party != "" {
		return fmt.Sprintf("parties/v1/%s/%s/alerts/", m.Plan.Lane(), party)
	}
	return fmt.Sprintf("alerts/v1/%s/%s/", m.Plan.Lane(), reader)
}

// emptyLane expects nothing to be active or held in a lane, in any tree.
func emptyLane(o *Observer, e scenario.EmptyLane) finding {
	left := 0
	first := ""
	for _, v := range o.Log.State("") {
		if (v.Place.Delivers() || v.Place.Folder == "held") && v.Place.Lane == e.Lane {
			left++
			first = v.Topic
		}
	}
	if left > 0 {
		return no(fmt.Sprintf("%d topics still hold something, such as %s", left, first))
	}
	return yes("")
}
