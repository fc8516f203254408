package translate_test

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// TestAwarenessHasNoSAME: no SAME geocode where nobody is to act, however the sender named the county.
func TestAwarenessHasNoSAME(t *testing.T) {
	a := fixture(t, "nbemo-train-update")
	for n := range a.Infos {
		a.Infos[n].Areas[0].Polygons = nil
	}
	d := all(t, request(a, cap.US, false))[0]
	if codes := d.Alert.Infos[0].Areas[0].SAME(); d.Reach != translate.Awareness || len(codes) > 0 {
		t.Errorf("reach %s with SAME %q", d.Reach, codes)
	}
	if got := geo.OfAlert(d.Alert); !slices.Contains(got, "us/me/029") {
		t.Errorf("the district is lost: %v", got)
	}
}

// TestRedaction: what the route does not name is nowhere, neither in the alert nor in its report.
func TestRedaction(t *testing.T) {
	a := fixture(t, "washington-restricted")
	a.Infos[0].Description += " Ask Pat at 207-555-0199."
	req := request(a, cap.CA, false)
	req.Allow, req.Original = []string{"headline", "info/area"}, "http://example.invalid/original"
	d := all(t, req)[0]
	everything := string(d.Alert.Encode()) + string(d.Report.JSON()) + d.Report.Note(false)
	for _, secret := range []string{"Pat", "555", "calais-truck-train", "Report for partners", "Do not enter",
		"example.invalid/original"} {
		if strings.Contains(everything, secret) {
			t.Errorf("%q crossed", secret)
		}
	}
	if !d.Redacted || !strings.Contains(everything, "[redacted]") ||
		!strings.Contains(everything, "Tank truck and freight train") {
		t.Errorf("%s", everything)
	}
	if d.Level != translate.LevelCAP || len(d.Personal) != 0 {
		t.Errorf("level %s, personal %v", d.Level, d.Personal)
	}
	req.Allow = append(req.Allow, "description")
	if d = all(t, req)[0]; !slices.Equal(d.Personal, []string{"/alert/info[1]/description"}) {
		t.Errorf("a telephone number in carried prose is not told: %v", d.Personal)
	}
	req.Allow = []string{"geocode"}
	if area := all(t, req)[0].Alert.Infos[0].Areas[0]; len(area.Polygons) != 0 || len(area.Geocodes) != 1 ||
		strings.Contains(area.Desc, "Calais") {
		t.Errorf("only the geocode was allowed: %+v", area)
	}
	req.Allow = nil
	if d = all(t, req)[0]; len(d.Alert.Infos[0].Areas) != 0 || strings.Contains(string(d.Alert.Encode()), "Calais") {
		t.Error("without an allow-list something optional crossed")
	}
}

func TestRestrictedCancelShrinks(t *testing.T) {
	a := fixture(t, "washington-restricted")
	a.MsgType, a.Infos = cap.MsgCancel, nil
	req := request(a, cap.CA, false)
	req.Live = []translate.Live{live("1 OET-167 us/me/029")}
	d := all(t, req)[0]
	if text := string(d.Alert.Encode()); strings.Contains(text, "Washington") ||
		!strings.Contains(text, "annulée par son émetteur") {
		t.Errorf("%s", text)
	}
}

func TestResourcesLeaveTheLine(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	text := base64.StdEncoding.EncodeToString([]byte("sound"))
	a.Infos[0].Resources = []cap.Resource{
		{Desc: "audio", MimeType: "audio/mpeg", Deref: text, Digest: "wrong", URI: "a.mp3"},
		{Desc: "map", URI: "http://example.invalid/map?x=1"}, {Desc: "bad", MimeType: "x", Deref: "%%%"}}
	req := request(a, cap.US, false)
	d := all(t, req)[0]
	if len(d.Resources) != 1 || string(d.Resources[0].Bytes) != "sound" {
		t.Fatalf("%+v", d.Resources)
	}
	got, sum := d.Alert.Infos[0].Resources, sha1.Sum([]byte("sound"))
	if got[0].URI != "" || got[0].Size != "5" || got[0].Digest != hex.EncodeToString(sum[:]) || got[1].URI != "" ||
		got[1].MimeType == "" {
		t.Errorf("%+v", got)
	}
	if strings.Contains(string(d.Alert.Encode()), "derefUri") {
		t.Error("derefUri left")
	}
	req.ResourceURI = func(hash string) string { return "http://example.invalid/exercise/resources/" + hash }
	if got := all(t, req)[0].Alert.Infos[0].Resources[0].URI; !strings.HasSuffix(got, d.Resources[0].SHA256) {
		t.Errorf("uri %q", got)
	}
}

// TestChannels: closed unless approved, for a real, public alert that people are to act on; what its originator
// blocked stays blocked.
func TestChannels(t *testing.T) {
	a := fixture(t, "nbemo-hazmat")
	a.Status = cap.Actual
	for n := range a.Infos {
		a.Infos[n].Areas[0].Geocodes = append(a.Infos[n].Areas[0].Geocodes, cap.Pair{Name: "SAME", Value: "023029"})
	}
	req := request(a, cap.US, false)
	if d := all(t, req)[0]; !slices.Equal(d.Channels, []translate.Channel{"none: not approved"}) ||
		d.Alert.Infos[0].Param("EAS-ORG") != "" {
		t.Errorf("%v", d.Channels)
	}
	req.Channels = []string{"EAS", "CMAS"}
	d := all(t, req)[0]
	if i := d.Alert.Infos[0]; !slices.Equal(d.Channels, []translate.Channel{"CMAS", "EAS"}) ||
		i.Param("EAS-ORG") != "CIV" || !slices.Equal(i.Params("BLOCKCHANNEL"), []string{"NWEM", "PUBLIC"}) {
		t.Errorf("%v, blocked %v", d.Channels, i.Params("BLOCKCHANNEL"))
	}
	a.Infos[1].Parameters = append(a.Infos[1].Parameters, cap.Pair{Name: "BLOCKCHANNEL", Value: "EAS"})
	if d := all(t, req)[0]; slices.Contains(d.Channels, "EAS") {
		t.Error("a blocked channel was opened")
	}
	a.Status = cap.Exercise
	if d := all(t, req)[0]; d.Channels[0] != "none: exercise" || len(d.Alert.Infos[0].Params("BLOCKCHANNEL")) < 4 {
		t.Errorf("an exercise opened %v", d.Channels)
	}
}

func TestNarrow(t *testing.T) {
	req := request(message(cap.MsgAlert, "flood:1302+1310", "wind:1311"), cap.US, false)
	req.Narrow = []geo.District{"ca/nb/1302"}
	drafts := all(t, req)
	if len(drafts) != 1 || !slices.Equal(drafts[0].Districts, []geo.District{"ca/nb/1302"}) ||
		len(drafts[0].Alert.Infos[0].Areas) != 1 {
		t.Errorf("%+v", drafts)
	}
}

func TestUnknownValuesAreLowered(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	i := &a.Infos[0]
	i.Severity, i.Urgency = "Catastrophic", ""
	i.Categories, i.ResponseTypes = []string{"Weather"}, []string{"Panic", "Avoid"}
	d := all(t, request(a, cap.US, false))[0]
	got := d.Alert.Infos[0]
	if got.Severity != cap.UnknownSeverity || got.Urgency != cap.UnknownUrgency ||
		!slices.Equal(got.Categories, []string{"Other"}) || !slices.Equal(got.ResponseTypes, []string{"Avoid"}) {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(d.Report.Note(false), "Catastrophic") {
		t.Error("the report does not say so")
	}
}

// TestMixedEndings: Environment Canada's way of ending areas inside an Update.
func TestMixedEndings(t *testing.T) {
	req := request(fixture(t, "eccc-mixed"), cap.US, false)
	req.Live = []translate.Live{live("1 snowfall ca/nb/1310"), live("2 snowfall ca/nb/1302")}
	drafts := all(t, req)
	if len(drafts) != 2 || drafts[0].Alert.MsgType != cap.MsgUpdate || drafts[1].Alert.MsgType != cap.MsgCancel {
		t.Fatalf("%d drafts", len(drafts))
	}
	for _, i := range drafts[0].Alert.Infos {
		if strings.Contains(i.Headline, "ended") || strings.Contains(i.Headline, "terminé") {
			t.Errorf("an ended group is in the Update: %q", i.Headline)
		}
	}
	if text := string(drafts[1].Alert.Encode()); !strings.Contains(text, "snowfall warning - ended") {
		t.Errorf("what the sender said of the end is not in the Cancel: %s", text)
	}
}

// TestPastNews: a first report of something past ends nothing and reaches people.
func TestPastNews(t *testing.T) {
	for _, stateless := range []bool{true, false} {
		a := message(cap.MsgAlert, "earthquake!:1302")
		if d := all(t, request(a, cap.US, stateless)); len(d) != 1 || d[0].Kind != translate.KindAlert ||
			len(d[0].Alert.Infos) != 1 {
			t.Errorf("%+v", d)
		}
		a.References = "nb-emo@nb-emo.invalid,X,2026-03-06T12:00:00-04:00"
		if d := all(t, request(a, cap.US, stateless)); len(d) != 1 || d[0].Kind != translate.KindAlert ||
			d[0].Product != event.Statement || d[0].Match.Code != "" {
			t.Errorf("an Alert that names another: %d drafts, %s %s", len(d), d[0].Kind, d[0].Product)
		}
		a.MsgType = cap.MsgUpdate
		if d := all(t, request(a, cap.US, stateless)); len(d) != 1 || d[0].Kind == translate.KindAlert {
			t.Errorf("an Update: %d drafts, %s", len(d), d[0].Kind)
		}
	}
}

func TestAnswer(t *testing.T) {
	a := message("Ack")
	a.References = "gateway@example.invalid,bc1-1,2026-03-06T13:00:00-04:00"
	d := all(t, request(a, cap.US, false))[0]
	if d.Alert.MsgType != cap.MsgAck || d.Alert.References != a.References {
		t.Errorf("%+v", d.Alert)
	}
}
