package scenario

import (
	"testing"
	"time"
)

// The script begins when the scenario says, by the clock of the left side, on the day it is, in every season of clocks.
func TestCalendar(t *testing.T) {
	for _, day := range []time.Time{
		time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC),
		time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC),
		time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
	} {
		c, err := Scenario{Start: Moment{1, 9, 0}, Zones: Zones{
			Left: Zone{Zone: "America/New_York"}, Right: Zone{Zone: "America/Moncton"}}}.Calendar(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Both(c.Start); got != "09:00|10:00" {
			t.Errorf("on %s the clocks show %s", day.Format(time.DateOnly), got)
		}
		if c.Start.Year() != day.Year() || c.Start.YearDay() != day.YearDay() {
			t.Errorf("the script of %s starts on %s", day, c.Start)
		}
		if at := c.At(Moment{2, 9, 30}); c.Both(at) != "09:30|10:30" || at.Sub(c.Start) != 24*time.Hour+30*time.Minute {
			t.Errorf("on %s day 2, 09:30 is %s", day.Format(time.DateOnly), at)
		}
	}
	if _, err := (Scenario{Zones: Zones{Left: Zone{Zone: "America/Calais"}}}).Calendar(time.Now()); err == nil {
		t.Error("a zone that does not exist is taken")
	}
}
