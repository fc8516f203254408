package way

import (
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/topics"
)

func PresentState(d book.Decision) topics.State {
	switch {
	case d.State == book.Held:
		return topics.Held
	case d.State == book.Released:
		return topics.Released
	case d.Action == book.Drop, d.State == book.Denied, d.State == book.Lapsed, d.State == book.Withdrawn:
		return topics.Stayed
	}
	return topics.Received
}

// takenDown says that an active alert was released to a destination and that nothing of its chain stands there: whoever
// asks what stands is answered from what stands, not from what was released once.
func takenDown(tx *book.Tx, a book.Alert, destination string, state topics.State) (bool, error) {
	if a.State != book.Active || state != topics.Released && state != topics.Crossed {
		return false, nil
	}
	live, err := tx.DeliveriesLive(a.Chain, destination)
	if err != nil || len(live) > 0 {
		return false, err
	}
	given, err := tx.Given(a.Chain, destination)
	return given, err
}

// StateNow is how far an alert has come at a destination, as the list of alerts tells it.
func StateNow(tx *book.Tx, a book.Alert, d book.Decision) (topics.State, string, error) {
	state := PresentState(d)
	if state != topics.Released {
		return state, d.Reason, nil
	}
	down, err := takenDown(tx, a, d.Destination, state)
	if down || err != nil {
		return topics.Stayed, judge.NotStanding, err
	}
	live, err := tx.DeliveriesLive(a.Chain, d.Destination)
	if err != nil || len(live) == 0 {
		return state, d.Reason, err
	}
	for _, l := range live {
		if l.State != book.Done {
			return state, d.Reason, nil
		}
	}
	return topics.Crossed, d.Reason, nil
}
