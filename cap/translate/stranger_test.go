package translate_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestMarkIsAWordOfItsOwn: a headline that only begins with the letters of a mark is not marked.
func TestMarkIsAWordOfItsOwn(t *testing.T) {
	for _, c := range []struct {
		status cap.Status
		in     string
		marked bool
	}{
		{cap.Exercise, "Exercise caution on Route 1", false}, {cap.Exercise, "EXERCISES planned", false},
		{cap.Exercise, "EXERCISE flood at Calais", false},
		{cap.Exercise, "EXERCISE EXERCISE EXERCISE flood at Calais", true},
		{cap.Exercise, "Flood (EXERCISE EXERCISE EXERCISE)", true},
		{cap.Test, "Test results show coliform", false}, {cap.Test, "TEST TEST", true}, {cap.Test, "Testing", false},
		{cap.Test, "Te", false},
	} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Status, a.Infos[0].Headline = c.status, c.in
		want := c.in
		if !c.marked {
			want = map[cap.Status]string{cap.Exercise: "EXERCISE EXERCISE EXERCISE: ", cap.Test: "TEST: "}[c.status] + c.in
		}
		if got := all(t, request(a, cap.US, false))[0].Alert.Infos[0].Headline; got != want {
			t.Errorf("%q became %q", c.in, got)
		}
	}
}

// TestBlockHoldsNoProse: parameters that hold the source's own sentences stay out of the block in the other language.
func TestBlockHoldsNoProse(t *testing.T) {
	a := fixture(t, "mema-hmw")
	a.Infos[0].Parameters = append(a.Infos[0].Parameters, cap.Pair{Name: "hailThreat", Value: "RADAR INDICATED"},
		cap.Pair{Name: "unit", Value: "Engine company 4"},
		cap.Pair{Name: "maxWindGust", Value: "60 MPH"}, cap.Pair{Name: "BLOCKCHANNEL", Value: "CMAS"})
	infos := all(t, request(a, cap.CA, false))[0].Alert.Infos
	en, fr := infos[0], infos[1]
	if en.Param("hailThreat") == "" || fr.Param("hailThreat") != "" || fr.Param("unit") != "" ||
		fr.Param("maxWindGust") == "" {
		t.Errorf("French parameters: %v", fr.Parameters)
	}
	for _, name := range []string{"origin", "path", "reach", "BLOCKCHANNEL"} {
		if fr.Param("layer:bordercast:1.0:"+name) == "" {
			t.Errorf("the block lost %s", name)
		}
	}
	b := message(cap.MsgAlert, "flood:1302")
	b.Infos[0].Language = "fr-CA"
	b.Infos[0].Parameters = []cap.Pair{{Name: "layer:SOREM:1.0:Broadcast_Text", Value: "Inondation"}}
	for _, i := range all(t, request(b, cap.US, false))[0].Alert.Infos {
		if got := i.Param("layer:bordercast:1.0:layer:SOREM:1.0:Broadcast_Text"); (got == "") != (i.Language == "en-US") {
			t.Errorf("%s: broadcast text %q", i.Language, got)
		}
	}
}

// TestFirstOfTheMonth: French says "1er" and keeps an hour's figures together.
func TestFirstOfTheMonth(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	a.Infos[0].Language = "fr-CA"
	a.Infos[0].Onset = cap.ParseTime("2026-04-01T08:05:00-03:00")
	a.Infos[0].Expires = cap.ParseTime("2026-04-02T08:05:00-03:00")
	var text string
	for _, i := range all(t, request(a, cap.US, false))[0].Alert.Infos {
		text += i.Description + "\n"
	}
	if !strings.Contains(text, "Début\u00a0: 8\u00a0h\u00a005\u00a0HAA (7\u00a0h\u00a005\u00a0HAE), le mercredi 1er "+
		"avril 2026.") {
		t.Error(text)
	}
}

// TestClockOfNorthernIdaho: the frame never names a clock that the text is not in.
func TestClockOfNorthernIdaho(t *testing.T) {
	a := fixture(t, "mema-hmw")
	a.Infos[0].Areas[0].Geocodes = []cap.Pair{{Name: "SAME", Value: "016079"},
		{Name: "profile:CAP-CP:Location:0.3", Value: "5901"}}
	d := all(t, request(a, cap.CA, false))[0]
	if text := d.Alert.Infos[0].Description; !strings.Contains(text, "Pacific Time, one hour behind Mountain") {
		t.Errorf("%q", text)
	}
}

// TestEndedDrawingReachesNobody: an ended threat area makes no alert actionable, nor does one outside the approval.
func TestEndedDrawingReachesNobody(t *testing.T) {
	a := fixture(t, "nbemo-train-update")
	for n := range a.Infos {
		over := a.Infos[n].Areas[0]
		over.Geocodes = append(slices.Clone(over.Geocodes), cap.Pair{Name: "layer:EC-MSC-SMC:DLC:1.1", Value: "ended"})
		a.Infos[n].Areas = []cap.Area{over, {Desc: "zone",
			Geocodes: []cap.Pair{{Name: "profile:CAP-CP:Location:0.3", Value: "1310"}}}}
	}
	if d := all(t, request(a, cap.US, false))[0]; d.Reach != translate.Awareness {
		t.Error("an ended drawing is to be acted on")
	}
}

// TestMixedHandOver: a Cancel that ends one part and hands another over ends the one alone.
func TestMixedHandOver(t *testing.T) {
	a := message(cap.MsgCancel, "flood:1302", "wind:1310")
	a.Infos[1].Parameters = []cap.Pair{{Name: "layer:EC-MSC-SMC:1.1:Alert_Location_Status", Value: "transitioned_out"}}
	req := request(a, cap.US, false)
	req.Live = []translate.Live{live("1 flood ca/nb/1302"), live("2 wind ca/nb/1310")}
	if d := all(t, req); len(d) != 1 || d[0].Part != 1 {
		t.Errorf("%d drafts", len(d))
	}
	req.Live = req.Live[1:]
	if _, err := translate.Translate(req); code(err) != "handed-over" {
		t.Error(err)
	}
}

// TestResourceKeepsItsAddress: taking a file out of line does not lose the address where it is offered already.
func TestResourceKeepsItsAddress(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	a.Infos[0].Resources = []cap.Resource{{Desc: "map", MimeType: "image/png", URI: "https://example.invalid/map.png",
		Deref: base64.StdEncoding.EncodeToString([]byte("x"))}}
	got := all(t, request(a, cap.US, false))[0].Alert.Infos[0].Resources[0]
	if got.URI != "https://example.invalid/map.png" || got.Deref != "" {
		t.Errorf("%+v", got)
	}
}

// TestAnswerRepeatsSent: an Ack repeats the text of sent, though CAP 1.2 would spell it otherwise.
func TestAnswerRepeatsSent(t *testing.T) {
	a := message("Ack")
	a.References = "someone@example.invalid,X-1,2026-03-06T17:00:00Z"
	if got := all(t, request(a, cap.US, false))[0].Alert.References; got != a.References {
		t.Errorf("references %q", got)
	}
}

// TestDroppedNumbersAreTold: what the writer would leave out is in the report, and no ceiling stands without its floor.
func TestDroppedNumbersAreTold(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	a.Infos[0].Areas[0].Altitude, a.Infos[0].Areas[0].Ceiling = "about 100", "200"
	a.Infos[0].Resources = []cap.Resource{{Desc: "map", MimeType: "image/png", Size: "1.5",
		URI: "https://example.invalid/m.png"}}
	d := all(t, request(a, cap.US, false))[0]
	if area := d.Alert.Infos[0].Areas[0]; area.Altitude+area.Ceiling+d.Alert.Infos[0].Resources[0].Size != "" {
		t.Errorf("%+v", area)
	}
	for _, want := range []string{"it is no number", "a ceiling stands only on an altitude", "a whole number of bytes"} {
		if !strings.Contains(d.Report.Note(false), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}
