package event

import (
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
		{"any version of the scheme, any case", info("profile:CAP-CP:Event:1.0", "WinterStorm"), Warning, "WSW", Exact, "OET-222"},
		{"broader", info(CAPCP, "wildFire"), Warning, "FRW", Broader, "OET-217"},
		{"severe asserts more", info(CAPCP, "thunderstorm"), Warning, "", Judgement, "OET-194"},
		{"but what the sender passed on is kept", info(CAPCP, "thunderstorm", SAME, "SVR"), Warning, "SVR", PassedOn, "OET-194"},
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
		{"SAME rules over the second code", info(SAME, "FFS", NWS, "TOW"), Statement, "flashFlood", Exact, "crue soudaine", false},
		{"no code: the French of the SAME name", info(SAME, "SPW"), Warning, "", None, "avertissement : mise à l’abri sur place", false},
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
	for _, c := range []struct {
		what string
		msg  cap.MsgType
		info *cap.Info
		want Product
	}{
		{"a test before everything", cap.MsgCancel, info(SAME, "RWT"), Test},
		{"VTEC class T", cap.MsgAlert, with(info(SAME, "TOR"), "VTEC", "/T.NEW.KCAR.TO.W.0001.260306T1800Z-260307T0300Z/"), Test},
		{"a Cancel", cap.MsgCancel, info(SAME, "TOR"), Ended},
		{"an ended group", cap.MsgUpdate, with(info(CAPCP, "wind"), "layer:EC-MSC-SMC:1.1:Alert_Location_Status", "ended"), Ended},
		{"Alert_Type", cap.MsgAlert, with(info(CAPCP, "wind"), "layer:EC-MSC-SMC:1.0:Alert_Type", "Watch"), Watch},
		{"the SAME code's own kind", cap.MsgAlert, info(SAME, "SPS"), Statement},
		{"the second code's letter", cap.MsgAlert, info(SAME, "NWS", NWS, "WWY"), Advisory},
		{"warning", cap.MsgAlert, graded(cap.Expected, cap.Severe, cap.Likely), Warning},
		{"watch: future", cap.MsgAlert, graded(cap.Future, cap.Extreme, cap.Likely), Watch},
		{"watch: possible", cap.MsgAlert, graded(cap.Expected, cap.Severe, cap.Possible), Watch},
		{"else an advisory", cap.MsgAlert, graded(cap.Immediate, cap.Moderate, cap.Observed), Advisory},
	} {
		a := &cap.Alert{Status: cap.Actual, MsgType: c.msg, Infos: []cap.Info{*c.info}}
		if got := Default().ProductOf(a, &a.Infos[0]); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

func TestDisagreement(t *testing.T) {
	if Disagreement(info(SAME, "FFS", NWS, "FFW")) == "" {
		t.Error("a statement beside a warning is not told")
	}
	for _, i := range []*cap.Info{info(SAME, "TOR", NWS, "TOW"), info(SAME, "NWS", NWS, "BHS"), info(SAME, "HMW")} {
		if why := Disagreement(i); why != "" {
			t.Errorf("%v: %s", i.EventCodes, why)
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
