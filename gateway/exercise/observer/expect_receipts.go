package observer

import (
	"slices"
	"strings"

	"bordercast/gateway/exercise/scenario"
)

// receipt expects a receipt for a message: this state, at this destination ("" for the first receipt, which is of
// none), and a reason that contains one of the words.
func receipt(o *Observer, e scenario.Receipt) finding {
	all := o.receipts(e.Message)
	for _, r := range all {
		if r.State == e.State && r.Destination == e.At && about(r, e.Any) {
			return yes(spoken(r))
		}
	}
	return no(heard(all))
}

// reason expects the reason to be given in a receipt.
func reason(o *Observer, e scenario.Reason) finding {
	all := o.receipts(e.Message)
	for _, r := range all {
		if about(r, e.Any) {
			return yes(spoken(r))
		}
	}
	return no(heard(all))
}

// about says whether a receipt's reason or text has one of the words; no words ask for nothing.
func about(r Receipt, words []string) bool {
	said := strings.ToLower(r.Reason + " " + r.Text)
	return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
}

// unasked expects that no receipt says that the message is held.
func unasked(o *Observer, e scenario.Unasked) finding {
	for _, r := range o.receipts(e.Message) {
		if r.State == "held" {
			return no("held for " + r.Destination + ": " + r.Text)
		}
	}
	if held := o.held(o.Record.Of(e.Message).Token); len(held) > 0 {
		return no("it stands at " + held[0].Topic)
	}
	return yes("")
}

// receipts are what the gateway has answered about a message.
func (o *Observer) receipts(name string) []Receipt {
	m := o.Record.Of(name)
	return o.Log.Receipts(m.By, m.SHA)
}

func spoken(r Receipt) string {
	if r.Reason == "" {
		return r.Text
	}
	return r.Reason
}

// heard says in a few words what receipts came instead.
func heard(all []Receipt) string {
	if len(all) == 0 {
		return "no receipt came"
	}
	var out []string
	for _, r := range all {
		one := r.State
		if r.Destination != "" {
			one = r.Destination + " " + one
		}
		if r.Reason != "" {
			one += " (" + r.Reason + ")"
		}
		if !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return "receipts: " + strings.Join(out, ", ")
}
