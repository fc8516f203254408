package translate_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate"
)

const (
	statusParam = "layer:EC-MSC-SMC:1.1:Alert_Location_Status="
	vtecParam   = "VTEC=/O."
	vtecTail    = ".KCAR.WS.W.0009.260305T2000Z-260306T0800Z/"
)

// saying sets what an info says of its end: "urgency=Past", "response=AllClear", or a parameter.
func saying(i *cap.Info, words ...string) {
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		switch name {
		case "urgency":
			i.Urgency = cap.Urgency(value)
		case "response":
			i.ResponseTypes = append(i.ResponseTypes, value)
		default:
			i.Parameters = append(i.Parameters, cap.Pair{Name: name, Value: value})
		}
	}
}

// TestEveryFormOfAnEnd: the order of judgement, in every form that the two countries write an end in
// (traps ca-15: msgType does not tell; traps us-10: an NWS Cancel is not VTEC CAN). What is live stands at
// ca/nb/1302; nothing live gives an end notice and no alert.
func TestEveryFormOfAnEnd(t *testing.T) {
	const ended, goes = "cancel Cancel 1 [ca/nb/1302] [1] [ca/nb/1302]", "alert Update 1 [ca/nb/1302] [1] []"
	const stays = "handed-over"
	const beside = "alert Alert 2 [ca/nb/1302] [] []" // it tells what was, and what is live stays
	for _, c := range []struct {
		msg   cap.MsgType
		words string
		want  string
	}{
		{cap.MsgCancel, "", ended},
		{cap.MsgCancel, "response=Shelter", ended},
		{cap.MsgUpdate, "", goes},
		{cap.MsgUpdate, "urgency=Past", ended},
		{cap.MsgUpdate, "urgency=Immediate", goes},
		{cap.MsgUpdate, "response=AllClear", ended},
		{cap.MsgUpdate, "response=Monitor response=AllClear", ended},
		{cap.MsgUpdate, "response=Shelter response=AllClear", goes},
		{cap.MsgUpdate, "response=AllClear response=Evacuate", goes},
		{cap.MsgUpdate, statusParam + "ended", ended},
		{cap.MsgUpdate, statusParam + "Cancelled", ended},
		{cap.MsgUpdate, statusParam + "active", goes},
		{cap.MsgUpdate, vtecParam + "CAN" + vtecTail, ended},
		{cap.MsgUpdate, vtecParam + "EXP" + vtecTail, ended},
		{cap.MsgUpdate, vtecParam + "CON" + vtecTail, goes},
		{cap.MsgUpdate, vtecParam + "EXT" + vtecTail, goes},
		{cap.MsgUpdate, vtecParam + "CAN" + vtecTail + " " + vtecParam + "CON" + vtecTail, goes},
		{cap.MsgUpdate, vtecParam + "UPG" + vtecTail, stays},
		{cap.MsgCancel, vtecParam + "UPG" + vtecTail, stays},
		{cap.MsgUpdate, vtecParam + "UPG" + vtecTail + " " + vtecParam + "CAN" + vtecTail, stays},
		{cap.MsgUpdate, vtecParam + "UPG" + vtecTail + " " + vtecParam + "NEW" + vtecTail, goes},
		{cap.MsgUpdate, statusParam + "transitioned_out urgency=Past response=AllClear", stays},
		{cap.MsgCancel, statusParam + "transitioned_out", stays},
		{cap.MsgUpdate, "urgency=Past response=Shelter", goes},
		{cap.MsgUpdate, "urgency=Past response=AllClear response=Avoid", goes},
		{cap.MsgUpdate, "urgency=Past response=Monitor", ended},
		{cap.MsgAlert, "urgency=Past", beside},
		{cap.MsgAlert, "response=AllClear", beside},
		{cap.MsgAlert, statusParam + "ended", ended},
	} {
		for _, to := range []cap.Side{cap.US, cap.CA} {
			a := message(c.msg, "flood:1302")
			a.References = "nb-emo@nb-emo.invalid,X,2026-03-06T12:00:00-04:00"
			saying(&a.Infos[0], strings.Fields(c.words)...)
			req := request(a, to, false)
			req.Live = []translate.Live{live("1 flood ca/nb/1302")}
			drafts, err := translate.Translate(req)
			got := code(err)
			for _, d := range drafts {
				got += shape(d)
			}
			if got != c.want {
				t.Errorf("to %s, %s %s: %s, want %s", to, c.msg, c.words, got, c.want)
			}
			if c.want != ended {
				continue
			}
			req.Live = nil
			if d := all(t, req); len(d) != 1 || d[0].Kind != translate.KindEndOnly || d[0].Alert != nil ||
				!slices.Equal(d[0].Left, d[0].Districts) {
				t.Errorf("to %s, %s %s with nothing live: %+v", to, c.msg, c.words, d)
			}
		}
	}
}

// TestPartialHandOver: in an Update that carries one area group on and hands another over, the live part of the second
// stays as it is, and one that holds both is updated in both.
func TestPartialHandOver(t *testing.T) {
	a := message(cap.MsgUpdate, "flood:1302", "flood:1310")
	saying(&a.Infos[1], statusParam+"transitioned_out", "urgency=Past")
	req := request(a, cap.US, false)
	req.Live = []translate.Live{live("1 flood ca/nb/1302"), live("2 flood ca/nb/1310")}
	if d := all(t, req); len(d) != 1 || shape(d[0]) != "alert Update 1 [ca/nb/1302] [1] []" {
		t.Errorf("%d drafts, first %s", len(d), shape(d[0]))
	}
	req.Live = []translate.Live{live("1 flood ca/nb/1302 ca/nb/1310")}
	var got []string
	for _, d := range all(t, req) {
		got = append(got, shape(d))
	}
	if want := []string{"alert Update 1 [ca/nb/1302] [1] [ca/nb/1310]",
		"alert Update 2 [ca/nb/1310] [1] []"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	req.Live = nil
	if d := all(t, req); len(d) != 1 || d[0].Alert.MsgType != cap.MsgAlert {
		t.Errorf("what is over there is told to people who never had it: %+v", d)
	}
}

// TestEndArrivesExpired: an end works though its own time was up when it came, and stands long enough to be heard; one
// that has time left keeps it. The Pacific tsunami case: the end reaches British Columbia hours late.
func TestEndArrivesExpired(t *testing.T) {
	for left, want := range map[time.Duration]time.Duration{-2 * time.Hour: time.Hour, 0: time.Hour,
		30 * time.Minute: 30 * time.Minute} {
		a := message(cap.MsgUpdate, "tsunami!:00111")
		a.Infos[0].Expires = cap.FormatTime(noon.Add(time.Hour))
		a.References = "nb-emo@nb-emo.invalid,X,2026-03-06T12:00:00-04:00"
		req := request(a, cap.US, false)
		req.At = noon.Add(time.Hour - left)
		req.Live = []translate.Live{live("1 tsunami ca/sea/00111")}
		d := all(t, req)[0]
		if got := d.Alert.Infos[0].Expires.At.Sub(req.At); d.Kind != translate.KindCancel || got != want {
			t.Errorf("with %s left: %s, stands %s", left, d.Kind, got)
		}
		if said := strings.Contains(d.Report.Note(false), "has to be heard"); said != (left <= 0) {
			t.Errorf("with %s left, the report says so: %v", left, said)
		}
	}
}

// TestEndWithoutInfos: a Cancel that says nothing gets fixed words, in both languages on both sides (IPAWS lets a
// Cancel go without an info, CAP-CP rule 5 does not). It promises no profile: nobody says which kind of flood warning
// has ended.
func TestEndWithoutInfos(t *testing.T) {
	for to, want := range map[cap.Side][]string{cap.US: {"en-US", "fr-CA"}, cap.CA: {"en-CA", "fr-CA"}} {
		req := request(message(cap.MsgCancel), to, false)
		req.Live = []translate.Live{live("1 flood ca/nb/1302")}
		d := all(t, req)[0]
		var languages []string
		for _, i := range d.Alert.Infos {
			languages = append(languages, i.Language)
			if i.Description == "" || !i.Expires.At.After(req.Alert.Sent.At) {
				t.Errorf("to %s: %+v", to, i)
			}
		}
		if !slices.Equal(languages, want) || d.Level != translate.LevelCAP || len(d.Reasons) == 0 {
			t.Errorf("to %s: %q, level %s %v", to, languages, d.Level, d.Reasons)
		}
	}
}

// TestPastWhereAnotherIsInForce: Past ends only ground that no info in force is about. One language that says Past of
// what the other says is in force ends nothing, and somebody has to ask; what draws something else leaves the alert.
func TestPastWhereAnotherIsInForce(t *testing.T) {
	update := func(where string) *cap.Alert {
		a := message(cap.MsgUpdate, "flood:1302", "flood!:"+where)
		a.Infos[1].Language = "fr-CA"
		return a
	}
	for _, c := range []struct {
		what   string
		alert  *cap.Alert
		change func(*cap.Alert)
		infos  int
		please bool
	}{
		{"the same ground", update("1302"), nil, 2, true},
		{"other ground", update("1310"), nil, 1, false},
		{"no ground", update("1302"), func(a *cap.Alert) { a.Infos[1].Areas = nil }, 2, true},
		{"another drawing of the same district", update("1302"),
			func(a *cap.Alert) { a.Infos[1].Areas[0].Circles = []string{"45.2,-67.3 1"} }, 1, false},
		{"ended by name", update("1302"), func(a *cap.Alert) { saying(&a.Infos[1], statusParam+"ended") }, 1, false},
	} {
		if c.change != nil {
			c.change(c.alert)
		}
		for _, stateless := range []bool{true, false} {
			req := request(c.alert, cap.US, stateless)
			req.Live = []translate.Live{live("1 flood ca/nb/1302 ca/nb/1310")}
			drafts := all(t, req)
			if len(drafts) != 1 || drafts[0].Kind != translate.KindAlert || drafts[0].Alert.MsgType != cap.MsgUpdate ||
				drafts[0].Product == event.Ended {
				t.Fatalf("%s: %d drafts, %s %s", c.what, len(drafts), drafts[0].Kind, drafts[0].Product)
			}
			carried := 0
			for _, i := range drafts[0].Alert.Infos {
				if strings.HasPrefix(i.Event, "flood") { // not a composed block, whose Flood is the table's
					carried++
				}
			}
			if asks := strings.Contains(drafts[0].Report.Note(false),
				"where another info is in force: it ends nothing there"); carried != c.infos || asks != c.please {
				t.Errorf("%s (stateless %v): %d of its infos crossed, asks %v", c.what, stateless, carried, asks)
			}
		}
	}
}

// TestPastBesideACallToAct: an earthquake report that is Past and says Shelter is no end; somebody has to ask.
func TestPastBesideACallToAct(t *testing.T) {
	a := message(cap.MsgUpdate, "earthquake!:1302")
	saying(&a.Infos[0], "response=Shelter")
	req := request(a, cap.US, false)
	req.Live = []translate.Live{live("1 earthquake ca/nb/1302")}
	d := all(t, req)[0]
	if d.Alert.MsgType != cap.MsgUpdate || d.Product == event.Ended {
		t.Errorf("%s, a %s", d.Alert.MsgType, d.Product)
	}
	for french, want := range map[bool]string{false: "it says urgency Past and asks for an act in one breath: it ends " +
		"nothing", true: "à vérifier auprès de l’émetteur"} {
		if note := d.Report.Note(french); !strings.Contains(note, want) {
			t.Errorf("nobody is asked:\n%s", note)
		}
	}
}

// TestPastOfAnInstant: an earthquake is over when it is told of. An Update that is Past ends what it refers to as it
// does of anything, and somebody has to ask whether it was meant so; where what it refers to told of what was past too
// it ends nothing, and nobody is asked.
func TestPastOfAnInstant(t *testing.T) {
	const asks, demande = "may tell no more than what happened", "il peut ne s’agir que d’un compte rendu"
	for _, c := range []struct {
		what    string
		event   string
		follows bool // a report
		live    []string
		want    string // kind and msgType
		asks    bool
	}{
		{"a warning of it is live", "earthquake!", false, []string{"1 earthquake ca/nb/1302"}, "cancel Cancel", true},
		{"nothing is live", "earthquake!", false, nil, "end-only", true},
		{"nobody knows what was", "earthquake!", false, []string{"stateless"}, "cancel Cancel", true},
		{"a report of it is live", "earthquake!", true, []string{"1 earthquake ca/nb/1302"}, "alert Update", false},
		{"a report of it went elsewhere", "earthquake!", true, nil, "alert Alert", false},
		{"a flood", "flood!", false, []string{"1 flood ca/nb/1302"}, "cancel Cancel", false},
		{"a flood after what was past", "flood!", true, []string{"1 flood ca/nb/1302"}, "cancel Cancel", false},
	} {
		a := message(cap.MsgUpdate, c.event+":1302")
		a.FollowsReport = c.follows
		req := request(a, cap.US, slices.Contains(c.live, "stateless"))
		if !req.Stateless {
			for _, l := range c.live {
				req.Live = append(req.Live, live(l))
			}
		}
		d := all(t, req)[0]
		got := string(d.Kind)
		if d.Alert != nil {
			got += " " + string(d.Alert.MsgType)
		}
		if strings.Contains(d.Report.Note(false), "does not say when the hazard ends") {
			t.Errorf("%s: the end of what is past is missed", c.what)
		}
		if got != c.want || d.Product != map[bool]event.Product{true: event.Statement,
			false: event.Ended}[d.Kind == translate.KindAlert] {
			t.Errorf("%s: %s, a %s, want %s", c.what, got, d.Product, c.want)
		}
		for french, words := range map[bool]string{false: asks, true: demande} {
			_, checks, _ := strings.Cut(d.Report.Note(french),
				map[bool]string{false: "  Please check:", true: "  À vérifier"}[french])
			if strings.Contains(checks, words) != c.asks {
				t.Errorf("%s: asks %v:\n%s", c.what, !c.asks, d.Report.Note(french))
			}
		}
	}
	beside := message(cap.MsgUpdate, "tsunami:1302", "earthquake!:1310")
	req := request(beside, cap.US, true)
	if note := all(t, req)[0].Report.Note(false); !strings.Contains(note, asks) {
		t.Errorf("a report that leaves an Update is not asked about:\n%s", note)
	}
	secret := message(cap.MsgUpdate, "earthquake!:1302")
	secret.Scope, secret.Restriction = cap.Restricted, "police"
	req = request(secret, cap.US, false)
	req.Live = []translate.Live{live("1 earthquake ca/nb/1302")}
	if doc := string(all(t, req)[0].Report.JSON()); strings.Contains(doc, asks) {
		t.Errorf("the report of a restricted alert tells its subject: %s", doc)
	}
}
