package cap

import "testing"

// TestContradictoryAllClear: Past and AllClear end what an Update follows. Beside a call to act they end nothing, since a
// warning ended by mistake is lost, and in an alert that follows nothing they tell what was.
func TestContradictoryAllClear(t *testing.T) {
	for _, c := range []struct {
		urgency   Urgency
		responses []string
		want      bool
	}{
		{Immediate, []string{"AllClear"}, true}, {Immediate, []string{"AllClear", "Monitor"}, true}, {Immediate, []string{"allclear", "None"}, true},
		{Immediate, []string{"AllClear", "Shelter"}, false}, {Immediate, []string{"Evacuate", "AllClear"}, false},
		{Past, []string{"AllClear", "Avoid"}, false}, {Past, []string{"Prepare"}, false}, {Past, nil, true}, {Past, []string{"Monitor"}, true},
	} {
		update := &Alert{MsgType: MsgUpdate, References: "a@b.invalid,X,2026-03-05T09:00:00-05:00"}
		i := &Info{Urgency: c.urgency, ResponseTypes: c.responses}
		if update.Ended(i) != c.want || i.Wavers() == c.want {
			t.Errorf("%s %v: ended %v, wavers %v", c.urgency, c.responses, update.Ended(i), i.Wavers())
		}
		for _, a := range []*Alert{{MsgType: MsgAlert}, {MsgType: MsgAlert, References: update.References}, {MsgType: MsgUpdate}} {
			if a.Ended(i) || a.Told(i) != c.want {
				t.Errorf("%s %v in what follows nothing (%s): ended %v, told %v", c.urgency, c.responses, a.MsgType, a.Ended(i), a.Told(i))
			}
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

// TestKeptLayerStillEnds: ECCC's own word on an end is read where a gateway kept it under its layer, too; it comes out
// of that layer on the way home, and must not come out as an end that nobody had seen.
func TestKeptLayerStillEnds(t *testing.T) {
	for _, name := range []string{"layer:EC-MSC-SMC:1.1:Alert_Location_Status", "layer:bordercast:1.0:layer:EC-MSC-SMC:1.1:Alert_Location_Status"} {
		first := &Alert{MsgType: MsgAlert}
		if i := (Info{Parameters: []Pair{{name, "ended"}}}); !first.Ended(&i) || !i.EndedByName() {
			t.Errorf("%s=ended ends nothing", name)
		}
		if i := (Info{Urgency: Past, Parameters: []Pair{{name, "transitioned_out"}}}); first.Ended(&i) || !i.HandedOver() {
			t.Errorf("%s=transitioned_out is no handing over", name)
		}
	}
	i := Info{Parameters: []Pair{{"layer:bordercast:1.0:layer:EC-MSC-SMC:1.0:Event_End_Time", "2026-03-05T12:00:00-04:00"}}}
	if end, _ := i.HazardEnd(); end.IsZero() {
		t.Error("the hazard's end is lost on the other side")
	}
}
