package observer

import (
	"fmt"
	"strings"

	"bordercast/gateway/exercise/scenario"
)

// asked expects a message to be held, and shown at once and in full to the party that must decide, marked as not
// released, with the report of what the translation did.
func asked(o *Observer, e scenario.Asked) finding {
	m := o.Record.Of(e.Message)
	leaves := map[string]bool{}
	marked := false
	for _, v := range o.held(m.Token) {
		if v.Place.Party != e.Party {
			continue
		}
		leaves[v.Place.Leaf] = true
		marked = marked ||
			strings.Contains(strings.ToUpper(strings.NewReplacer("_", " ", "-", " ").Replace(Words(v.Payload))), "NOT RELEASED")
	}
	for _, leaf := range []string{"cap", "json", "report"} {
		if !leaves[leaf] {
			return no(fmt.Sprintf("no %s in %s's tree of holds; %s", leaf, e.Party, heard(o.receipts(e.Message))))
		}
	}
	if !marked {
		return no("nothing there says NOT RELEASED")
	}
	return yes("")
}

// unheld expects that a hold is gone from the tree of those who decide.
func unheld(o *Observer, e scenario.Unheld) finding {
	if held := o.held(o.Record.Of(e.Message).Token); len(held) > 0 {
		return no("it still stands at " + held[0].Topic)
	}
	return yes("")
}

// held lists what is in any tree of holds for an alert.
func (o *Observer) held(token string) []Sight {
	var out []Sight
	for _, v := range o.Log.StateOf(token, "parties/") {
		if v.Place.Folder == "held" {
			out = append(out, v)
		}
	}
	return out
}

// pending expects the live predecessor to say that its originator changed it and the change waits.
func pending(o *Observer, e scenario.Pending) finding {
	m := o.Record.Of(e.Message)
	for _, v := range o.Log.StateOf(m.Chain, tree(m, e.Reader, "")) {
		if v.Place.Leaf != "json" {
			continue
		}
		f, err := ReadFeature(v.Payload)
		if err != nil || f.Properties.UpdatePending == "" {
			return no(v.Topic + " has no update_pending_since")
		}
		return yes("since " + f.Properties.UpdatePending)
	}
	return no("the old alert does not stand any more")
}

// levelSaid expects the level cap and the reach awareness to be said where readers find the JSON.
func levelSaid(o *Observer, e scenario.LevelSaid) finding {
	m := o.Record.Of(e.Message)
	for _, v := range o.Log.StateOf(m.Chain, tree(m, e.Reader, "")) {
		if v.Place.Leaf != "json" {
			continue
		}
		f, err := ReadFeature(v.Payload)
		switch {
		case err != nil:
			return no(v.Topic + ": " + err.Error())
		case f.Properties.Level != "cap" || f.Properties.Reach != "awareness":
			return no(fmt.Sprintf("level %q, reach %q", f.Properties.Level, f.Properties.Reach))
		}
		return yes("")
	}
	return no("its JSON is not there")
}
