package translate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

var noon = time.Date(2026, 3, 6, 17, 0, 0, 0, time.UTC)

// message is a fictional Canadian alert with one info, in English, for each "event:location[+location]".
func message(msg cap.MsgType, infos ...string) *cap.Alert {
	a := &cap.Alert{Identifier: "X-" + string(msg), Sender: "nb-emo@nb-emo.invalid", Sent: cap.FormatTime(noon),
		Status: cap.Exercise, MsgType: msg, Scope: cap.Public}
	if msg == cap.MsgUpdate {
		a.References = "nb-emo@nb-emo.invalid,X,2026-03-06T12:00:00-04:00"
	}
	for _, text := range infos {
		name, where, _ := strings.Cut(text, ":")
		i := cap.Info{Language: "en-CA", Categories: []string{"Met"}, Event: name, Urgency: cap.Immediate,
			Severity: cap.Severe, Certainty: cap.Observed,
			EventCodes: []cap.Pair{{Name: "profile:CAP-CP:Event:0.4",
				Value: strings.TrimSuffix(name, "!")}}, Expires: cap.FormatTime(noon.Add(time.Hour))}
		if strings.HasSuffix(name, "!") {
			i.Urgency = cap.Past
		}
		for code := range strings.SplitSeq(where, "+") {
			i.Areas = append(i.Areas, cap.Area{Desc: code,
				Geocodes: []cap.Pair{{Name: "profile:CAP-CP:Location:0.3", Value: code}}})
		}
		a.Infos = append(a.Infos, i)
	}
	return a
}

// live is a part that is live there: "1 flood ca/nb/1302 ca/nb/1310".
func live(text string) translate.Live {
	f := strings.Fields(text)
	l := translate.Live{Event: f[1], Derived: cap.Reference{Sender: "gateway@example.invalid", Identifier: "bc1-" + f[0],
		Sent: cap.FormatTime(noon)}}
	_, _ = fmt.Sscan(f[0], &l.Part)
	for _, d := range f[2:] {
		l.Districts = append(l.Districts, geo.District(d))
	}
	return l
}

func TestParts(t *testing.T) {
	for _, c := range []struct {
		what  string
		alert *cap.Alert
		live  []string
		parts int
		want  []string // kind msgType part districts references left
	}{
		{"a first alert", message(cap.MsgAlert, "flood:1302"), nil, 0, []string{"alert Alert 1 [ca/nb/1302] [] []"}},
		{"an event and area group each is a part", message(cap.MsgAlert, "flood:1302", "wind:1302", "flood:1310+1302"), nil,
			0,
			[]string{"alert Alert 1 [ca/nb/1302] [] []", "alert Alert 2 [ca/nb/1302] [] []",
				"alert Alert 3 [ca/nb/1310 ca/nb/1302] [] []"}},
		{"an Update continues what is live", message(cap.MsgUpdate, "flood:1302"), []string{"1 flood ca/nb/1302"}, 1,
			[]string{"alert Update 1 [ca/nb/1302] [1] []"}},
		{"an Update of nothing live is an Alert, with a number of its own", message(cap.MsgUpdate, "flood:1302"), nil, 3,
			[]string{"alert Alert 4 [ca/nb/1302] [] []"}},
		{"it continues the part it shares most districts with", message(cap.MsgUpdate, "flood:1302+1310+1311"),
			[]string{"1 flood ca/nb/1302", "2 flood ca/nb/1310 ca/nb/1311"}, 2,
			[]string{"alert Update 2 [ca/nb/1302 ca/nb/1310 ca/nb/1311] [1 2] []",
				"cancel Cancel 1 [ca/nb/1302] [1] [ca/nb/1302]"}},
		{"of two that share alike, the same event", message(cap.MsgUpdate, "wind:1302", "flood:1302"),
			[]string{"1 flood ca/nb/1302", "2 wind ca/nb/1302"}, 2,
			[]string{"alert Update 2 [ca/nb/1302] [1 2] []", "alert Update 1 [ca/nb/1302] [1 2] []"}},
		{"a part that splits: one continues, the other is new and references it",
			message(cap.MsgUpdate, "flood:1302", "flood:1310+1311"), []string{"1 flood ca/nb/1302 ca/nb/1310 ca/nb/1311"}, 1,
			[]string{"alert Update 2 [ca/nb/1302] [1] []", "alert Update 1 [ca/nb/1310 ca/nb/1311] [1] [ca/nb/1302]"}},
		{"a live part that nothing continues", message(cap.MsgUpdate, "flood:1310"),
			[]string{"1 flood ca/nb/1302", "2 flood ca/nb/1310"}, 2,
			[]string{"alert Update 2 [ca/nb/1310] [2] []", "cancel Cancel 1 [ca/nb/1302] [1] [ca/nb/1302]"}},
		{"ended areas leave", message(cap.MsgUpdate, "flood:1310", "flood!:1302"), []string{"1 flood ca/nb/1302 ca/nb/1310"},
			1,
			[]string{"alert Update 1 [ca/nb/1310] [1] [ca/nb/1302]"}},
		{"an ended group cancels its own part", message(cap.MsgUpdate, "flood:1310", "flood!:1302"),
			[]string{"1 flood ca/nb/1302", "2 flood ca/nb/1310"}, 2,
			[]string{"alert Update 2 [ca/nb/1310] [2] []", "cancel Cancel 1 [ca/nb/1302] [1] [ca/nb/1302]"}},
		{"all ended is a Cancel", message(cap.MsgUpdate, "flood!:1302"), []string{"1 flood ca/nb/1302"}, 1,
			[]string{"cancel Cancel 1 [ca/nb/1302] [1] [ca/nb/1302]"}},
		{"a Cancel ends every part", message(cap.MsgCancel), []string{"2 wind ca/nb/1310", "1 flood ca/nb/1302"}, 2,
			[]string{"cancel Cancel 1 [ca/nb/1302] [1] [ca/nb/1302]", "cancel Cancel 2 [ca/nb/1310] [2] [ca/nb/1310]"}},
		{"a Cancel of nothing live is told on topics alone", message(cap.MsgCancel, "flood:1302"), nil, 1,
			[]string{"end-only - 1 [ca/nb/1302] [] [ca/nb/1302]"}},
		{"whole provinces and their districts overlap", message(cap.MsgUpdate, "flood:13"), []string{"1 flood ca/nb/1302"}, 1,
			[]string{"alert Update 1 [ca/nb/_] [1] []"}},
		{"what nothing places continues what nothing places", message(cap.MsgUpdate, "flood:9999"), []string{"1 flood _/_/_"},
			1,
			[]string{"alert Update 1 [_/_/_] [1] []"}},
	} {
		req := request(c.alert, cap.US, false)
		req.Parts = c.parts
		for _, l := range c.live {
			req.Live = append(req.Live, live(l))
		}
		var got []string
		for _, d := range all(t, req) {
			got = append(got, shape(d))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.what, got, c.want)
		}
	}
}

func shape(d translate.Draft) string {
	msg, refs := "-", []string{}
	if d.Alert != nil {
		msg = string(d.Alert.MsgType)
		for _, r := range d.Alert.ReferenceList() {
			refs = append(refs, strings.TrimPrefix(r.Identifier, "bc1-"))
		}
	}
	if len(refs) != len(d.Continues) {
		refs = append(refs, "and continues differ")
	}
	return fmt.Sprint(d.Kind, " ", msg, " ", d.Part, " ", d.Districts, " ", refs, " ", d.Left)
}

// TestReferencesRepeatSent: a reference holds the exact text of what it names, however the caller keeps the time.
func TestReferencesRepeatSent(t *testing.T) {
	first := all(t, request(message(cap.MsgAlert, "flood:1302"), cap.US, false))[0]
	req := request(message(cap.MsgUpdate, "flood:1302"), cap.US, false)
	utc := cap.FormatTime(first.Alert.Sent.At.UTC())
	req.Live = []translate.Live{{Part: 1, Event: first.Event, Districts: first.Districts,
		Derived: cap.Reference{Sender: first.Alert.Sender, Identifier: first.Alert.Identifier, Sent: utc}}}
	want := first.Alert.Sender + "," + first.Alert.Identifier + "," + first.Alert.Sent.Text
	if got := all(t, req)[0].Alert.References; got != want {
		t.Errorf("references %q, want %q", got, want)
	}
}

func TestStateless(t *testing.T) {
	a := message(cap.MsgUpdate, "flood:1302", "wind:1310", "snowfall!:1311")
	a.References = "nb-emo@nb-emo.invalid,X-Alert,2026-03-06T12:00:00-04:00"
	drafts := all(t, request(a, cap.US, true))
	if len(drafts) != 2 || drafts[0].Part != 1 || drafts[1].Part != 2 {
		t.Fatalf("%d drafts", len(drafts))
	}
	first := message(cap.MsgAlert, "flood:1302")
	first.Sent = cap.ParseTime("2026-03-06T12:00:00-04:00")
	earlier := all(t, request(first, cap.US, true))[0].Alert
	for _, d := range drafts {
		if d.Alert.MsgType != cap.MsgUpdate {
			t.Errorf("msgType %s is not kept", d.Alert.MsgType)
		}
		if want := (cap.Reference{Sender: earlier.Sender, Identifier: earlier.Identifier,
			Sent: earlier.Sent}).String(); d.Alert.References != want {
			t.Errorf("references %q, but this command gave that alert %q", d.Alert.References, want)
		}
		if !strings.Contains(d.Report.Note(false), "assumed") {
			t.Error("the report does not say that the reference is assumed")
		}
		if !slices.Contains(d.Left, "ca/nb/1311") {
			t.Errorf("left %v", d.Left)
		}
	}
}

func TestWithdraw(t *testing.T) {
	req := request(message(cap.MsgAlert, "bridgeClose:1310"), cap.US, false)
	if _, err := translate.Withdraw(req); code(err) != "nothing-live" {
		t.Errorf("withdrawing nothing: %v", err)
	}
	req.Live = []translate.Live{live("1 bridgeClose ca/nb/1310")}
	mistaken := req
	mistaken.InError = true
	wrong, err := translate.Withdraw(mistaken)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range []string{
		"The gateway sent this in error. Read the originator's message.",
		"Transmis par erreur par la passerelle. Consultez le message de l’émetteur.",
	} {
		if got := wrong[0].Alert.Infos[n].Description; !strings.Contains(got, want) || strings.Contains(got, "withdrawn") {
			t.Errorf("sent in error: %q", got)
		}
	}
	drafts, err := translate.Withdraw(req)
	if err != nil || len(drafts) != 1 {
		t.Fatal(drafts, err)
	}
	d := drafts[0]
	text := string(d.Alert.Encode())
	for _, want := range []string{"withdrawn by the gateway's operator; the originator has not cancelled it",
		"retirée par l’exploitant de la passerelle; son émetteur ne l’a pas annulée", "EXERCISE", "EXERCICE"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if d.Kind != translate.KindCancel || d.Alert.References == "" || d.Alert.Infos[0].Urgency == cap.Past {
		t.Errorf("%s", text)
	}
}

func code(err error) string {
	if u := (*translate.Unusable)(nil); errors.As(err, &u) {
		return u.Code
	}
	return ""
}

func TestUnusable(t *testing.T) {
	for want, spoil := range map[string]func(*cap.Alert){
		"no-identity":     func(a *cap.Alert) { a.Identifier = "" },
		"sent-unreadable": func(a *cap.Alert) { a.Sent = cap.ParseTime("soon") },
		"unknown-msgtype": func(a *cap.Alert) { a.MsgType = "Alarm" },
		"unknown-scope":   func(a *cap.Alert) { a.Scope = "" },
		"unknown-status":  func(a *cap.Alert) { a.Status = "Real" },
		"system-message":  func(a *cap.Alert) { a.Status = cap.System },
		"draft-message":   func(a *cap.Alert) { a.Status = cap.Draft },
		"handed-over": func(a *cap.Alert) {
			a.MsgType = cap.MsgCancel
			a.Infos[0].Parameters = []cap.Pair{{Name: "layer:EC-MSC-SMC:1.0:Alert_Location_Status", Value: "transitioned_out"}}
		},
	} {
		a := message(cap.MsgAlert, "flood:1302")
		spoil(a)
		if _, err := translate.Translate(request(a, cap.US, false)); code(err) != want || err.Error() == "" {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := translate.Translate(translate.Request{}); code(err) != "no-alert" {
		t.Error(err)
	}
	if _, err := translate.Translate(request(message(cap.MsgAlert), "mx", false)); code(err) != "unknown-side" {
		t.Error(err)
	}
}
