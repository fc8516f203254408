package priority_test

import (
	"slices"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/priority"
)

// The order, written out: lane, then endings, then urgency, then severity.
func TestOrder(t *testing.T) {
	var order []int64
	for _, lane := range []cap.Lane{cap.LaneActual, cap.LaneExercise, cap.LaneTest} {
		order = append(order, priority.Of(lane, true, cap.Immediate, cap.Extreme))
		for _, u := range []cap.Urgency{cap.Immediate, cap.Expected, cap.Future} {
			for _, s := range []cap.Severity{cap.Extreme, cap.Severe, cap.Moderate, cap.Minor, "Unknown"} {
				order = append(order, priority.Of(lane, false, u, s))
			}
		}
	}
	order = append(order, priority.Last)
	if !slices.IsSorted(order) || len(slices.Compact(slices.Clone(order))) != len(order) {
		t.Errorf("not strictly in order: %v", order)
	}
}

func TestWhatCountsAlike(t *testing.T) {
	rest := priority.Of(cap.LaneActual, false, cap.Future, "Unknown")
	for _, u := range []cap.Urgency{"Past", "Unknown", "", "nonsense"} {
		for _, s := range []cap.Severity{"Unknown", "", "nonsense"} {
			if got := priority.Of(cap.LaneActual, false, u, s); got != rest {
				t.Errorf("urgency %q, severity %q: %d, want %d", u, s, got, rest)
			}
		}
	}
	calm, grave := priority.Of(cap.LaneActual, true, "", ""), priority.Of(cap.LaneActual, true, cap.Immediate, cap.Extreme)
	if calm != grave {
		t.Error("endings differ among each other")
	}
	if none := priority.Of(cap.NoLane, false, cap.Immediate, cap.Extreme); none <= priority.Of(cap.LaneExercise, false, "",
		"") {
		t.Error("what has no lane goes before exercises")
	}
}
