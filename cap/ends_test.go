package cap

import "testing"

// TestContradictoryAllClear: an AllClear beside a call to act ends nothing, since a warning ended by mistake is lost.
func TestContradictoryAllClear(t *testing.T) {
	for _, c := range []struct {
		urgency   Urgency
		responses []string
		want      bool
	}{
		{Immediate, []string{"AllClear"}, true}, {Immediate, []string{"AllClear", "Monitor"}, true}, {Immediate, []string{"allclear", "None"}, true},
		{Immediate, []string{"AllClear", "Shelter"}, false}, {Immediate, []string{"Evacuate", "AllClear"}, false},
		{Past, []string{"AllClear", "Avoid"}, true},
	} {
		if i := (Info{Urgency: c.urgency, ResponseTypes: c.responses}); i.Ended() != c.want {
			t.Errorf("%s %v: ended %v", c.urgency, c.responses, !c.want)
		}
	}
}

// TestOldNationalTests: what the event tables call a test is one for the lane, too.
func TestOldNationalTests(t *testing.T) {
	for _, code := range []string{"RWT", "RMT", "NPT", "DMO", "NAT", "NST"} {
		a := &Alert{Status: Actual, Infos: []Info{{EventCodes: []Pair{{Name: "SAME", Value: code}}}}}
		if lane, _ := a.Lane(); lane != LaneTest {
			t.Errorf("%s is in lane %q", code, lane)
		}
	}
}
