package exercise

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/exercise/observer"
)

// state expects a receipt for a letter: this state, at this destination ("" for the first receipt, which is of
// none), and a reason that contains one of the words.
func state(name, destination, want string, reasons ...string) expectation {
	text := fmt.Sprintf("receipt: %s", want)
	if destination != "" {
		text = fmt.Sprintf("receipt for %s: %s", destination, want)
	}
	if len(reasons) > 0 {
		text += ", " + reasons[0]
	}
	return expectation{text: text, holds: func(s *stage) finding {
		all := s.receipts(name)
		for _, r := range all {
			if r.State == want && r.Destination == destination && about(r, reasons) {
				return yes(spoken(r))
			}
		}
		return no(heard(all))
	}}
}

// about says whether a receipt's reason or text has one of the words; no words ask for nothing.
func about(r observer.Receipt, words []string) bool {
	said := strings.ToLower(r.Reason + " " + r.Text)
	return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
}

// taken expects the gateway to have the message safe.
func taken(name string) expectation {
	e := state(name, "", "received")
	e.text = "received and safe on disk"
	return e
}

// neither expects that no receipt names a destination's state: asked is quiet.
func unasked(name string) expectation {
	return expectation{text: "nobody is asked about it", quiet: true, holds: func(s *stage) finding {
		for _, r := range s.receipts(name) {
			if r.State == "held" {
				return no("held for " + r.Destination + ": " + r.Text)
			}
		}
		if held := s.held(s.of(name).token); len(held) > 0 {
			return no("it stands at " + held[0].Topic)
		}
		return yes("")
	}}
}

// receipts are what the gateway has answered about a letter.
func (s *stage) receipts(name string) []observer.Receipt {
	m := s.of(name)
	if m == nil {
		return nil
	}
	return s.log.Receipts(m.key())
}

func spoken(r observer.Receipt) string {
	if r.Reason == "" {
		return r.Text
	}
	return r.Reason
}

// heard says in a few words what receipts came instead.
func heard(all []observer.Receipt) string {
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
