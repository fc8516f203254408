package observer

import (
	"slices"
	"strings"

	"bordercast/gateway/exercise/scenario"
)

// stands expects a message's own derived alert in a tree, as CAP and as JSON, and the CAP as the checks want it.
func stands(o *Observer, e scenario.Stands) finding {
	m := o.Record.Of(e.Message)
	prefix := tree(m, e.Reader, e.Party)
	alerts, json := 0, false
	wrong := "nothing of it stands under " + prefix
	for _, r := range o.Log.StateOf(m.Chain, prefix) {
		json = json || r.Place.Leaf == "json"
		if r.Place.Leaf != "cap" {
			continue
		}
		a, err := o.read(r)
		if err != nil {
			return no(r.Topic + ": " + err.Error())
		}
		if _, id, _ := a.Origin(); id != m.Identifier {
			wrong = "the chain stands there with " + id
			continue
		}
		alerts++
		for _, c := range e.Is {
			if fault := check(c, seen{alert: a, sight: r, message: m, observer: o}); fault != "" {
				return no(fault)
			}
		}
	}
	if alerts == 0 {
		return no(wrong)
	}
	if !json {
		return no("its CAP stands there, but no JSON")
	}
	return yes("")
}

// nowhere expects that nothing of a message's chain is delivered under any of the prefixes, now or for a while.
func nowhere(o *Observer, e scenario.Nowhere) finding {
	m := o.Record.Of(e.Message)
	found := o.Log.Of(m.Chain, func(v Sight) bool {
		return len(v.Payload) > 0 &&
			slices.ContainsFunc(e.Under, func(p string) bool { return strings.HasPrefix(v.Topic, p) })
	})
	if len(found) > 0 {
		return no("it was delivered to " + found[0].Topic)
	}
	return yes("")
}

// unsent expects that nothing made from this very message is delivered anywhere, though its chain may stand.
func unsent(o *Observer, e scenario.Unsent) finding {
	m := o.Record.Of(e.Message)
	if _, sent := o.Record.sent[e.Message]; !sent {
		return yes("")
	}
	for _, v := range o.Log.Of(m.Chain, func(v Sight) bool { return v.Place.Leaf == "cap" && v.At.After(m.At) }) {
		if id, ok := o.originOf(v); ok && id == m.Identifier {
			return no("it was delivered to " + v.Topic)
		}
	}
	return yes("")
}

// undisturbed expects that an inject changes nothing for a message: not one live message on its chain's topics.
func undisturbed(o *Observer, e scenario.Undisturbed) finding {
	m, after := o.Record.Of(e.Message), o.Record.Of(e.Since).At
	found := o.Log.Of(m.Chain, func(v Sight) bool { return !v.Retained && v.At.After(after) })
	if len(found) > 0 {
		return no("something came on " + found[0].Topic)
	}
	return yes("")
}

// nothingLeaves expects no topic of an alert to be cleared since the inject began.
func nothingLeaves(o *Observer) finding {
	left := o.Log.Since(0, func(v Sight) bool {
		return v.At.After(o.Record.Began) && !v.Retained && len(v.Payload) == 0 && strings.HasPrefix(v.Topic, "alerts/")
	})
	if len(left) > 0 {
		return no(left[0].Topic + " was cleared")
	}
	return yes("")
}

// silence expects that nothing at all is delivered to readers.
func silence(o *Observer) finding {
	found := o.Log.Since(0, func(v Sight) bool { return v.Place.Delivers() && len(v.Payload) > 0 })
	if len(found) > 0 {
		return no("something came on " + found[0].Topic)
	}
	return yes("")
}
