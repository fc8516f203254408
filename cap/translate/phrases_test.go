package translate

import (
	"testing"
	"time"
)

// TestSameNameOtherClock: where one side keeps its summer time and both clocks still bear one name, the frame says the
// offsets; where they agree there is nothing to say.
func TestSameNameOtherClock(t *testing.T) {
	here, err := time.LoadLocation("America/Vancouver")
	if err != nil {
		t.Skip("needs the zone database")
	}
	there := time.FixedZone("America/Los_Angeles", -7*3600)
	at := time.Date(2026, 12, 1, 20, 0, 0, 0, time.UTC)
	for fr, want := range map[bool]string{
		false: "Times in the text below are Pacific Time (UTC−07:00), one hour ahead of Pacific (UTC−08:00).",
		true:  "Les heures du texte ci-dessous sont à l’heure du Pacifique (UTC−07:00), en avance d’une heure sur l’heure du Pacifique (UTC−08:00).",
	} {
		if got := clockFrame(there, here, at, fr); got != want {
			t.Errorf("%q", got)
		}
	}
	if got := clockFrame(there, here, at.AddDate(0, -5, 0), false); got != "" {
		t.Errorf("in summer: %q", got)
	}
}
