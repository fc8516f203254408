package cap

import (
	"strings"
	"testing"
	"time"
)

// info builds an Info out of "name=value" pairs: urgency, response, event codes and parameters by their names.
func info(pairs ...string) Info {
	i := Info{Urgency: Immediate, Severity: Severe, Certainty: Observed}
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		switch name {
		case "urgency":
			i.Urgency = Urgency(value)
		case "response":
			i.ResponseTypes = append(i.ResponseTypes, value)
		case "SAME", "profile:CAP-CP:Event:0.4":
			i.EventCodes = append(i.EventCodes, Pair{name, value})
		default:
			i.Parameters = append(i.Parameters, Pair{name, value})
		}
	}
	return i
}

const (
	vtecNew  = "VTEC=/O.NEW.KCAR.FF.W.0012.261121T2230Z-261122T0230Z/\n/00000.0.ER.000000T0000Z.000000T0000Z.000000T0000Z.OO/"
	vtecCan  = "VTEC=/O.CAN.KCAR.FF.W.0012.000000T0000Z-261122T0230Z/"
	vtecUpg  = "VTEC=/O.UPG.KCAR.FF.A.0003.000000T0000Z-261122T0230Z/"
	vtecTest = "VTEC=/T.NEW.KCAR.TO.W.0001.261121T2230Z-261122T0230Z/"
	eccc     = "layer:EC-MSC-SMC:1.1:Alert_Location_Status="
)

func TestLane(t *testing.T) {
	for _, c := range []struct {
		name   string
		alert  Alert
		lane   Lane
		reason string
	}{
		{"exercise", Alert{Status: Exercise}, LaneExercise, "status"},
		{"test", Alert{Status: Test}, LaneTest, "status"},
		{"system", Alert{Status: System}, NoLane, "system"},
		{"draft", Alert{Status: Draft}, NoLane, "draft"},
		{"unknown", Alert{Status: "actual"}, NoLane, "unknown-status"},
		{"actual", Alert{Status: Actual, Infos: []Info{info("SAME=TOR")}}, LaneActual, "status"},
		{"actual without infos", Alert{Status: Actual}, LaneActual, "status"},
		{"weekly test", Alert{Status: Actual, Infos: []Info{info("SAME=RWT")}}, LaneTest, "public-test"},
		{"demonstration", Alert{Status: Actual, Infos: []Info{info("SAME=DMO"), info("SAME=DMO")}}, LaneTest, "public-test"},
		{"one info is real", Alert{Status: Actual, Infos: []Info{info("SAME=RMT"), info("SAME=CEM")}}, LaneActual, "status"},
		{"CAP-CP", Alert{Status: Actual, Infos: []Info{info("profile:CAP-CP:Event:0.4=testMessage")}}, LaneTest,
			"test-message"},
		{"VTEC", Alert{Status: Actual, Infos: []Info{info(vtecTest)}}, LaneTest, "vtec-t"},
		{"VTEC, partly", Alert{Status: Actual, Infos: []Info{info(vtecTest, vtecNew)}}, LaneActual, "status"},
		{"exercise stays", Alert{Status: Exercise, Infos: []Info{info("SAME=RWT")}}, LaneExercise, "status"},
		{"staging", Alert{Status: Actual, Sender: "testSender@Pelmorex-test", Infos: []Info{info()}}, LaneTest,
			"test-sender"},
		{"sample", Alert{Status: Actual, Sender: "PelmorexTest", Infos: []Info{info()}}, LaneTest, "test-sender"},
		{"test bed, older", Alert{Status: Actual, Sender: "NAADS-Testing@NAADS@PelmorexCommunications(Testing)",
			Infos: []Info{info()}}, LaneTest, "test-sender"},
		{"a part of its name", Alert{Status: Actual, Sender: "NotPelmorexTest", Infos: []Info{info()}}, LaneActual, "status"},
		{"a part of its name", Alert{Status: Actual, Sender: "NAADS-Testing@desk", Infos: []Info{info()}}, LaneActual,
			"status"},
	} {
		if lane, reason := c.alert.Lane(); lane != c.lane || reason != c.reason {
			t.Errorf("%s: %s by %s", c.name, lane, reason)
		}
	}
}

func TestEnds(t *testing.T) {
	const ref = "a@b.invalid,X,2026-03-05T09:00:00-05:00"
	past, active := info("urgency=Past"), info()
	for _, c := range []struct {
		name  string
		alert Alert
		want  bool
	}{
		{"alert", Alert{MsgType: MsgAlert, Infos: []Info{active}}, false},
		{"cancel", Alert{MsgType: MsgCancel}, true},
		{"cancel with an active info", Alert{MsgType: MsgCancel, Infos: []Info{active}}, true},
		{"cancel that hands over", Alert{MsgType: MsgCancel, Infos: []Info{info(vtecUpg)}}, false},
		{"update, all past", Alert{MsgType: MsgUpdate, References: ref, Infos: []Info{past, past}}, true},
		{"update, one active", Alert{MsgType: MsgUpdate, References: ref, Infos: []Info{past, active}}, false},
		{"update without infos", Alert{MsgType: MsgUpdate}, false},
		{"alert, all past", Alert{MsgType: MsgAlert, Infos: []Info{past}}, false},
		{"alert, all past, with references", Alert{MsgType: MsgAlert, References: ref, Infos: []Info{past}}, false},
		{"update that follows nothing, all past", Alert{MsgType: MsgUpdate, Infos: []Info{past}}, false},
		{"update, past beside a call to act", Alert{MsgType: MsgUpdate, References: ref,
			Infos: []Info{info("urgency=Past", "response=Shelter")}}, false},
		{"acknowledgement", Alert{MsgType: MsgAck, Infos: []Info{past}}, false},
		{"all clear", Alert{MsgType: MsgUpdate, References: ref,
			Infos: []Info{info("response=Monitor", "response=AllClear")}}, true},
		{"ECCC ended", Alert{MsgType: MsgUpdate, Infos: []Info{info(eccc + "ended")}}, true},
		{"ECCC cancelled", Alert{MsgType: MsgUpdate, Infos: []Info{info(eccc + "Cancelled ")}}, true},
		{"ECCC active", Alert{MsgType: MsgUpdate, Infos: []Info{info(eccc + "active")}}, false},
		{"ECCC transitioned out", Alert{MsgType: MsgUpdate,
			Infos: []Info{info(eccc+"transitioned_out", "response=AllClear", "urgency=Past")}}, false},
		{"VTEC cancelled", Alert{MsgType: MsgUpdate, Infos: []Info{info(vtecCan)}}, true},
		{"VTEC new", Alert{MsgType: MsgUpdate, Infos: []Info{info(vtecNew)}}, false},
		{"VTEC cancelled and new", Alert{MsgType: MsgUpdate, Infos: []Info{info(vtecCan, vtecNew)}}, false},
		{"VTEC upgraded", Alert{MsgType: MsgUpdate, Infos: []Info{info(vtecUpg, "urgency=Past")}}, false},
	} {
		if got := c.alert.Ends(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestWorst(t *testing.T) {
	a := Alert{MsgType: MsgUpdate, References: "a@b.invalid,X,2026-03-05T09:00:00-05:00", Infos: []Info{
		{Urgency: Past, Severity: Extreme, Certainty: Observed},
		{Urgency: Future, Severity: Minor, Certainty: Possible},
		{Urgency: Expected, Severity: UnknownSeverity, Certainty: "Guessed"},
	}}
	if u, s, c := a.Worst(); u != Expected || s != Minor || c != Possible {
		t.Errorf("%s %s %s", u, s, c)
	}
	a.Infos = a.Infos[:1]
	if u, s, c := a.Worst(); u != Past || s != Extreme || c != Observed {
		t.Errorf("all ended: %s %s %s", u, s, c)
	}
	if u, s, c := (&Alert{}).Worst(); u != "" || s != "" || c != "" {
		t.Errorf("no infos: %s %s %s", u, s, c)
	}
}

func TestActiveUntil(t *testing.T) {
	sent := time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC)
	hours := func(h int) Time { return FormatTime(sent.Add(time.Duration(h) * time.Hour)) }
	expiring := func(h int, pairs ...string) Info {
		i := info(pairs...)
		i.Expires = hours(h)
		return i
	}
	late := expiring(2)
	late.Onset = hours(5)
	ending := expiring(2, "eventEndingTime="+hours(9).Text)
	ending.Onset = hours(5)
	byVTEC := expiring(2, "VTEC=/O.NEW.KCAR.WS.A.0004.261122T0330Z-261122T1030Z/")
	byVTEC.Onset = hours(5)
	unzoned := info()
	unzoned.Expires = ParseTime("2026-11-21T23:30:00")
	for _, c := range []struct {
		name   string
		infos  []Info
		want   int // hours after sent
		clause string
	}{
		{"the latest info", []Info{expiring(2), expiring(6)}, 6, "expires"},
		{"an ended info does not count", []Info{expiring(2), expiring(6, "urgency=Past")}, 2, "expires"},
		{"all ended", []Info{expiring(1, "urgency=Past")}, 1, "expires"},
		{"no expires", []Info{info()}, 24, "sent + 24 h"},
		{"no infos", nil, 24, "sent + 24 h"},
		{"onset after expires, no end known", []Info{late}, 2, "expires"},
		{"onset after expires, NWS", []Info{ending}, 9, "eventEndingTime"},
		{"onset after expires, VTEC", []Info{byVTEC}, 12, "VTEC"},
		{"no offset", []Info{unzoned}, 13, "without offset"},
	} {
		a := Alert{MsgType: MsgUpdate, References: "a@b.invalid,X,2026-03-05T09:00:00-05:00", Sent: FormatTime(sent),
			Infos: c.infos}
		until, clause := a.ActiveUntil(sent.Add(time.Minute))
		if until.Sub(sent) != time.Duration(c.want)*time.Hour || !strings.Contains(clause, c.clause) {
			t.Errorf("%s: %v after sent by %q", c.name, until.Sub(sent), clause)
		}
	}
	received := sent.Add(time.Hour)
	if until, _ := (&Alert{}).ActiveUntil(received); until.Sub(received) != 24*time.Hour {
		t.Errorf("without a readable sent: %v", until)
	}
}

func TestValues(t *testing.T) {
	i := info("BLOCKCHANNEL=EAS", "blockchannel= NWEM ", "timezone=EST")
	if got := i.Params("BlockChannel"); len(got) != 2 || got[1] != "NWEM" {
		t.Errorf("%q", got)
	}
	if i.Param("TimeZone") != "EST" || i.Param("absent") != "" || i.Code("SAME") != "" {
		t.Errorf("%q %q", i.Param("TimeZone"), i.Code("SAME"))
	}
	a := Area{Geocodes: []Pair{{"FIPS6", "023029"}, {"UGC", "MEZ030"}, {"same", "023003"}}}
	if got := strings.Join(a.SAME(), " "); got != "023029 023003" {
		t.Errorf("SAME %q", got)
	}
}

// TestAlias: an alert of the weather service has two identifiers (traps us-11); anyone else's has one.
func TestAlias(t *testing.T) {
	api := Identity{"w-nws.webmaster@noaa.gov", "urn:oid:2.49.0.1.840.0.exercise.001.1", time.Unix(0, 0)}
	other, ok := api.Alias()
	if !ok || other.Identifier != api.Identifier+".IPAWS" || other.Key() == api.Key() {
		t.Errorf("%+v", other)
	}
	if back, ok := other.Alias(); !ok || back != api {
		t.Errorf("%+v", back)
	}
	if _, ok := (Identity{"desk@eoc.invalid", "1.IPAWS", time.Unix(0, 0)}).Alias(); ok {
		t.Error("an alias of an alert that is not the weather service's")
	}
}

func TestPeekHeader(t *testing.T) {
	a := sample()
	a.Infos[0].Urgency, a.Infos[0].Severity = Future, Minor
	want := Header{Status: Exercise, MsgType: MsgUpdate, Urgency: Immediate, Severity: Severe}
	if got := PeekHeader(a.Encode()); got != want {
		t.Errorf("%+v", got)
	}
	prefixed := `<c:alert xmlns:c="u"><c:status>Actual</c:status ><c:msgType> Cancel </c:msgType><!-- <status>Test</status> -->`
	if got := PeekHeader([]byte(prefixed)); got != (Header{Status: Actual, MsgType: MsgCancel}) {
		t.Errorf("%+v", got)
	}
	for _, s := range []string{"", "<", "<status>", "<status>Act", "no tags", "\xff\xfe<\x00s\x00"} {
		if got := PeekHeader([]byte(s)); got != (Header{}) {
			t.Errorf("%q: %+v", s, got)
		}
	}
}
