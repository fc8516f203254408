package translate_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
)

const eccc = "layer:EC-MSC-SMC:1.1:"

// with gives every info of an alert the parameters name=value.
func with(a *cap.Alert, pairs ...string) *cap.Alert {
	for n := range a.Infos {
		saying(&a.Infos[n], pairs...)
	}
	return a
}

// there translates to the United States and back again.
func there(t *testing.T, a *cap.Alert) (us, back translate.Draft) {
	us = toUS(t, a)
	return us, toCA(t, us.Alert)
}

// TestColours: traps ca-19. A colour, its impact and confidence stay under the layer and stand in a frame in either
// language's own words; whatever the colour, severity is the sender's. No frame where there is no colour that is known.
func TestColours(t *testing.T) {
	for _, c := range []struct{ language, colour, want string }{
		{"en-CA", "red", "Environment and Climate Change Canada's color for this alert: red. Impact: moderate. Forecast " +
			"confidence: high."},
		{"en-CA", "Yellow", "color for this alert: yellow."},
		{"fr-CA", "jaune", "Environnement et Changement climatique Canada\u00a0: jaune. Impact\u00a0: moderate."},
		{"en-CA", "mauve", ""}, {"en-CA", "", ""},
	} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Infos[0].Language, a.Infos[0].Severity, a.Infos[0].Description = c.language, cap.Minor, "Text."
		if c.colour != "" {
			with(a, eccc+"Colour="+c.colour, eccc+"MSC_Impact=moderate", eccc+"MSC_Confidence=high")
		}
		us, back := there(t, a)
		for _, i := range us.Alert.Infos {
			if i.Severity != cap.Minor {
				t.Errorf("%s became %s", c.colour, i.Severity)
			}
			said := strings.Contains(i.Description, "Climate Change Canada") ||
				strings.Contains(i.Description, "climatique Canada")
			if i.Language[:2] == c.language[:2] && (said != (c.want != "") || !strings.Contains(i.Description, c.want)) {
				t.Errorf("%s: %q", c.colour, i.Description)
			}
		}
		if i := back.Alert.Infos[0]; i.Param(eccc+"Colour") != c.colour ||
			strings.Count(i.Description, "for this alert") > 1 {
			t.Errorf("%s came back as %q, %q", c.colour, i.Param(eccc+"Colour"), i.Description)
		}
	}
}

// TestStormMotion: neither side's words for a moving storm are made into the other's, whose degrees may point the other
// way; both are kept, told, and come back.
func TestStormMotion(t *testing.T) {
	a := with(message(cap.MsgAlert, "thunderstorm:1302"), eccc+"Storm_Direction=90.12841", eccc+"Storm_Speed=23.3 km/h",
		eccc+"Storm_Time=20260822204200000")
	us, back := there(t, a)
	if i := us.Alert.Infos[0]; i.Param("eventMotionDescription") != "" ||
		i.Param("layer:bordercast:1.0:"+eccc+"Storm_Direction") != "90.12841" {
		t.Errorf("%v", i.Parameters)
	}
	if !strings.Contains(us.Report.Note(false), "degrees say where a storm comes from") ||
		back.Alert.Infos[0].Param(eccc+"Storm_Speed") != "23.3 km/h" {
		t.Error("the motion is not told, or does not come back")
	}
	const motion = "2026-03-06T12:00:00-05:00...storm...304DEG...31KT...45.1,-67.2"
	ca := toCA(t, american("SAME=SVR", "eventMotionDescription="+motion))
	if i := ca.Alert.Infos[0]; i.Param("eventMotionDescription") != motion || i.Param(eccc+"Storm_Direction") != "" {
		t.Errorf("%v", i.Parameters)
	}
	const why = "degrees say where a storm comes from"
	if !strings.Contains(string(ca.Report.JSON()), why) || strings.Contains(ca.Report.Note(false), why) {
		t.Error("the report does not say that nothing was made of it, or a person is to check what nobody can")
	}
}

// TestMinorChange: CAP-CP rule 16, traps ca-24. It is kept on the way south and comes back with an Update of what is
// live; an Alert never carries it.
func TestMinorChange(t *testing.T) {
	const name = "profile:CAP-CP:0.4:MinorChange"
	a := with(message(cap.MsgUpdate, "flood:1302"), name+"=text")
	req := request(a, cap.US, false)
	req.Live = []translate.Live{live("1 flood ca/nb/1302")}
	south := all(t, req)[0]
	if i := south.Alert.Infos[0]; i.Param(name) != "" || i.Param("layer:bordercast:1.0:"+name) != "text" {
		t.Errorf("%v", i.Parameters)
	}
	for _, standing := range []bool{true, false} {
		req := request(south.Alert, cap.CA, false)
		if standing {
			req.Live = []translate.Live{live("1 flood ca/nb/1302")}
		}
		d := all(t, req)[0]
		for _, i := range d.Alert.Infos {
			if (i.Param(name) == "text") != standing || (d.Alert.MsgType == cap.MsgUpdate) != standing {
				t.Errorf("live %v: %s with MinorChange %q", standing, d.Alert.MsgType, i.Param(name))
			}
		}
		if len(d.Reasons) != 1 || !strings.Contains(d.Reasons[0], "capcp-0.4/9/location") { // it is in Maine alone
			t.Errorf("%v", d.Reasons)
		}
	}
	corrected := american("SAME=TOR", "VTEC=/O.COR.KCAR.TO.W.0001.000000T0000Z-260306T0800Z/")
	if i := toCA(t, corrected).Alert.Infos[0]; i.Param(name) != "" {
		t.Error("a correction was called minor; it may correct the time or the place")
	}
}

// TestLayersAreAnnouncedAgain: a code tells that values of a layer follow. It leaves with the profile and comes back
// with the values, and only with them.
func TestLayersAreAnnouncedAgain(t *testing.T) {
	a := with(message(cap.MsgAlert, "flood:1302"), "layer:EarthquakesCanada:0.1:magnitude=4.2")
	a.Codes = []string{"profile:CAP-CP:0.4", "layer:EarthquakesCanada:0.1", "layer:WPAM:1.0", "someone:else"}
	us, back := there(t, a)
	if !slices.Equal(us.Alert.Codes, []string{"someone:else", "layer:bordercast:1.0"}) &&
		!slices.Contains(us.Alert.Codes, "IPAWSv1.0") || slices.Contains(us.Alert.Codes, "layer:EarthquakesCanada:0.1") {
		t.Errorf("south: %q", us.Alert.Codes)
	}
	if c := back.Alert.Codes; !slices.Contains(c, "layer:EarthquakesCanada:0.1") || slices.Contains(c, "layer:WPAM:1.0") ||
		!slices.Contains(c, "someone:else") {
		t.Errorf("north: %q", c)
	}
}

// TestThreatAreas: traps ca-17. Of threat areas beside the zones, those issued and continued cross and those ended or
// cancelled do not; where all have ended, the info's areas are what they are.
func TestThreatAreas(t *testing.T) {
	a := message(cap.MsgAlert, "tornado:1302")
	zone := a.Infos[0].Areas[0]
	for _, status := range []string{"issued", "continued", "ended", "Cancelled"} {
		a.Infos[0].Areas = append(a.Infos[0].Areas,
			cap.Area{Desc: status + " threat area",
				Polygons: []string{"45.12345678901234,-67.1 45.2,-67.1 45.2,-67.2 45.12345678901234,-67.1"},
				Geocodes: []cap.Pair{{Name: "layer:EC-MSC-SMC:DLC:1.1", Value: status}}})
	}
	var got []string
	for _, area := range toUS(t, a).Alert.Infos[0].Areas {
		got = append(got, area.Desc)
	}
	if want := []string{zone.Desc, "issued threat area", "continued threat area"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if p := toUS(t, a).Alert.Infos[0].Areas[1].Polygons; len(p) != 1 || !strings.HasPrefix(p[0], "45.12345678901234,") {
		t.Errorf("a drawing lost its decimals: %q", p)
	}
}

// TestExactSent: traps ca-23 and traps us-21. Times are written in the place's offset, never Z, -00:00 only where no
// place is known; the source's own text of sent stands in its provenance to the letter.
func TestExactSent(t *testing.T) {
	for where, want := range map[string]string{"1302": "2026-03-06T13:00:00-04:00", "5915": "2026-03-06T09:00:00-08:00",
		"9999": "2026-03-06T17:00:00-00:00"} {
		a := message(cap.MsgAlert, "flood:"+where)
		a.Sent = cap.ParseTime("2026-03-06T17:00:00.000Z")
		d := toUS(t, a)
		if d.Alert.Sent.Text != want || strings.Contains(string(d.Alert.Encode()), "Z</") &&
			!strings.Contains(string(d.Alert.Encode()), ".000Z</value>") {
			t.Errorf("%s: sent %s", where, d.Alert.Sent.Text)
		}
		if origin := d.Alert.Infos[0].Param("layer:bordercast:1.0:origin"); !strings.HasSuffix(origin,
			",2026-03-06T17:00:00.000Z") {
			t.Errorf("origin %q", origin)
		}
	}
}

// TestStagingIsATest: traps ca-24. The test bed sends status Actual.
func TestStagingIsATest(t *testing.T) {
	for sender, want := range map[string]cap.Status{"testSender@Pelmorex-test": cap.Test,
		"SDAOAK@PublicAlerting@PelmorexCommunicationsInc": cap.Actual} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Status, a.Sender = cap.Actual, sender
		if d := toUS(t, a); d.Alert.Status != want ||
			!strings.HasPrefix(d.Alert.Infos[0].Param("layer:bordercast:1.0:origin"), sender+",") {
			t.Errorf("%s: status %s", sender, d.Alert.Status)
		}
	}
	a := message(cap.MsgAlert, "testMessage:1302")
	a.Status = cap.Actual
	if d := toUS(t, a); d.Alert.Status != cap.Test {
		t.Error("testMessage crossed as real")
	}
}

// TestEmptyElements are sent by real systems; none is written again, and none stops an alert.
func TestEmptyElements(t *testing.T) {
	raw := string(message(cap.MsgAlert, "flood:1302").Encode())
	raw = strings.Replace(raw, "<scope>Public</scope>",
		"<scope>Public</scope><restriction/><addresses/><references></references>", 1)
	raw = strings.Replace(raw, "<area>", "<instruction/><web/><parameter>"+
		"<valueName>layer:EC-MSC-SMC:1.1:Newly_Active_Areas</valueName><value/></parameter><area>", 1)
	a, _, err := cap.Read([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	out := string(toUS(t, a).Alert.Encode())
	for _, empty := range []string{"restriction", "addresses", "references", "instruction", "web"} {
		if strings.Contains(out, "<"+empty) {
			t.Errorf("an empty %s was written", empty)
		}
	}
	if !strings.Contains(out, "Newly_Active_Areas") {
		t.Error("a parameter was lost because it is empty")
	}
}

// TestOldVersions: CAP 1.0 and 1.1 cross as 1.2, and the report says so; the password of 1.0 goes nowhere.
func TestOldVersions(t *testing.T) {
	const old = `<alert xmlns="http://www.incident.com/cap/1.0"><identifier>x</identifier>
<sender>a@b.invalid</sender><password>secret</password>
<sent>2026-03-06T12:00:00-05:00</sent><status>Exercise</status><msgType>Alert</msgType>
<info><event>Fictional</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Very Likely</certainty><eventCode>SAME=HMW</eventCode>
<area><areaDesc>A county</areaDesc><geocode>FIPS6=023029</geocode></area></info></alert>`
	a, _, err := cap.Read([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	d := toCA(t, a)
	out := string(d.Alert.Encode())
	if d.Alert.Infos[0].Certainty != cap.Likely || d.Match.Code == "" || !strings.Contains(out, "cap:1.2") ||
		strings.Contains(out, "secret") {
		t.Errorf("%s", out)
	}
	if !strings.Contains(d.Report.Note(false), "CAP of today") || strings.Contains(string(d.Report.JSON()), "secret") {
		t.Error(d.Report.Note(false))
	}
	if d.Alert.Infos[0].Expires.At.Sub(a.Sent.At) != 24*time.Hour {
		t.Errorf("expires %s", d.Alert.Infos[0].Expires.Text)
	}
	a.Version = cap.V12
	if strings.Contains(toCA(t, a).Report.Note(false), "CAP of today") {
		t.Error("the report says so of CAP 1.2 too")
	}
}
