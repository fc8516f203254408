package gateway

import (
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
)

// notStanding is the code of an active alert that was given to a destination and stands there no more.
const notStanding = "not-standing"

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

// stateNow is how far an alert has come at a destination, as the list of alerts tells it.
func stateNow(tx *book.Tx, a book.Alert, d book.Decision) (topics.State, string, error) {
	state := presentState(d)
	if state != topics.Released {
		return state, d.Reason, nil
	}
	down, err := takenDown(tx, a, d.Destination, state)
	if down || err != nil {
		return topics.Stayed, notStanding, err
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
