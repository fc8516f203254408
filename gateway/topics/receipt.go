package topics

import (
	"encoding/json"
	"fmt"
	"time"

	"bordercast/cap"
)

// State is how far an alert has come, as its sender is told.
type State string

// The first three are said once per message, the others once per destination. Crossed means the delivery is
// done; stayed that the alert was dropped or denied; unknown that nobody can tell yet whether it arrived.
const (
	Received    State = "received"
	Duplicate   State = "duplicate"
	Quarantined State = "quarantined"
	Held        State = "held"
	Released    State = "released"
	Crossed     State = "crossed"
	Stayed      State = "stayed"
	Refused     State = "refused"
	Unknown     State = "unknown"
)

// Receipt is one receipt, published at QoS 1, not retained, after the commit that it reports. It is best effort:
// whoever misses one sends the alert again and is answered with its present states.
type Receipt struct {
	SHA256      string        // of the bytes as received, hexadecimal
	Identity    *cap.Identity // nil when it could not be read
	Destination string        // "" in the first receipt of a message
	State       State
	Reason      string // stable code; "" when there is nothing to explain
	Text        string // one sentence for the sender's people
	Trail       int64  // number of the trail entry
	At          time.Time
}

// receiptForm is what a reader may rely on.
type receiptForm struct {
	SHA256      string    `json:"sha256"`
	Identity    *identity `json:"identity"`
	Destination *string   `json:"destination"`
	State       State     `json:"state"`
	Reason      string    `json:"reason"`
	Text        string    `json:"text"`
	Trail       int64     `json:"trail"`
	At          string    `json:"at"`
}

// MarshalJSON writes the receipt, null where there is no identity and no destination.
func (s Receipt) MarshalJSON() ([]byte, error) {
	return json.Marshal(receiptForm{s.SHA256, identityOf(s.Identity), orNull(s.Destination), s.State, s.Reason, s.Text,
		s.Trail, stamp(s.At)})
}

// UnmarshalJSON reads a receipt, for those who wait for one.
func (s *Receipt) UnmarshalJSON(data []byte) error {
	var in receiptForm
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("receipt is not in the form of docs/operators-guide.md: %w", err)
	}
	at, err := time.Parse(time.RFC3339, in.At)
	if err != nil {
		return fmt.Errorf("receipt has no readable time: %w", err)
	}
	*s = Receipt{SHA256: in.SHA256, State: in.State, Reason: in.Reason, Text: in.Text, Trail: in.Trail, At: at}
	if in.Destination != nil {
		s.Destination = *in.Destination
	}
	s.Identity, err = in.Identity.read()
	return err
}

func (id *identity) read() (*cap.Identity, error) {
	if id == nil {
		return nil, nil
	}
	sent, err := time.Parse(time.RFC3339, id.Sent)
	if err != nil {
		return nil, fmt.Errorf("receipt names an alert with no readable sent: %w", err)
	}
	return &cap.Identity{Sender: id.Sender, Identifier: id.Identifier, Sent: sent}, nil
}
