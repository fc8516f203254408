package dryplay

import (
	"slices"
	"strings"

	"bordercast/gateway"
)

// Outcome is what would become of a message, or of the reports of a flood that fare alike, at one destination.
type Outcome struct {
	Message     string
	Count       int    // of messages
	Destination string // "" where it comes to none
	Event       string // of an alert of several events
	Outcome     Word
	Route       string
	Reason      string // stable code
	Ask, Of     string // while it is held
}

// Word is what becomes of a message.
type Word string

// The words of Outcome.
const (
	Crosses          = Word(gateway.DryCrosses)
	Held             = Word(gateway.DryHeld)
	Dropped          = Word(gateway.DryDropped)
	Waits            = Word(gateway.DryWaits) // no draft could be made of it
	Quarantined Word = "quarantined"          // it is not let in
	Duplicate   Word = "duplicate"            // it is there already
	Kept        Word = "kept"                 // it is no alert, or one of no lane: noted, and nothing follows
)

// fates is what was told last of every message.
type fates struct {
	told map[string][]Outcome // by the name it was sent under
	over map[string]bool      // of these nothing can change any more by a person or the clock
}

// news is what became of the messages of an inject, which has been played, and what has changed for those before it.
func (r *rehearsal) news() ([]Outcome, error) {
	var all []Outcome
	for _, name := range r.observer.Record.Order {
		if r.fates.over[name] {
			continue
		}
		now, err := r.fate(name)
		if err != nil {
			return nil, err
		}
		for _, one := range now {
			if !slices.Contains(r.fates.told[name], one) {
				one.Message = r.floodOf(name)
				all = addTo(all, one)
			}
		}
		r.fates.told[name] = now
		r.fates.over[name] = r.floodOf(name) != name && !slices.ContainsFunc(now, func(o Outcome) bool {
			return o.Outcome == Held
		})
	}
	return all, nil
}

// addTo counts an outcome with those that are the same but for the report.
func addTo(all []Outcome, one Outcome) []Outcome {
	for n := range all {
		like := all[n]
		like.Count = one.Count
		if like == one {
			all[n].Count++
			return all
		}
	}
	return append(all, one)
}

// floodOf is the flood that a report belongs to; of a message its own name.
func (r *rehearsal) floodOf(name string) string {
	if _, there := r.plans[name]; there {
		return name
	}
	for _, f := range r.scenario.Floods {
		if _, isReport := strings.CutPrefix(name, f.Name+"-"); isReport {
			return f.Name
		}
	}
	return name
}

// fate is what became of a message at every destination.
func (r *rehearsal) fate(name string) ([]Outcome, error) {
	m := r.observer.Record.Of(name)
	alone := Outcome{Message: name, Count: 1}
	for _, receipt := range r.observer.Log.Receipts(m.By, m.SHA) {
		if receipt.State == string(Duplicate) {
			alone.Outcome = Duplicate
			return []Outcome{alone}, nil
		}
	}
	f, err := r.gateway.Fate(m.By, m.Bytes)
	if err != nil {
		return nil, err
	}
	if len(f.Decisions) == 0 {
		alone.Outcome, alone.Reason = Kept, f.Reason
		if f.State == string(Quarantined) {
			alone.Outcome = Quarantined
		}
		return []Outcome{alone}, nil
	}
	var all []Outcome
	for _, d := range f.Decisions {
		one := Outcome{Message: name, Count: 1, Destination: d.Destination, Event: d.Event, Outcome: Word(d.Outcome),
			Route: d.Route, Reason: d.Reason}
		switch {
		case one.Outcome == Held:
			one.Ask, one.Of = d.Ask, d.Of
		case one.Outcome == Crosses && d.Ask != "":
			one.Reason = "" // it was why it was held
		}
		all = append(all, one)
	}
	return all, nil
}

// stays says that nothing of a message can ever be delivered: it was not let in, or is dropped for everybody.
func (r *rehearsal) stays(name string) bool {
	told := r.fates.told[name]
	return len(told) > 0 && !slices.ContainsFunc(told, func(o Outcome) bool {
		return o.Outcome != Dropped && o.Outcome != Quarantined && o.Outcome != Kept
	})
}
