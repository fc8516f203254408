package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestForeignFlags: nobody in the United States sets a flag of Canada's, whatever its spelling, and no text that is
// aired with one comes back under a name that machines read (traps ca-20).
func TestForeignFlags(t *testing.T) {
	for _, name := range []string{
		"layer:SOREM:1.0:Broadcast_Immediately", "layer:SOREM:2.0:Broadcast_Immediately", "layer:SOREM:2.0:WirelessImmediate",
		"layer:SOREM:3.0:Wireless_Immediate", "layer:EC-MSC-SMC:1.1:Broadcast_Intrusive", "Broadcast_Immediately",
		"layer:SOREM:1.0:Broadcast_Text",
		"layer:SOREM:2.0:WirelessText",
	} {
		for _, as := range []string{name, strings.ToLower(name), "layer:bordercast:1.0:" + name} {
			a := fixture(t, "mema-hmw")
			a.Infos[0].Parameters = append(a.Infos[0].Parameters, cap.Pair{Name: as, Value: "Yes"})
			d := all(t, request(a, cap.CA, false))[0]
			for _, i := range d.Alert.Infos {
				for _, p := range i.Parameters {
					if p.Value == "Yes" && !(strings.HasPrefix(p.Name, "layer:bordercast:1.0:") &&
						strings.HasSuffix(strings.ToLower(name), "text")) {
						t.Errorf("%s crossed as %s=%s", as, p.Name, p.Value)
					}
				}
			}
			if !strings.Contains(string(d.Report.JSON()), as) {
				t.Errorf("the report does not name %s", as)
			}
		}
	}
}

// TestFlagsAgree: a draft whose channels are closed by something known only at the end holds no flag that opens one.
func TestFlagsAgree(t *testing.T) {
	open := func(spoil func(a *cap.Alert)) translate.Draft {
		a := fixture(t, "nbemo-hazmat")
		a.Status = cap.Actual
		for n := range a.Infos {
			a.Infos[n].Areas[0].Geocodes = append(a.Infos[n].Areas[0].Geocodes, cap.Pair{Name: "SAME", Value: "023029"})
		}
		spoil(a)
		req := request(a, cap.US, false)
		req.Channels = []string{"EAS"}
		return all(t, req)[0]
	}
	for what, spoil := range map[string]func(a *cap.Alert){
		"an event that keeps it below the profile": func(a *cap.Alert) {
			for n := range a.Infos {
				a.Infos[n].EventCodes = nil
			}
		},
		"blocked in lower case":  func(a *cap.Alert) { block(a, "eas") },
		"blocked within a list":  func(a *cap.Alert) { block(a, "CMAS, EAS") },
		"blocked in one block":   func(a *cap.Alert) { block(a, "EAS") },
		"blocked in other parts": func(a *cap.Alert) { blockOther(a, "EAS") },
	} {
		d := open(spoil)
		for _, i := range d.Alert.Infos {
			if slices.Contains(d.Channels, "EAS") || i.Param("EAS-ORG") != "" ||
				!slices.Contains(i.Params("BLOCKCHANNEL"), "EAS") {
				t.Errorf("%s: channels %v, EAS-ORG %q, blocked %q", what, d.Channels, i.Param("EAS-ORG"), i.Params("BLOCKCHANNEL"))
			}
		}
	}
	if d := open(func(*cap.Alert) {}); !slices.Equal(d.Channels, []translate.Channel{"EAS"}) ||
		d.Alert.Infos[0].Param("EAS-ORG") != "CIV" {
		t.Errorf("the approved channel is not open: %v", d.Channels)
	}
}

func block(a *cap.Alert, channel string) {
	a.Infos[0].Parameters = append(a.Infos[0].Parameters, cap.Pair{Name: "BLOCKCHANNEL", Value: channel})
}

func blockOther(a *cap.Alert, channel string) {
	other := a.Infos[0]
	other.Areas = []cap.Area{{Desc: "elsewhere",
		Geocodes: []cap.Pair{{Name: "profile:CAP-CP:Location:0.3", Value: "1310"}}}}
	other.Parameters = []cap.Pair{{Name: "BLOCKCHANNEL", Value: channel}}
	a.Infos = append(a.Infos, other)
}

// TestNoLaneIsMadeReal: no request turns an exercise or a test into more than it is, nor gives a lane to a status
// that has none.
func TestNoLaneIsMadeReal(t *testing.T) {
	for _, c := range []struct {
		status cap.Status
		lane   cap.Lane
		want   cap.Status
	}{
		{cap.Exercise, cap.LaneActual, cap.Exercise}, {cap.Test, cap.LaneActual, cap.Test},
		{cap.Test, cap.LaneExercise, cap.Test},
		{cap.Actual, cap.LaneTest, cap.Test}, {"Real", cap.LaneActual, ""}, {cap.Draft, cap.LaneActual, ""},
	} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Status = c.status
		req := request(a, cap.US, false)
		req.Lane = c.lane
		drafts, err := translate.Translate(req)
		if c.want == "" {
			if err == nil {
				t.Errorf("%s in lane %s was translated", c.status, c.lane)
			}
			continue
		}
		mark := map[cap.Status]string{cap.Exercise: "EXERCISE EXERCISE EXERCISE: ", cap.Test: "TEST: "}[c.want]
		if got := drafts[0].Alert; got.Status != c.want || !strings.HasPrefix(got.Infos[0].Headline, mark) {
			t.Errorf("%s in lane %s became %s, %q", c.status, c.lane, got.Status, got.Infos[0].Headline)
		}
	}
}

// TestTimesWithoutOffset: an expiry that may mean any of 26 hours must not end a warning early, and a time that would
// be a guess is not told as a fact.
func TestTimesWithoutOffset(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	i := &a.Infos[0]
	i.Expires, i.Onset = cap.ParseTime("2026-03-06T22:00:00"), cap.ParseTime("2026-03-06T20:00:00")
	i.Effective = cap.ParseTime("2026-03-06T13:00:00")
	d := all(t, request(a, cap.US, false))[0]
	until, _ := a.ActiveUntil(noon)
	if got := d.Alert.Infos[0]; !got.Expires.At.Equal(until) || !got.Onset.IsZero() || !got.Effective.IsZero() ||
		strings.Contains(got.Description, "Begins") {
		t.Errorf("expires %s, want %s; onset %q; %q", got.Expires.Text, until, got.Onset.Text, got.Description)
	}
	if text := d.Report.Note(false); strings.Count(text, "names no offset") != 3 {
		t.Error(text)
	}
}
