package translate_test

import (
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate"
)

// TestWarningIsNoWatch: the composed headline says the kind of the message beside its subject, in words that no other
// kind of the subject has; what has ended is named, and agrees in gender.
func TestWarningIsNoWatch(t *testing.T) {
	const county = " – comté de Washington (Maine)"
	seen := map[string]string{}
	for codes, want := range map[string]string{
		"SAME=TOR": "alerte de tornade", "SAME=TOA": "veille de tornade",
		"SAME=SVR": "alerte d’orages violents", "SAME=SVA": "veille d’orages violents",
		"SAME=FFW": "avertissement de crue soudaine", "SAME=FFA": "veille de crue soudaine",
		"SAME=FFS": "bulletin de suivi\u00a0: crue soudaine",
		"SAME=EVI": "évacuation immédiate", "SAME=SSW": "avertissement de submersion côtière",
		"SAME=NWS NationalWeatherService=AQY": "avis\u00a0: qualité de l’air",
		"SAME=DMO":                            "TEST\u00a0: message de démonstration",
		"SAME=XYZ":                            "Message – météorologie",
	} {
		infos := toCA(t, american(strings.Fields(codes)...)).Alert.Infos
		got := infos[len(infos)-1].Headline
		if got != want+county {
			t.Errorf("%s: %q, want %q", codes, got, want+county)
		}
		if seen[got] != "" {
			t.Errorf("%s and %s have one headline: %q", codes, seen[got], got)
		}
		seen[got] = codes
	}
	for codes, want := range map[string]string{
		"SAME=SVR": "alerte d’orages violents – terminée", "SAME=HWW": "avertissement de vents violents – terminé",
		"SAME=NWS NationalWeatherService=AQY": "Message\u00a0: qualité de l’air – terminé",
	} {
		a := american(strings.Fields(codes)...)
		a.MsgType, a.References = cap.MsgCancel, a.Sender+",urn:oid:2.49.0.1.840.0.aa.004.1,2026-03-06T11:00:00-05:00"
		infos := all(t, request(a, cap.CA, true))[0].Alert.Infos
		if got := infos[len(infos)-1].Headline; got != want+county {
			t.Errorf("end of %s: %q, want %q", codes, got, want+county)
		}
	}
}

// TestCancelOfFewWordsNamesWhatEnded: a Cancel that carries nothing says what is over and where, under the code that
// the ended alert had; what the gateway takes back of its own is not over.
func TestCancelOfFewWordsNamesWhatEnded(t *testing.T) {
	for to, want := range map[cap.Side][2]string{
		cap.US: {"Tornado Warning – ended – Charlotte County, New Brunswick",
			"alerte de tornade – terminée – comté de Charlotte (Nouveau-Brunswick)"},
		cap.CA: {"Alert: Tornado – ended – Charlotte County, New Brunswick",
			"Message\u00a0: tornade – terminé – comté de Charlotte (Nouveau-Brunswick)"},
	} {
		req := request(message(cap.MsgCancel), to, false)
		req.Alert.Status = cap.Actual
		l := live("1 tornado ca/nb/1302")
		l.Code = map[cap.Side]string{cap.US: "TOR", cap.CA: "tornado"}[to]
		req.Live = []translate.Live{l}
		d := all(t, req)[0]
		for n, i := range d.Alert.Infos {
			if i.Headline != want[n] || i.Code(map[cap.Side]string{cap.US: "SAME",
				cap.CA: "profile:CAP-CP:Event:0.4"}[to]) != l.Code {
				t.Errorf("to %s: %q, want %q; %v", to, i.Headline, want[n], i.EventCodes)
			}
		}
		back, err := translate.Withdraw(req)
		if err != nil || strings.Contains(back[0].Alert.Infos[0].Headline, "ended") {
			t.Errorf("to %s: %v %+v", to, err, back)
		}
	}
}

// TestNoTwoProductsOfASubjectShareAHeadline: every code of every list, as every kind of product it comes as, has a
// headline in the language that is composed, and no other kind of the same subject has the same one.
func TestNoTwoProductsOfASubjectShareAHeadline(t *testing.T) {
	t.Parallel()
	seen, looked := map[string]string{}, 0
	headline := func(what, subject string, product event.Product, d translate.Draft) {
		looked++
		got := ""
		for _, i := range d.Alert.Infos {
			if i.Param("layer:bordercast:1.0:composed") == "info" {
				got = i.Headline
			}
		}
		name, _, _ := strings.Cut(got, " – ")
		if name == "" || name == "Message" || name == "Alert" {
			t.Errorf("%s: %q", what, got)
		}
		is := subject + " " + string(product)
		if was := seen[subject+" "+name]; was != "" && was != is {
			t.Errorf("%s and %s are both called %q", was, is, name)
		}
		seen[subject+" "+name] = is
	}
	for _, e := range event.Default().Entries() {
		switch e.List {
		case event.ListSAME:
			if e.Code != "EAT" && e.Code != "NIC" && e.Code != "NWS" && e.Code != "OTH" { // that the list only reads
				headline("SAME "+e.Code, subjectOf(e.NameEN), e.Product, toCA(t, american("SAME="+e.Code)))
			}
		case event.ListNWS:
			headline("NWS "+e.Code, e.NameEN, e.Product, toCA(t, american("SAME=NWS", "NationalWeatherService="+e.Code)))
		case event.ListCAPCP:
			for _, kind := range []event.Product{event.Warning, event.Watch, event.Advisory, event.Statement} {
				a := message(cap.MsgAlert, e.Code+":1302")
				a.Status, a.Infos[0].Language, a.Infos[0].Event = cap.Actual, "fr-CA", e.NameFR
				a.Infos[0].Parameters = []cap.Pair{{Name: "layer:EC-MSC-SMC:1.0:Alert_Type", Value: string(kind)}}
				d := all(t, request(a, cap.US, true))[0]
				if d.Product == kind { // a test is one, whatever else is said
					headline("CAP-CP "+e.Code+" "+string(kind), e.Code, kind, d)
				}
			}
		}
	}
	if looked < 500 {
		t.Errorf("only %d headlines were looked at", looked)
	}
}

// subjectOf is the English name without its kind.
func subjectOf(name string) string {
	for _, kind := range []string{" Warning", " Watch", " Advisory", " Statement"} {
		name = strings.TrimSuffix(name, kind)
	}
	return name
}

// TestWhatIsOverReadsSo: what follows a warning up and ends it is named by the warning; a Cancel asks for nothing, a
// first report of what is past warns of nothing, and nobody is told that no action is recommended where the sender says
// what to do.
func TestWhatIsOverReadsSo(t *testing.T) {
	french := func(a *cap.Alert) cap.Info {
		infos := all(t, request(a, cap.CA, true))[0].Alert.Infos
		return infos[len(infos)-1]
	}
	cancel := func(a *cap.Alert) *cap.Alert {
		a.MsgType, a.References = cap.MsgCancel, a.Sender+",urn:oid:2.49.0.1.840.0.aa.004.1,2026-03-06T11:00:00-05:00"
		a.Infos[0].ResponseTypes = []string{"Shelter", "AllClear"}
		return a
	}
	if i := french(cancel(american("SAME=SVS", "NationalWeatherService=SVW"))); !strings.HasPrefix(i.Headline,
		"alerte d’orages violents – terminée") ||
		i.Instruction != "L’événement ne présente plus de danger." {
		t.Errorf("%q, %q", i.Headline, i.Instruction)
	}
	if i := french(cancel(american("SAME=RWT"))); !strings.Contains(i.Headline, "– terminé") ||
		strings.Contains(i.Instruction, "abri") {
		t.Errorf("%q, %q", i.Headline, i.Instruction)
	}
	past := american("SAME=EQW")
	past.Infos[0].Urgency, past.Infos[0].Severity, past.Infos[0].Headline = cap.Past, cap.Minor, "M 1.3, The Geysers"
	if i := french(past); !strings.HasPrefix(i.Headline, "bulletin\u00a0: tremblement") ||
		strings.Contains(i.Description, "En vigueur") {
		t.Errorf("%q, %q", i.Headline, i.Description)
	}
	none := american("SAME=TSW")
	none.Infos[0].ResponseTypes, none.Infos[0].Instruction = []string{"None"}, "Do not go back until you are told."
	if i := french(none); strings.Contains(i.Instruction, "recommandée") {
		t.Errorf("%q", i.Instruction)
	}
	gone := american("SAME=TSW", "VTEC=/O.CAN.PAAQ.TS.Y.0024.000000T0000Z-000000T0000Z/")
	gone.Infos[0].EventCodes = append(gone.Infos[0].EventCodes,
		cap.Pair{Name: "TsunamiSystemCategory", Value: "Cancellation"})
	gone.Infos[0].EventCodes = gone.Infos[0].EventCodes[1:]
	if i := french(cancel(gone)); !strings.HasPrefix(i.Headline, "avis de tsunami – terminé") {
		t.Errorf("%q", i.Headline)
	}
	later := american("SAME=WSW")
	later.Infos[0].Onset = cap.FormatTime(later.Sent.At.Add(14 * time.Hour))
	if i := french(later); !strings.Contains(i.Description, "\nDébut\u00a0: ") {
		t.Errorf("%q", i.Description)
	}
}

// TestWhatCannotBeSo: text that calls itself a test in an alert sent as real, and a hazard that was over before it was
// sent, are for a person to ask about; neither changes the lane or ends anything.
func TestWhatCannotBeSo(t *testing.T) {
	for want, spoil := range map[string]func(*cap.Alert){
		"the text says “This is only a test” and the status says Actual": func(a *cap.Alert) {
			a.Infos[0].Description = "This is only a test."
		},
		"by VTEC the hazard was over before the alert was sent": func(a *cap.Alert) {
			a.Infos[0].Parameters = append(a.Infos[0].Parameters,
				cap.Pair{Name: "VTEC", Value: "/O.NEW.KCAR.TO.W.0001.100305T0900Z-100305T1000Z/"})
		},
	} {
		a := american("SAME=TOR")
		spoil(a)
		d := all(t, request(a, cap.CA, true))[0]
		_, checks, _ := strings.Cut(d.Report.Note(false), "  Please check:")
		if !strings.Contains(checks, want) || d.Alert.Status != cap.Actual || d.Kind != translate.KindAlert {
			t.Errorf("%s: %s", want, checks)
		}
	}
}
