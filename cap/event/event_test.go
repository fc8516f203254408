package event

import (
	"strings"
	"testing"

	"bordercast/cap"
)

func info(codes ...string) *cap.Info {
	i := &cap.Info{Urgency: cap.Immediate, Severity: cap.Severe, Certainty: cap.Observed}
	for n := 0; n < len(codes); n += 2 {
		i.EventCodes = append(i.EventCodes, cap.Pair{Name: codes[n], Value: codes[n+1]})
	}
	return i
}

func TestToSAME(t *testing.T) {
	for _, c := range []struct {
		what    string
		info    *cap.Info
		product Product
		code    string
		grade   string
		oet     string
	}{
		{"exact by name, no OASIS term", info(CAPCP, "hazmat"), Warning, "HMW", Exact, ""},
		{"no code for an advisory of it", info(CAPCP, "hazmat"), Advisory, "", None, ""},
		{"exact by term, by product", info(CAPCP, "tornado"), Watch, "TOA", Exact, "OET-196"},
		{"any version of the scheme, any case", info("profile:CAP-CP:Event:1.0", "WinterStorm"), Warning, "WSW", Exact,
			"OET-222"},
		{"broader", info(CAPCP, "wildFire"), Warning, "FRW", Broader, "OET-217"},
		{"severe asserts more", info(CAPCP, "thunderstorm"), Warning, "", Judgement, "OET-194"},
		{"but what the sender passed on is kept", info(CAPCP, "thunderstorm", SAME, "SVR"), Warning, "SVR", PassedOn,
			"OET-194"},
		{"a placeholder is not passed on", info(CAPCP, "train", SAME, "NWS"), Warning, "", None, ""},
		{"nor what IPAWS refuses", info(CAPCP, "flashFreeze", SAME, "FSW"), Warning, "", None, "OET-080"},
		{"nor what nobody knows", info(SAME, "WFW"), Warning, "", None, ""},
		{"train", info(CAPCP, "train"), Warning, "", None, ""},
		{"air quality", info(CAPCP, "airQuality"), Advisory, "", None, "OET-004"},
		{"high water", info(CAPCP, "highWater"), Warning, "", None, "OET-103"},
		{"bridge closure", info(CAPCP, "bridgeClose"), Advisory, "", None, "OET-029"},
		{"natural gas", info(CAPCP, "naturalGas"), Warning, "", None, "OET-134"},
		{"support services", info(CAPCP, "emergSupport"), Advisory, "", None, "OET-073"},
		{"unknown code", info(CAPCP, "xUnknown"), Warning, "", None, ""},
		{"unconfirmed code", info(CAPCP, "evacuation"), Warning, "", None, ""},
		{"an OASIS term as it is", info(OET, "OET-189"), Warning, "SSW", Exact, "OET-189"},
		{"nothing from the name", &cap.Info{Event: "Tornado Warning"}, Warning, "", None, ""},
		{"a test", info(CAPCP, "testMessage"), Test, "DMO", Exact, ""},
	} {
		m := Default().ToSAME(c.info, c.product)
		if m.Code != c.code || m.Grade != c.grade || m.OET != c.oet {
			t.Errorf("%s: code %q grade %q term %q, want %q %q %q", c.what, m.Code, m.Grade, m.OET, c.code, c.grade, c.oet)
		}
		if m.Code == "" && m.Why == "" {
			t.Errorf("%s: no code and no reason", c.what)
		}
	}
}

func TestToCAPCP(t *testing.T) {
	for _, c := range []struct {
		what     string
		info     *cap.Info
		product  Product
		code     string
		grade    string
		french   string
		official bool
	}{
		{"exact by name", info(SAME, "HMW"), Warning, "hazmat", Exact, "matières dangereuses", false},
		{"exact by term", info(SAME, "WSW"), Warning, "winterStorm", Exact, "tempête hivernale", true},
		{"an ended one keeps its subject", info(SAME, "WSW"), Ended, "winterStorm", Exact, "tempête hivernale", true},
		{"broader", info(SAME, "SVR"), Warning, "thunderstorm", Broader, "orages", true},
		{"the test", info(SAME, "RWT"), Test, "testMessage", Exact, "Message test", true},
		{"the second code behind a placeholder", info(SAME, "NWS", NWS, "FRY"), Advisory, "frost", Exact, "gel", true},
		{"the second code alone", info(NWS, "FFW"), Warning, "flashFlood", Exact, "crue soudaine", false},
		{"SAME rules over the second code", info(SAME, "FFS", NWS, "TOW"), Statement, "flashFlood", Exact, "crue soudaine",
			false},
		{"no code: the French of the SAME name", info(SAME, "SPW"), Warning, "", None,
			"avertissement : mise à l’abri sur place", false},
		{"a term nobody has a code for", info(OET, "OET-167"), Warning, "", None, "", false},
		{"passed on", info(SAME, "CEM", CAPCP, "damBreach"), Warning, "damBreach", PassedOn, "rupture de barrage", false},
	} {
		m := Default().ToCAPCP(c.info, c.product)
		if m.Code != c.code || m.Grade != c.grade || m.NameFR != c.french || m.FrenchOfficial != c.official {
			t.Errorf("%s: %+v", c.what, m)
		}
	}
}

func TestProductOf(t *testing.T) {
	with := func(i *cap.Info, name, value string) *cap.Info {
		i.Parameters = append(i.Parameters, cap.Pair{Name: name, Value: value})
		return i
	}
	graded := func(u cap.Urgency, s cap.Severity, c cap.Certainty) *cap.Info {
		return &cap.Info{Urgency: u, Severity: s, Certainty: c}
	}
	called := func(headline, code string, u cap.Urgency, s cap.Severity, c cap.Certainty) *cap.Info {
		i := graded(u, s, c)
		i.Headline, i.EventCodes = headline, []cap.Pair{{Name: CAPCP, Value: code}}
		return i
	}
	for _, c := range []struct {
		what string
		msg  cap.MsgType
		info *cap.Info
		want Product
	}{
		{"a test before everything", cap.MsgCancel, info(SAME, "RWT"), Test},
		{"VTEC class T", cap.MsgAlert, with(info(SAME, "TOR"), "VTEC", "/T.NEW.KCAR.TO.W.0001.260306T1800Z-260307T0300Z/"),
			Test},
		{"a Cancel", cap.MsgCancel, info(SAME, "TOR"), Ended},
		{"an ended group", cap.MsgUpdate, with(info(CAPCP, "wind"), "layer:EC-MSC-SMC:1.1:Alert_Location_Status", "ended"),
			Ended},
		{"Alert_Type", cap.MsgAlert, with(info(CAPCP, "wind"), "layer:EC-MSC-SMC:1.0:Alert_Type", "Watch"), Watch},
		{"the SAME code's own kind", cap.MsgAlert, info(SAME, "SPS"), Statement},
		{"the second code's letter", cap.MsgAlert, info(SAME, "NWS", NWS, "WWY"), Advisory},
		{"the older layer's Type", cap.MsgAlert, with(graded(cap.Future, cap.Severe, cap.Likely), "layer:EC:1.0:Type",
			"Warning"), Warning},
		{"a type under the gateway's layer", cap.MsgAlert, with(info(CAPCP, "wind"),
			"layer:bordercast:1.0:layer:EC-MSC-SMC:1.0:Alert_Type", "watch"), Watch},
		{"past, in a first alert", cap.MsgAlert, &cap.Info{Urgency: cap.Past, EventCodes: info(SAME, "EQW").EventCodes},
			Statement},
		{"past, and a call to act", cap.MsgAlert, &cap.Info{Urgency: cap.Past, ResponseTypes: []string{"Shelter"},
			EventCodes: info(SAME, "EQW").EventCodes}, Warning},
		{"(a) the word in the headline", cap.MsgAlert, called("Flood advisory for the river", "flood", cap.Immediate,
			cap.Extreme, cap.Observed), Advisory},
		{"(a) of two words the lower", cap.MsgAlert, called("Tornado watch follows the warning", "tornado", cap.Immediate,
			cap.Extreme, cap.Observed), Watch},
		{"(a) in French", cap.MsgAlert, called("Veille d’orages violents en vigueur", "thunderstorm", cap.Immediate,
			cap.Extreme, cap.Observed), Watch},
		{"(a) no warning", cap.MsgAlert, called("No tsunami warning is in effect", "iceberg", cap.UnknownUrgency, cap.Minor,
			cap.Likely), Statement},
		{"(a) alerte is any alert", cap.MsgAlert, called("Alerte : danger", "weather", cap.UnknownUrgency, cap.Minor,
			cap.Likely), Advisory},
		{"(a) but of tornado", cap.MsgAlert, called("alerte jaune - orages violents - en vigueur", "thunderstorm", cap.Future,
			cap.Minor, cap.Likely), Warning},
		{"(a) the NWS's own parameter", cap.MsgAlert, with(graded(cap.Immediate, cap.Severe, cap.Observed), "NWSheadline",
			"SMALL CRAFT ADVISORY REMAINS IN EFFECT"), Advisory},
		{"(a) a parameter that names the type", cap.MsgAlert, with(graded(cap.Immediate, cap.Severe, cap.Observed),
			"layer:Province:1.0:AlertType", "Advisory"), Advisory},
		{"(a) the lower of headline and parameter", cap.MsgAlert, with(called("Flood warning", "flood", cap.Immediate,
			cap.Severe, cap.Observed), "alertType", "watch"), Watch},
		{"(b) aired at once", cap.MsgAlert, with(graded(cap.Future, cap.Minor, cap.Possible),
			"layer:SOREM:1.0:Broadcast_Immediately", "Yes"), Warning},
		{"(b) not aired", cap.MsgAlert, with(graded(cap.Future, cap.Minor, cap.Possible),
			"layer:SOREM:1.0:Broadcast_Immediately", "No"), Watch},
		{"(c) immediate, sure and grave", cap.MsgAlert, graded(cap.Immediate, cap.Severe, cap.Likely), Warning},
		{"(c) not where it is only expected", cap.MsgAlert, graded(cap.Expected, cap.Severe, cap.Likely), Statement},
		{"(d) a warning by nature at any severity", cap.MsgAlert, called("Tornado in effect", "tornado", cap.Immediate,
			cap.Moderate, cap.Observed), Warning},
		{"(d) only when seen", cap.MsgAlert, called("Tornado", "tornado", cap.Immediate, cap.Moderate, cap.Likely),
			Statement},
		{"(d) not wind", cap.MsgAlert, called("Wind", "wind", cap.Immediate, cap.Moderate, cap.Observed), Advisory},
		{"(d) by its term", cap.MsgAlert, &cap.Info{Urgency: cap.Immediate, Certainty: cap.Observed, EventCodes: info(OET,
			"OET-196").EventCodes}, Warning},
		{"(e) future", cap.MsgAlert, graded(cap.Future, cap.Extreme, cap.Likely), Watch},
		{"(e) possible, at any severity", cap.MsgAlert, graded(cap.Expected, cap.Minor, cap.Possible), Watch},
		{"(f) an advisory where the subject has one", cap.MsgAlert, called("Fog", "fog", cap.Expected, cap.Moderate,
			cap.Likely), Advisory},
		{"(f) else a statement", cap.MsgAlert, called("Hazmat", "hazmat", cap.Expected, cap.Moderate, cap.Likely), Statement},
		{"an air quality alert", cap.MsgAlert, info(SAME, "NWS", NWS, "AQA"), Advisory},
		{"an outlook", cap.MsgAlert, info(SAME, "NWS", NWS, "HWO"), Statement},
	} {
		a := &cap.Alert{Status: cap.Actual, MsgType: c.msg, Infos: []cap.Info{*c.info}}
		if got := Default().ProductOf(a, &a.Infos[0]); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestProductsWithoutVTEC: what the weather service issues or passes on without a VTEC has a name, a kind and a row;
// no civil code is taken for a phenomenon that is spelt like it.
func TestProductsWithoutVTEC(t *testing.T) {
	for text, want := range map[string]string{
		"AQA": "advisory airQuality exact OET-004", "TIB": "statement tsunami broader OET-203",
		"SPS": "statement weather broader ", "RFD": "statement  none ",
		"HWO": "statement weather broader ", "NOW": "statement weather broader ", "ESF": "statement  none ",
		"MWS": "statement weather broader ",
		"CAE": "warning amber broader OET-038", "CEM": "warning civilEmerg exact ", "HMW": "warning hazmat exact ",
		"RHW": "warning radiological exact ",
		"LEW": "warning  judgement OET-120", "TOE": "warning 911Service broader OET-074", "VOW": "warning volcano exact ",
		"EQW": "warning earthquake exact OET-068",
		"AVW": "warning avalanche exact OET-018", "FRW": "warning  judgement OET-078", "BLU": "warning  judgement ",
		"SPW": "warning  none ", "EVI": "warning  none ",
		"CDW": "warning  judgement ", "LAE": "warning  judgement ", "NUW": "warning  judgement OET-136",
	} {
		for _, i := range []*cap.Info{info(SAME, "NWS", NWS, text), info(NWS, text)} {
			p := Default().ProductOf(&cap.Alert{MsgType: cap.MsgAlert, Infos: []cap.Info{*i}}, i)
			m := Default().ToCAPCP(i, p)
			if got := string(p) + " " + m.Code + " " + m.Grade + " " + m.OET; got != want || m.NameEN == "" {
				t.Errorf("%s: %q, want %q", text, got, want)
			}
			if en, fr, _, ok := Names(Key(i)); !ok || en == "" || fr == "" {
				t.Errorf("%s has no names (%q)", text, Key(i))
			}
		}
	}
	for _, text := range []string{"HWO", "ESF", "NOW"} {
		i := info(SAME, "NWS", NWS, text)
		if !Default().Outlook(i) || !Default().Outlook(info(NWS, text)) || Default().Outlook(info(SAME, "TOR", NWS, text)) ||
			Default().Outlook(info(CAPCP, "tornado", NWS, text)) {
			t.Errorf("%s: who looks ahead?", text)
		}
	}
	for _, i := range []*cap.Info{info(NWS, "SPS"), info(SAME, "SPS"), info(NWS, "AQA"), {}} {
		if Default().Outlook(i) {
			t.Errorf("%v is an outlook", i.EventCodes)
		}
	}
}

// TestContradictions: what an info says of its event in several words, where they do not agree; pairs that occur every
// day are silent.
func TestContradictions(t *testing.T) {
	with := func(event, vtec string, codes ...string) *cap.Info {
		i := info(codes...)
		i.Event = event
		if vtec != "" {
			for v := range strings.SplitSeq(vtec, " ") {
				i.Parameters = append(i.Parameters, cap.Pair{Name: "VTEC", Value: "/O." + v[:3] + ".KCAR." + v[4:8] +
					".0001.260306T1800Z-260307T0300Z/"})
			}
		}
		return i
	}
	for _, c := range []struct {
		info *cap.Info
		want string
	}{
		{with("Severe Thunderstorm Warning", "NEW.SV.W", SAME, "TOR", NWS, "SVW"),
			"SAME TOR: NationalWeatherService SVW, VTEC SV.W, event “Severe Thunderstorm Warning”"},
		{with("", "", SAME, "FFW", NWS, "FFA"), "SAME FFW: NationalWeatherService FFA"},
		{with("", "NEW.TO.W", NWS, "SVW"), "NationalWeatherService SVW: VTEC TO.W"},
		{with("Severe Thunderstorm Warning", "", SAME, "SPW"), "SAME SPW: event “Severe Thunderstorm Warning”"},
		{with("tornado watch", "", SAME, "TOR"), "SAME TOR: event “tornado watch”"},
		{with("Veille de tornade", "", SAME, "TOR"), "SAME TOR: event “Veille de tornade”"},
		{with("", "", SAME, "TOR", CAPCP, "wind"), "SAME TOR: CAP-CP wind"},
		{with("", "", SAME, "FRW", NWS, "FWW"), "SAME FRW: NationalWeatherService FWW"},
		{with("Red Flag Warning", "", SAME, "TOR", NWS, "TOW"), ""},
		{with("Tornado", "NEW.TO.W", SAME, "TOR", NWS, "TOW", CAPCP, "tornado"), ""},
		{with("Flash Flood Warning", "CON.FF.W", SAME, "FFS", NWS, "FFW"), ""},
		{with("Flood Advisory", "NEW.FA.Y", SAME, "FLS", NWS, "FAY"), ""},
		{with("Winter Weather Advisory", "NEW.WW.Y", SAME, "WSW", NWS, "WWY"), ""},
		{with("Ice Storm Warning", "NEW.IS.W NEW.WC.Y", SAME, "WSW", NWS, "ISW"), ""},
		{with("Severe Thunderstorm Warning", "CAN.SV.W", SAME, "SVS", NWS, "SVW"), ""},
		{with("Special Weather Statement", "", SAME, "SPS", NWS, "FWW"), ""},
		{with("Beach Hazards Statement", "CON.BH.S", SAME, "NWS", NWS, "BHS"), ""},
		{with("High Wind Warning", "UPG.HW.A NEW.HW.W", SAME, "HWW"), ""},
		{with("", "", SAME, "HWW", CAPCP, "wind"), ""},
		{with("", "", SAME, "WSW", CAPCP, "snowfall"), ""},
		{with("", "", SAME, "SPW", CAPCP, "hazmat"), ""},
		{with("Law Enforcement Warning", "", SAME, "LEW", NWS, "LEW"), ""},
		{with("Lake Effect Snow Warning", "NEW.LE.W", SAME, "NWS", NWS, "LEW"), ""},
		{with("Required Weekly Test", "", SAME, "RWT", NWS, "TOW"), ""},
		{with("Severe Thunderstorm Warning", ""), ""},
		{canadian("thunderstorm", "watch", ""), ""},
	} {
		one, others := Default().Contradiction(c.info)
		got := one
		if one != "" {
			got += ": " + strings.Join(others, ", ")
		}
		if got != c.want {
			t.Errorf("%v %q: %q, want %q", c.info.EventCodes, c.info.Event, got, c.want)
		}
	}
	typed := canadian("tornado", "watch", "")
	typed.EventCodes = append(typed.EventCodes, cap.Pair{Name: SAME, Value: "TOR"})
	if one, others := Default().Contradiction(typed); one != "SAME TOR" || len(others) != 1 ||
		others[0] != "Alert_Type watch" {
		t.Errorf("%s %v", one, others)
	}
	for want, i := range map[string]*cap.Info{"SAME (TOR, SVR)": info(SAME, "TOR", SAME, "SVR", SAME, "TOR"),
		"":                         info(SAME, "NWS", SAME, "TOR", NWS, "TOW"),
		CAPCP + " (wind, tornado)": info("profile:CAP-CP:Event:0.3", "wind", CAPCP, "tornado")} {
		if got := strings.Join(Doubled(i), "; "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestNormalPairs: every line names what the lists have, and is needed: without it the pair would be told.
func TestNormalPairs(t *testing.T) {
	known := map[string]bool{}
	l := load()
	for _, c := range l.same {
		known["same:"+c.code] = true
	}
	for _, c := range l.capcp {
		known["capcp:"+c.code] = true
	}
	for _, c := range l.products {
		known["nws:"+c.code] = true
	}
	for _, c := range l.nws {
		for _, letter := range c.kinds {
			known["nws:"+c.code+"."+string(letter)] = true
		}
	}
	for _, r := range records(normalPairsCSV) {
		if !known[r[0]] || r[1] != "*" && r[1] != "capcp:*" && !known[r[1]] || r[2] == "" {
			t.Errorf("%q", r)
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("SAME", "HMW", "warning")
	f.Add(CAPCP, "hazmat", "ended")
	f.Fuzz(func(t *testing.T, name, value, product string) {
		i := info(name, value)
		for _, m := range []Match{Default().ToSAME(i, Product(product)), Default().ToCAPCP(i, Product(product))} {
			if m.Code == "" && m.Why == "" || m.Code != "" && (m.Grade == None || m.Grade == Judgement) {
				t.Errorf("%q=%q as %q: %+v", name, value, product, m)
			}
		}
	})
}
