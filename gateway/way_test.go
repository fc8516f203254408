package gateway

import (
	"testing"

	"bordercast/cap"
	"bordercast/gateway/store"
)

// The moves of a delivery, as way.go draws them: every other one is refused.
func TestStepsOfADelivery(t *testing.T) {
	states := []string{"", store.Ready, store.Attempting, store.Done, store.Refused, store.Unknown, store.Lapsed}
	allowed := map[string][]string{
		"":               {store.Ready},
		store.Ready:      {store.Attempting, store.Lapsed},
		store.Attempting: {store.Attempting, store.Done, store.Refused, store.Unknown},
		store.Unknown:    {store.Done, store.Refused},
	}
	for _, from := range states {
		for _, to := range states {
			want := false
			for _, s := range allowed[from] {
				want = want || s == to
			}
			if got := stepAllowed(from, to); got != want {
				t.Errorf("from %q to %q: allowed %v, want %v", from, to, got, want)
			}
		}
	}
}

// What was attempted never lapses: it may have gone out, and whoever has it must get its end.
func TestWhatWasAttemptedNeverLapses(t *testing.T) {
	for _, from := range []string{store.Attempting, store.Done, store.Unknown} {
		if stepAllowed(from, store.Lapsed) {
			t.Errorf("%s may lapse", from)
		}
	}
}

func TestTheLaneOfATopic(t *testing.T) {
	for lane, want := range map[cap.Lane]cap.Lane{cap.NoLane: cap.LaneActual, cap.LaneTest: cap.LaneTest, cap.LaneExercise: cap.LaneExercise} {
		if got := laneOf(lane); got != want {
			t.Errorf("lane %q gives %q, want %q", lane, got, want)
		}
	}
}
