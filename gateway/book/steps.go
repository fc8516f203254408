package book

import (
	"fmt"
	"slices"
)

// Kind is what has states: a row that moves from one to the next, and never by another way than the steps below. The
// statements of the store hold them: what is in the target state already stays as it is, and every other step is an
// ImpossibleStep, whoever asks for it.
type Kind string

// The kinds.
const (
	OfSighting Kind = "sighting"
	OfAlert    Kind = "alert"
	OfDecision Kind = "decision"
	OfDelivery Kind = "delivery"
)

// New is where a row comes from that was not there.
const New = ""

// Before are the states from which a row may come to a state, New among them where it may begin so. The state itself is
// among them only where coming to it again is a step of its own.
func Before(kind Kind, to string) []string {
	switch kind {
	case OfSighting:
		return beforeSighting(to)
	case OfAlert:
		return beforeAlert(to)
	case OfDecision:
		return beforeDecision(to)
	case OfDelivery:
		return beforeDelivery(to)
	}
	return nil
}

// May says whether a row may take this step.
func May(kind Kind, from, to string) bool { return slices.Contains(Before(kind, to), from) }

func beforeSighting(to string) []string {
	switch to {
	case Accepted:
		return []string{New, Quarantined} // received; let in by a person
	case Settled:
		return []string{Accepted}
	case Quarantined:
		return []string{Accepted, Settled} // a better copy, or a stronger verdict of what it names, shows it wrong
	}
	return nil
}

// An alert may begin in any state: one that ends something is over as it comes, and one that comes late has its
// successor before it. What was ended or replaced by a message that later proves to be none stands again; what has
// Ended by its own time, or is an end itself, never does.
func beforeAlert(to string) []string {
	switch to {
	case Active:
		return []string{New, Superseded, Cancelled}
	case Superseded:
		return []string{New, Active, Cancelled}
	case Cancelled:
		return []string{New, Active, Superseded}
	case Ended:
		return []string{New, Active, Superseded, Cancelled}
	}
	return nil
}

// A decision that is closed is opened again when a better copy of its alert comes, or when its end is to follow what
// was given meanwhile. It is never released but by way of Decided. A recall denies whatever there is; what was released
// to the wrong readers, or was found standing and cleared, is withdrawn.
func beforeDecision(to string) []string {
	switch to {
	case Decided:
		return []string{New, Held, Released, Denied, Withdrawn, Lapsed}
	case Held:
		return []string{New, Decided, Released, Denied, Withdrawn, Lapsed}
	case Released:
		return []string{New, Decided} // New: it was found standing, from another store
	case Denied:
		return []string{Held, Decided, Released, Withdrawn, Lapsed}
	case Withdrawn:
		return []string{Held, Decided, Released}
	case Lapsed:
		return []string{Held, Decided}
	}
	return nil
}

// What was attempted may have gone out: it lapses only where its alert is withdrawn, and whoever has it is told its
// end. An attempt is made again after a cut or a crash, for MQTT is repeatable.
func beforeDelivery(to string) []string {
	switch to {
	case Ready:
		return []string{New}
	case Attempting:
		return []string{Ready, Attempting}
	case Done:
		return []string{Attempting, Unknown} // Unknown is settled by asking, or by a person
	case Refused:
		return []string{Attempting, Unknown}
	case Unknown:
		return []string{Attempting}
	case Lapsed:
		return []string{Ready, Attempting}
	}
	return nil
}

// ImpossibleStep is a step that no row of its kind may take. Nothing of the command that asked for it was done.
type ImpossibleStep struct {
	Kind     Kind
	Row      string // which
	From, To string
}

// Error is a sentence for whoever looks after the software.
func (s *ImpossibleStep) Error() string {
	from := s.From
	if from == New {
		from = "nothing"
	}
	return fmt.Sprintf("impossible step: %s %s may not go from %s to %s, and nothing was done", s.Kind, s.Row, from, s.To)
}
