package drill_test

import (
	"testing"

	"bordercast/cap"
	"bordercast/cap/drill"
)

const (
	en = "EXERCISE EXERCISE EXERCISE"
	fr = "EXERCICE EXERCICE EXERCICE"
)

func TestLine(t *testing.T) {
	for _, c := range []struct {
		lane       cap.Lane
		french     bool
		text, want string
	}{
		{cap.LaneActual, false, "Plume", "Plume"},
		{cap.LaneExercise, false, "Plume", en + ": Plume"},
		{cap.LaneExercise, true, "Panache", fr + "\u00a0: Panache"},
		{cap.LaneExercise, false, "", en},
		{cap.LaneExercise, false, en + ": plume", en + ": plume"},
		{cap.LaneExercise, true, en + ": plume", fr + "\u00a0: " + en + ": plume"},
		{cap.LaneExercise, false, "EXERCISE plume", en + ": EXERCISE plume"},
		{cap.LaneTest, false, "Plume", "TEST: Plume"},
		{cap.LaneTest, true, "Essai", "TEST\u00a0: Essai"},
		{cap.LaneTest, false, "LATEST plume", "TEST: LATEST plume"},
		{cap.LaneTest, false, "this is a TEST.", "this is a TEST."},
	} {
		got := drill.Line(c.lane, c.french, c.text)
		if got != c.want || drill.Line(c.lane, c.french, got) != got {
			t.Errorf("%s %v %q: %q", c.lane, c.french, c.text, got)
		}
	}
}

func TestNote(t *testing.T) {
	for _, c := range []struct {
		lane       cap.Lane
		french     bool
		text, want string
	}{
		{cap.LaneActual, false, "It waits.", "It waits."}, {cap.LaneExercise, false, "It waits.", "EXERCISE: It waits."},
		{cap.LaneExercise, false, "", ""},
		{cap.LaneExercise, true, "Elle attend.", "EXERCICE\u00a0: Elle attend."}, {cap.LaneTest, true, "Elle attend.",
			"TEST\u00a0: Elle attend."},
		{cap.LaneExercise, false, "EXERCISE: It waits.", "EXERCISE: It waits."}, {cap.NoLane, false, "It waits.",
			"It waits."},
	} {
		if got := drill.Note(c.lane, c.french, c.text); got != c.want {
			t.Errorf("%s %v %q: %q", c.lane, c.french, c.text, got)
		}
	}
}

func TestFrame(t *testing.T) {
	const first = en + ". This is one."
	for text, want := range map[string]string{
		"":                          first,
		"Stay.":                     first + "\nStay.\n" + en,
		"Stay.\n\nGo.\n":            first + "\nStay.\n\nGo.\n\n" + en,
		en + "\nStay.":              en + "\nStay.\n" + en,
		"Stay.\n" + en:              first + "\nStay.\n" + en,
		en + ". Stay.":              en + ". Stay.",
		"\n" + en + "\nStay\n" + en: "\n" + en + "\nStay\n" + en,
	} {
		got, added := drill.Frame(cap.LaneExercise, false, first, text)
		again, more := drill.Frame(cap.LaneExercise, false, first, got)
		if got != want || again != got || len(more) != 0 || len(added) == 0 != (got == text) {
			t.Errorf("%q: %q, added %q, then %q", text, got, added, more)
		}
	}
	if got, _ := drill.Frame(cap.LaneActual, false, "", "Stay."); got != "Stay." {
		t.Errorf("%q", got)
	}
	if got, _ := drill.Frame(cap.LaneTest, true, "TEST", "Restez."); got != "TEST\nRestez.\nTEST" {
		t.Errorf("%q", got)
	}
}
