package event

import (
	"testing"

	"bordercast/cap"
)

// TestSecondCodeIsVTEC: only pp+s names a phenomenon, in a kind it comes in. TOE is a telephone outage and no tornado,
// FRW a fire and no frost, SVS about any severe weather; and a code that differs in a word from an OET term is left
// to a human.
func TestSecondCodeIsVTEC(t *testing.T) {
	for _, c := range []struct {
		info  *cap.Info
		code  string
		grade string
	}{
		{info(NWS, "TOE"), "911Service", Broader}, {info(NWS, "FRW"), "", Judgement}, {info(NWS, "SVS"), "weather", Broader},
		{info(SAME, "NWS", NWS, "WSX"), "", None},
		{info(NWS, "TOW"), "tornado", Exact}, {info(NWS, " FRY "), "frost", Exact},
		{info(NWS, "SVA"), "thunderstorm", Broader},
		{info(OET, "OET-134"), "", Judgement}, {info(OET, "OET-199"), "", Judgement},
		{info(OET, "OET-196"), "tornado", Exact},
	} {
		if m := Default().ToCAPCP(c.info, Warning); m.Code != c.code || m.Grade != c.grade {
			t.Errorf("%v: %+v", c.info.EventCodes, m)
		}
	}
	if m := Default().ToSAME(info(OET, "OET-074"), Warning); m.Code != "" || m.Candidate != "TOE" {
		t.Errorf("an emergency telephone outage need not be one of 911: %+v", m)
	}
}

// TestSecondCodeRefines: a severe weather statement follows up warnings of many kinds, and the second code says of
// which. What SAME names itself it keeps (traps us-3).
func TestSecondCodeRefines(t *testing.T) {
	for _, c := range []struct {
		info  *cap.Info
		code  string
		grade string
	}{
		{info(SAME, "SVS", NWS, "TOW"), "tornado", Exact},
		{info(SAME, "SVS", NWS, "SVW"), "thunderstorm", Broader},
		{info(SAME, "SVS", NWS, "SVS"), "weather", Broader},
		{info(SAME, "SVS"), "weather", Broader},
		{info(SAME, "SPS", NWS, "SCY"), "weather", Broader},
		{info(SAME, "FFS", NWS, "TOW"), "flashFlood", Exact},
	} {
		m := Default().ToCAPCP(c.info, Statement)
		if m.Code != c.code || m.Grade != c.grade {
			t.Errorf("%v: %+v", c.info.EventCodes, m)
		}
	}
	a := &cap.Alert{MsgType: cap.MsgUpdate, Infos: []cap.Info{*info(SAME, "SVS", NWS, "TOW")}}
	if p := Default().ProductOf(a, &a.Infos[0]); p != Statement {
		t.Errorf("the statement became a %s", p)
	}
}

// TestVTECAlone: where no code says it, the VTEC parameter does; of several strings the one in force.
func TestVTECAlone(t *testing.T) {
	with := func(vtec string, codes ...string) *cap.Info {
		i := info(codes...)
		i.Parameters = []cap.Pair{{Name: "VTEC", Value: vtec}}
		return i
	}
	for _, c := range []struct {
		info *cap.Info
		code string
		kind Product
	}{
		{with("/O.CON.KCAR.WI.Y.0032.140511T1600Z-140512T0100Z/", SAME, ""), "wind", Advisory},
		{with("/O.UPG.KCAR.HW.A.0002.151222T0100Z-151222T1300Z/\n/O.NEW.KCAR.TO.W.0006.151222T0100Z-151222T1300Z/"),
			"tornado", Warning},
		{with("/O.CAN.PAAQ.TS.W.0001.000000T0000Z-000000T0000Z/"), "tsunami", Warning},
		{with("/O.NEW.KCAR.LE.W.0001.151222T0100Z-151222T1300Z/"), "snowfall", Warning},
		{with("/O.NEW.KCAR.XX.Y.0001.151222T0100Z-151222T1300Z/"), "", ""},
		{with("/O.NEW.KCAR.TO.Y.0001.151222T0100Z-151222T1300Z/"), "", ""},
	} {
		m := Default().ToCAPCP(c.info, Warning)
		if kind := Default().reading(c.info).said(); m.Code != c.code || kind != c.kind {
			t.Errorf("%v: %+v as %q", c.info.Parameters, m, kind)
		}
	}
}

// TestTsunamiCenters: their scheme names the subject and its values the kind, in words and, since 2024, as pp and s.
func TestTsunamiCenters(t *testing.T) {
	for value, kind := range map[string]Product{"Warning": Warning, "watch": Watch, "Advisory": Advisory,
		"Information": Statement, "TSW": Warning, "Cancellation": "", "?": ""} {
		i := info(Tsunami, value)
		if m := Default().ToCAPCP(i, Warning); m.Code != "tsunami" || m.Grade != Exact || m.OET != "OET-203" {
			t.Errorf("%s: %+v", value, m)
		}
		if got := Default().reading(i).said(); got != kind {
			t.Errorf("%s is a %q, not %q", value, got, kind)
		}
	}
}
