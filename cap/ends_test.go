package cap

import (
	"strings"
	"testing"
)

// TestContradictoryAllClear: Past and AllClear end what an Update follows. Beside a call to act they end nothing,
// since a warning ended by mistake is lost, and in an alert that follows nothing they tell what was.
func TestContradictoryAllClear(t *testing.T) {
	for _, c := range []struct {
		urgency   Urgency
		responses []string
		want      bool
	}{
		{Immediate, []string{"AllClear"}, true}, {Immediate, []string{"AllClear", "Monitor"}, true},
		{Immediate, []string{"allclear", "None"}, true},
		{Immediate, []string{"AllClear", "Shelter"}, false}, {Immediate, []string{"Evacuate", "AllClear"}, false},
		{Past, []string{"AllClear", "Avoid"}, false}, {Past, []string{"Prepare"}, false}, {Past, nil, true},
		{Past, []string{"Monitor"}, true},
	} {
		update := &Alert{MsgType: MsgUpdate, References: "a@b.invalid,X,2026-03-05T09:00:00-05:00"}
		i := &Info{Urgency: c.urgency, ResponseTypes: c.responses}
		if update.Ended(i) != c.want || i.Wavers() == c.want {
			t.Errorf("%s %v: ended %v, wavers %v", c.urgency, c.responses, update.Ended(i), i.Wavers())
		}
		for _, a := range []*Alert{{MsgType: MsgAlert}, {MsgType: MsgAlert, References: update.References},
			{MsgType: MsgUpdate}} {
			if a.Ended(i) || a.Told(i) != c.want {
				t.Errorf("%s %v in what follows nothing (%s): ended %v, told %v", c.urgency, c.responses, a.MsgType, a.Ended(i),
					a.Told(i))
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
	for _, name := range []string{"layer:EC-MSC-SMC:1.1:Alert_Location_Status",
		"layer:bordercast:1.0:layer:EC-MSC-SMC:1.1:Alert_Location_Status"} {
		first := &Alert{MsgType: MsgAlert}
		if i := (Info{Parameters: []Pair{{name, "ended"}}}); !first.Ended(&i) || !i.EndedByName() {
			t.Errorf("%s=ended ends nothing", name)
		}
		if i := (Info{Urgency: Past, Parameters: []Pair{{name, "transitioned_out"}}}); first.Ended(&i) || !i.HandedOver() {
			t.Errorf("%s=transitioned_out is no handing over", name)
		}
	}
	i := Info{Parameters: []Pair{{"layer:bordercast:1.0:layer:EC-MSC-SMC:1.0:Event_End_Time",
		"2026-03-05T12:00:00-04:00"}}}
	if end, _ := i.HazardEnd(); end.IsZero() {
		t.Error("the hazard's end is lost on the other side")
	}
}

// TestReportsOfAnInstant: an Update that is Past may tell no more than what happened where its subject is over in an
// instant by nature, by its code or else by its name. It ends what it refers to all the same, unless that was such a
// report too.
func TestReportsOfAnInstant(t *testing.T) {
	for _, c := range []struct {
		event, code string
		responses   []string
		want        bool
	}{
		{"Earthquake", "", nil, true}, {"EARTHQUAKE REPORT", "", nil, true}, {"Séisme", "", nil, true}, {"Gas explosion", "",
			nil, true},
		{"tremblement de terre", "profile:CAP-CP:Event:0.4=earthquake", nil, true}, {"Anything", "SAME=EQW", nil, true},
		{"Anything", "OET:v1.2=OET-068", nil, true}, {"Explosion", "profile:CAP-CP:Event:0.4=explosive", nil, true},
		{"Earthquake", "SAME=NWS", nil, true}, {"Earthquake", "somebody's own=EQ", nil, true},
		{"Earthquake", "", []string{"AllClear"}, false}, {"Explosion hazard", "profile:CAP-CP:Event:0.4=explosive", nil,
			false},
		{"Risque d’explosion", "", nil, false}, {"Tsunami after an earthquake", "", nil, false}, {"Earthquake", "SAME=TSW",
			nil, false},
		{"Meteorological warning", "", nil, false}, {"flood", "profile:CAP-CP:Event:0.4=flood", nil, false},
		{"", "", nil, false},
	} {
		i := &Info{Event: c.event, Urgency: Past, ResponseTypes: c.responses}
		if name, value, ok := strings.Cut(c.code, "="); ok {
			i.EventCodes = []Pair{{name, value}}
		}
		update := &Alert{MsgType: MsgUpdate, References: "a@b.invalid,X,2026-03-05T09:00:00-05:00"}
		if got := update.Reports(i); got != c.want || !update.Ended(i) {
			t.Errorf("%s %s %v: reports %v, ended %v", c.event, c.code, c.responses, got, update.Ended(i))
		}
		update.FollowsReport = true
		if update.Ended(i) == c.want || update.Told(i) != c.want {
			t.Errorf("%s %s %v after a report: ended %v, told %v", c.event, c.code, c.responses, update.Ended(i), update.Told(i))
		}
		for _, other := range []*Alert{{MsgType: MsgAlert}, {MsgType: MsgCancel, References: update.References,
			FollowsReport: true}} {
			if other.Reports(i) || other.Ended(i) != (other.MsgType == MsgCancel) {
				t.Errorf("%s in a %s: reports %v, ended %v", c.event, other.MsgType, other.Reports(i), other.Ended(i))
			}
		}
	}
	named := &Info{Event: "Earthquake", Urgency: Past, Parameters: []Pair{{"layer:EC-MSC-SMC:1.1:Alert_Location_Status",
		"ended"}}}
	if (&Alert{MsgType: MsgUpdate}).Reports(named) {
		t.Error("what names its end is a report")
	}
}
