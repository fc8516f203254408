package leader

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// State is what an instance says of itself.
type State string

// The states. Only the last four stand on the seat; Standby is a presence's.
const (
	Standby  State = "standby"
	Claiming State = "claiming" // it will lead unless another says otherwise within a beat
	Starting State = "starting" // it leads, and its links are not up yet
	Up       State = "up"
	Down     State = "down" // its last word: it led and stopped by itself
)

// Status is what stands on a seat, and what an instance says of itself where it shows that it is there.
type Status struct {
	Gateway   string
	State     State
	Since     time.Time // for people: since when it leads or waits, on its own clock
	Agreement string
	Instance  string
	Epoch     int64
	Beat      int64
	Host      string
	Lock      string   // tells its data folder's lock from every other on its host
	Trees     []string // the trees of topics that it leads
}

// highest is the largest epoch that is believed: 2^53 is where programs that read JSON lose count.
const highest = 1 << 53

// wire is a Status in JSON, in the order in which people read it.
type wire struct {
	Gateway   string   `json:"gateway"`
	State     State    `json:"state"`
	Since     string   `json:"since,omitempty"`
	Agreement string   `json:"agreement,omitempty"`
	Instance  string   `json:"instance"`
	Epoch     int64    `json:"epoch"`
	Beat      int64    `json:"beat"`
	Host      string   `json:"host"`
	Lock      string   `json:"lock,omitempty"`
	Trees     []string `json:"trees,omitempty"`
}

// MarshalJSON writes what is retained.
func (s Status) MarshalJSON() ([]byte, error) {
	since := ""
	if !s.Since.IsZero() {
		since = s.Since.UTC().Format(time.RFC3339)
	}
	return json.Marshal(wire{s.Gateway, s.State, since, s.Agreement, s.Instance, s.Epoch, s.Beat, s.Host, s.Lock, s.Trees})
}

// UnmarshalJSON reads it back. That of an earlier version has no instance, epoch or beat, and is less than any other.
func (s *Status) UnmarshalJSON(text []byte) error {
	var w wire
	if err := json.Unmarshal(text, &w); err != nil {
		return err
	}
	if w.Epoch < 0 || w.Epoch > highest {
		return fmt.Errorf("epoch %d is none", w.Epoch)
	}
	since, _ := time.Parse(time.RFC3339, w.Since) // for people: nothing hangs on it
	*s = Status{w.Gateway, w.State, since, w.Agreement, w.Instance, w.Epoch, w.Beat, w.Host, w.Lock, w.Trees}
	return nil
}

// above orders claims.
func (s Status) above(other Status) bool {
	if s.Epoch != other.Epoch {
		return s.Epoch > other.Epoch
	}
	return s.Instance > other.Instance
}

// same tells whether two statuses are one statement, seen twice.
func (s Status) same(other Status) bool {
	return s.Instance == other.Instance && s.Epoch == other.Epoch && s.Beat == other.Beat && s.State == other.State &&
		s.Since.Equal(other.Since) && slices.Equal(s.Trees, other.Trees)
}

// leads says that the writer acts as the leader.
func (s Status) leads() bool { return s.State == Starting || s.State == Up }

// A Note is one retained message of the board.
type Note struct {
	Presence bool // an instance shows that it is there; otherwise it is the seat of the gateway it names
	Gone     bool // the message was cleared; of a presence Instance says whose
	Status
}
