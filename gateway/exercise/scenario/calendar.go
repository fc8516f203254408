package scenario

import (
	"time"
	_ "time/tzdata" // both clocks of the border, also where the machine has no zone files
)

// Moment is a time of the script: a day from 1, and a wall clock on the left side. The zero Moment is no time.
type Moment struct{ Day, Hour, Minute int }

// Before says whether m is earlier than other.
func (m Moment) Before(other Moment) bool {
	return m.Day*1440+m.Hour*60+m.Minute < other.Day*1440+other.Hour*60+other.Minute
}

// Calendar says when the moments of a script are, and what both sides' clocks show.
type Calendar struct {
	Left, Right *time.Location
	Start       time.Time // of the script
}

// Calendar lets the script start on the day it is: nothing in an exercise is stamped with a past year. Its error is a
// zone that the scenario misspells.
func (s Scenario) Calendar(now time.Time) (Calendar, error) {
	left, err := time.LoadLocation(s.Zones.Left.Zone)
	if err != nil {
		return Calendar{}, err
	}
	right, err := time.LoadLocation(s.Zones.Right.Zone)
	if err != nil {
		return Calendar{}, err
	}
	d := now.In(left)
	return Calendar{Left: left, Right: right,
		Start: time.Date(d.Year(), d.Month(), d.Day(), s.Start.Hour, s.Start.Minute, 0, 0, left)}, nil
}

// At is when a moment of the script is.
func (c Calendar) At(m Moment) time.Time {
	d := c.Start
	return time.Date(d.Year(), d.Month(), d.Day()+m.Day-1, m.Hour, m.Minute, 0, 0, c.Left)
}

// Both is a time on both sides of the border: "09:20|10:20".
func (c Calendar) Both(at time.Time) string {
	return at.In(c.Left).Format("15:04") + "|" + at.In(c.Right).Format("15:04")
}
