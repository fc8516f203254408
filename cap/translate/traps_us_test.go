package translate_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// american is a fictional alert of a US office for Washington County, with event codes and parameters as name=value.
func american(pairs ...string) *cap.Alert {
	a := &cap.Alert{Identifier: "urn:oid:2.49.0.1.840.0.aa.005.1", Sender: "office@weather.invalid",
		Sent: cap.FormatTime(noon), Status: cap.Actual,
		MsgType: cap.MsgAlert, Scope: cap.Public}
	i := cap.Info{Language: "en-US", Categories: []string{"Met"}, Event: "Fictional Warning", Urgency: cap.Expected,
		Severity:  cap.Severe,
		Certainty: cap.Likely, Expires: cap.FormatTime(noon.Add(time.Hour)), Headline: "Headline",
		Areas: []cap.Area{{Desc: "A county", Geocodes: []cap.Pair{{Name: "SAME", Value: "023029"}}}}}
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		if name == "SAME" || name == "NationalWeatherService" {
			i.EventCodes = append(i.EventCodes, cap.Pair{Name: name, Value: value})
		} else {
			i.Parameters = append(i.Parameters, cap.Pair{Name: name, Value: value})
		}
	}
	a.Infos = []cap.Info{i}
	return a
}

func toCA(t *testing.T, a *cap.Alert) translate.Draft { return all(t, request(a, cap.CA, false))[0] }
func toUS(t *testing.T, a *cap.Alert) translate.Draft { return all(t, request(a, cap.US, false))[0] }

// TestPublicTests: traps us-1. RWT, RMT, NPT, DMO and VTEC class T are tests though their status is Actual; a warning
// with one stray test code in a second info is none.
func TestPublicTests(t *testing.T) {
	for codes, want := range map[string]cap.Status{
		"SAME=RWT": cap.Test, "SAME=RMT": cap.Test, "SAME=NPT": cap.Test, "SAME=DMO": cap.Test, "SAME=TOR": cap.Actual,
		"VTEC=/T.NEW.KCAR.TO.W.0001.000000T0000Z-260306T0800Z/": cap.Test,
		"VTEC=/O.NEW.KCAR.TO.W.0001.000000T0000Z-260306T0800Z/": cap.Actual,
	} {
		a := american(codes)
		d := toCA(t, a)
		if said := strings.HasPrefix(d.Alert.Infos[0].Headline, "TEST: "); d.Alert.Status != want ||
			said != (want == cap.Test) {
			t.Errorf("%s: status %s, %q", codes, d.Alert.Status, d.Alert.Infos[0].Headline)
		}
	}
	a := american("SAME=TOR")
	a.Infos = append(a.Infos, american("SAME=RWT").Infos[0])
	if d := toCA(t, a); d.Alert.Status != cap.Actual {
		t.Error("a stray test code hid a warning")
	}
}

// TestNameIsNoCode: traps us-2. A shelter-in-place warning whose name says thunderstorm stays what its code says, and
// what has a name alone has no code.
func TestNameIsNoCode(t *testing.T) {
	a := american("SAME=SPW")
	want := toCA(t, a).Match
	a.Infos[0].Event = "Severe Thunderstorm Warning"
	if got := toCA(t, a); got.Match.Code != want.Code || got.Match.OET != want.OET {
		t.Errorf("%+v, want %+v", got.Match, want)
	}
	a.Infos[0].EventCodes = nil
	if d := toCA(t, a); d.Match.Code != "" || d.Level != translate.LevelCAP {
		t.Errorf("the name became the code %s", d.Match.Code)
	}
}

// TestTwoCodes: traps us-3. SAME rules and the disagreement is told; the placeholders NWS and OTH let the second rule.
func TestTwoCodes(t *testing.T) {
	alone := toCA(t, american("SAME=FFS")).Match.Code
	both := toCA(t, american("SAME=FFS", "NationalWeatherService=FFW"))
	if both.Match.Code != alone || strings.Contains(both.Report.Note(false), "does not agree") {
		t.Errorf("%q beside the other, %q alone: %s", both.Match.Code, alone, both.Report.Note(false))
	}
	if wrong := toCA(t, american("SAME=FFW", "NationalWeatherService=FFA")); !strings.Contains(wrong.Report.Note(false),
		"SAME FFW does not agree with NationalWeatherService FFA") {
		t.Error(wrong.Report.Note(false))
	}
	second := toCA(t, american("NationalWeatherService=SVW")).Match
	for _, placeholder := range []string{"SAME=NWS", "SAME=OTH"} {
		if got := toCA(t, american(placeholder, "NationalWeatherService=SVW")); got.Match.Code != second.Code ||
			second.Code == "" {
			t.Errorf("%s: %q, want %q", placeholder, got.Match.Code, second.Code)
		}
	}
}

// TestNoForeignSignature: traps us-4. No signature survives a translation, so none is written; the original is named by
// its hash, for whoever wants to check it.
func TestNoForeignSignature(t *testing.T) {
	req := request(american("SAME=TOR"), cap.CA, false)
	if text := string(all(t, req)[0].Alert.Encode()); strings.Contains(text, "Signature") ||
		strings.Contains(text, ":sha256") {
		t.Error(text)
	}
	req.OriginalSHA, req.Original = strings.Repeat("ab", 32), "https://example.invalid/original"
	if i := all(t, req)[0].Alert.Infos[0]; i.Param("layer:bordercast:1.0:sha256") != req.OriginalSHA ||
		i.Param("layer:bordercast:1.0:original") != req.Original {
		t.Errorf("%+v", i.Parameters)
	}
}

// TestFutureOnset: traps us-7. Devices in the United States take every alert to be in force at once, so a future onset
// is said; a past one is not, and Canada's readers need no such line.
func TestFutureOnset(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	for to, wants := range map[cap.Side][2]bool{cap.US: {true, false}, cap.CA: {false, false}} {
		for n, onset := range []time.Time{noon.Add(time.Hour), noon.Add(-time.Hour)} {
			a.Infos[0].Onset = cap.FormatTime(onset)
			if got := strings.Contains(all(t, request(a, to, false))[0].Alert.Infos[0].Description,
				"Begins: "); got != wants[n] {
				t.Errorf("to %s, onset %s: said %v", to, onset, got)
			}
		}
	}
}

// TestFreshCopy: traps us-8. A new edition is another message with a sent of its own; the same edition is the same.
func TestFreshCopy(t *testing.T) {
	req := request(message(cap.MsgAlert, "flood:1302"), cap.US, false)
	first := all(t, req)[0].Alert
	req.Edition, req.At = 1, noon.Add(6*time.Minute)
	second := all(t, req)[0].Alert
	if first.Identifier == second.Identifier || first.Sent.Text == second.Sent.Text || !second.Sent.At.Equal(req.At) {
		t.Errorf("%s %s, %s %s", first.Identifier, first.Sent.Text, second.Identifier, second.Sent.Text)
	}
	if again := all(t, req)[0].Alert; string(again.Encode()) != string(second.Encode()) {
		t.Error("the same edition is written otherwise")
	}
}

// TestDirtyReferences: traps us-9 and us-10. However references look, what is written is clean triplets of what is
// live, all of it that the alert is about; and a Cancel is never dropped because of them.
func TestDirtyReferences(t *testing.T) {
	for _, text := range []string{"", "  ", "wcatwc@noaa.invalid,\n " +
		"PAAQ-3-abc,2026-03-06T12:00:00-04:00\n\tPAAQ,PAAQ-1-x,2026-03-06T11:00:00-04:00", ",,", "x/y", "a,b"} {
		a := message(cap.MsgCancel)
		a.References = text
		req := request(a, cap.US, false)
		req.Live = []translate.Live{live("1 tsunami ca/sea/00111"), live("2 tsunami ca/bc/5901")}
		drafts := all(t, req)
		if len(drafts) != 2 || len(strings.Fields(drafts[0].Alert.References)) != 1 ||
			strings.Count(drafts[0].Alert.References, ",") != 2 {
			t.Errorf("%q: %d drafts, references %q", text, len(drafts), drafts[0].Alert.References)
		}
		if strings.Contains(text, "PAAQ") != strings.Contains(all(t, request(a, cap.US, true))[0].Alert.References, "bc1-") {
			t.Errorf("%q: what can be told is not, or what cannot is", text)
		}
		alone := all(t, request(a, cap.US, true))[0].Alert.References
		for _, triplet := range strings.Fields(alone) {
			if parts := strings.Split(triplet, ","); len(parts) != 3 || slices.Contains(parts, "") {
				t.Errorf("%q became %q", text, alone)
			}
		}
	}
}

// TestOneAlertTwoNames: traps us-11. IPAWS's copy of a weather alert is the same alert, so its derived one has the same
// name; the segments of one product are alerts of their own.
func TestOneAlertTwoNames(t *testing.T) {
	a, b, c := american("SAME=TOR"), american("SAME=TOR"), american("SAME=TOR")
	b.Identifier += ".IPAWS"
	c.Identifier = "urn:oid:2.49.0.1.840.0.aa.005.2"
	first, second, third := toCA(t, a).Alert, toCA(t, b).Alert, toCA(t, c).Alert
	if first.Identifier != second.Identifier || first.Identifier == third.Identifier {
		t.Errorf("%s, %s, %s", first.Identifier, second.Identifier, third.Identifier)
	}
	if origin, _ := translate.Origin(second); origin.Identifier != b.Identifier {
		t.Errorf("the origin is %s", origin.Identifier)
	}
	u := american("SAME=TOR")
	u.MsgType, u.References = cap.MsgUpdate, c.Sender+","+c.Identifier+","+c.Sent.Text
	req := request(u, cap.CA, true)
	if refs := all(t, req)[0].Alert.ReferenceList(); len(refs) != 1 ||
		refs[0].Identifier != all(t, request(c, cap.CA, true))[0].Alert.Identifier {
		t.Errorf("an Update of one segment names %v", refs)
	}
}

// TestNamesAreRead: traps us-12 and us-13. Names are read in any spelling and written in the guides' own; those that
// repeat all cross, in order.
func TestNamesAreRead(t *testing.T) {
	a := american("SAME=TOR", "TimeZone=EST", "CMAMText=one", "cmamtext=two", "blockchannel=EAS", "BlockChannel=CMAS",
		"vtec=/O.CON.KCAR.TO.W.0001.000000T0000Z-260306T0800Z/", "OfTheirOwn=x")
	got := toCA(t, a).Alert.Infos[0]
	for name, want := range map[string][]string{
		"timezone": {"EST"}, "layer:bordercast:1.0:CMAMtext": {"one", "two"},
		"layer:bordercast:1.0:BLOCKCHANNEL": {"EAS", "CMAS"}, "OfTheirOwn": {"x"},
		"VTEC": {"/O.CON.KCAR.TO.W.0001.000000T0000Z-260306T0800Z/"},
	} {
		var values []string
		for _, p := range got.Parameters {
			if p.Name == name { // to the letter
				values = append(values, p.Value)
			}
		}
		if !slices.Equal(values, want) {
			t.Errorf("%s: %q", name, values)
		}
	}
	south := message(cap.MsgAlert, "flood:1302")
	south.Infos[0].Parameters = []cap.Pair{{Name: "blockchannel", Value: "EAS"}}
	if got := toUS(t, south).Alert.Infos[0]; slices.ContainsFunc(got.Parameters,
		func(p cap.Pair) bool { return p.Name == "blockchannel" }) {
		t.Error("a closed channel is named in a spelling that devices do not read")
	}
}

// TestZonesOfBritishColumbia: traps us-24. One tsunami message names zones of both countries; a block composed in
// French that left the reader's own province out would tell him that he is not meant.
func TestZonesOfBritishColumbia(t *testing.T) {
	a := american("NationalWeatherService=TSW")
	a.Infos[0].Areas = []cap.Area{{Desc: "A coast",
		Geocodes: []cap.Pair{{Name: "UGC", Value: "AKZ026"}, {Name: "UGC", Value: "BCZ220"}}}}
	d := toCA(t, a)
	for _, i := range d.Alert.Infos {
		if i.Language == "fr-CA" && strings.Contains(i.Headline, "Colombie-Britannique") &&
			strings.Contains(i.Areas[0].Desc, "Colombie-Britannique") {
			return
		}
	}
	t.Errorf("no French block names the province: %+v", d.Alert.Infos)
}
