package gateway

import (
	"testing"

	"bordercast/cap"
	"bordercast/gateway/judge"
)

func TestTheLaneOfATopic(t *testing.T) {
	for lane, want := range map[cap.Lane]cap.Lane{cap.NoLane: cap.LaneActual, cap.LaneTest: cap.LaneTest,
		cap.LaneExercise: cap.LaneExercise} {
		if got := judge.LaneOf(lane); got != want {
			t.Errorf("lane %q gives %q, want %q", lane, got, want)
		}
	}
}
