package translate_test

import (
	"fmt"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// secrets is an alert that holds one word of its own wherever a sender can write freely.
func secrets(scope cap.Scope) *cap.Alert {
	n := 0
	secret := func() string { n++; return fmt.Sprintf("zq%02dsecret", n) }
	pairs := func(names ...string) (out []cap.Pair) {
		for _, name := range names {
			out = append(out, cap.Pair{Name: name, Value: secret()})
		}
		return out
	}
	const own = "layer:bordercast:1.0:"
	a := message(cap.MsgAlert, "flood:1302")
	a.Scope, a.Source, a.Note, a.Incidents = scope, secret(), secret(), secret()
	a.Codes = []string{secret(), "layer:" + secret(), "profile:" + secret(), "ipaws" + secret()}
	i := &a.Infos[0]
	i.Categories, i.ResponseTypes = append(i.Categories, secret()), []string{secret()}
	i.Urgency, i.Severity, i.Certainty = cap.Urgency(secret()), cap.Severity(secret()), cap.Certainty(secret())
	i.EventCodes = append(i.EventCodes, pairs("", "SAME", "NationalWeatherService", "OET:v1.2", "inhouse", own+"same")...)
	i.Onset, i.Effective, i.Expires = cap.ParseTime(secret()), cap.ParseTime(secret()), cap.ParseTime(secret())
	i.Audience, i.SenderName, i.Headline, i.Description, i.Instruction = secret(), secret(), secret(), secret(), secret()
	i.Web, i.Contact = "https://example.invalid/"+secret(), secret()
	i.Parameters = pairs("", "unit", "BLOCKCHANNEL", "CMAMtext", "layer:SOREM:1.0:Broadcast_Text", own+"origin",
		own+"path", own+"code", own+"same", own+"web",
		own+"composed", own+"french", own+"original", own+"sha256", own+"reach", strings.ToUpper(own)+"PATH")
	for n := range i.Parameters {
		if strings.HasSuffix(strings.ToLower(i.Parameters[n].Name), "path") { // a list of gateways' names must cross
			i.Parameters[n].Value = "<" + secret() + ">"
		}
	}
	i.Resources = []cap.Resource{{Desc: secret(), MimeType: secret(), URI: "https://example.invalid/" + secret(),
		Deref: secret(), Digest: secret()}}
	i.Areas = []cap.Area{{Desc: secret(), Polygons: []string{secret()}, Circles: []string{secret()},
		Geocodes: pairs("", "inhouse"), Altitude: secret(), Ceiling: secret()},
		{Desc: secret(), Geocodes: []cap.Pair{{Name: "layer:EC-MSC-SMC:DLC:1.1", Value: "ended"}}}}
	if scope == cap.Private {
		a.Addresses, a.Restriction = "mema", secret()
	} else {
		a.Restriction, a.Addresses = "partners", secret()
	}
	french := *i
	french.Language = secret() + "-!"
	a.Infos = append(a.Infos, french)
	return a
}

// TestNothingLeaks: with nothing allowed, no word that a sender could write freely is in the alert, in its report, in
// the reasons or in a proposed text, on either side, alone, as an ending or taken back.
func TestNothingLeaks(t *testing.T) {
	for _, scope := range []cap.Scope{cap.Restricted, cap.Private} {
		for _, to := range []cap.Side{cap.US, cap.CA} {
			for _, msg := range []cap.MsgType{cap.MsgAlert, cap.MsgUpdate, cap.MsgCancel, cap.MsgAck} {
				a := secrets(scope)
				a.MsgType = msg
				req := request(a, to, false)
				req.Live = []translate.Live{live("1 flood ca/nb/1302")}
				for _, d := range all(t, req) {
					leaks(t, fmt.Sprint(scope, " ", msg, " to ", to), d)
				}
				drafts, err := translate.Withdraw(req)
				if err != nil {
					t.Fatal(err)
				}
				leaks(t, "withdrawn", drafts[0])
			}
		}
	}
}

// TestBareEnd: an end that is for fewer people than what it ends says nothing of itself but who it is. Its readers are
// those of what it ends, with what CAP wants beside that.
func TestBareEnd(t *testing.T) {
	for _, c := range []struct {
		scope  cap.Scope
		live   translate.Live
		update bool
	}{
		{cap.Private, translate.Live{Scope: cap.Public}, false},
		{cap.Restricted, translate.Live{Scope: cap.Public}, false},
		{cap.Private, translate.Live{Scope: cap.Restricted, Restriction: "the rule of before"}, false},
		{cap.Restricted, translate.Live{Scope: cap.Public}, true},
	} {
		for _, to := range []cap.Side{cap.US, cap.CA} {
			for _, bare := range []bool{true, false} {
				a := secrets(c.scope)
				a.MsgType, a.Addresses, a.Restriction = cap.MsgCancel, "506-555-0100", "call 506-555-0101"
				if bare {
					a.Infos = nil
				}
				if c.update {
					a.MsgType, a.Infos = cap.MsgUpdate, message(cap.MsgUpdate, "flood:1310").Infos // and nothing about 1302
				}
				req := request(a, to, false)
				req.Allow = strings.Fields("note source incidents code headline description web contact parameter resource area " +
					"addresses restriction")
				l := live("1 flood ca/nb/1302")
				l.Scope, l.Restriction = c.live.Scope, c.live.Restriction
				req.Live = []translate.Live{l}
				d := all(t, req)[len(all(t, req))-1]
				if d.Kind != translate.KindCancel || d.Alert.Scope != l.Scope || d.Alert.Restriction != l.Restriction ||
					d.Alert.Addresses != "" || !d.Redacted || len(d.Alert.Infos) != 2 {
					t.Errorf("%s of %s: %s\n%s", c.scope, l.Scope, d.Kind, d.Alert.Encode())
				}
				leaks(t, fmt.Sprint(c.scope, " of ", l.Scope), d)
				if text := string(d.Alert.Encode()); strings.Contains(text, "555-01") || strings.Contains(text, "<note>") ||
					strings.Contains(text, "<source>") || strings.Contains(text, "<area>") {
					t.Errorf("%s of %s:\n%s", c.scope, l.Scope, text)
				}
			}
		}
	}
}

// TestEndForTheSameReaders: an end that is for as many people as what it ends, or more, is redacted as its route says.
func TestEndForTheSameReaders(t *testing.T) {
	for _, c := range [][2]cap.Scope{{cap.Restricted, cap.Restricted}, {cap.Public, cap.Restricted},
		{cap.Private, cap.Private}, {cap.Public, cap.Public}, {cap.Restricted, ""}} {
		a := secrets(c[0])
		a.MsgType = cap.MsgCancel
		req := request(a, cap.US, false)
		req.Allow = []string{"headline"}
		l := live("1 flood ca/nb/1302")
		l.Scope, l.Restriction, l.Addresses = c[1], "of before", "of before"
		req.Live = []translate.Live{l}
		if d := all(t, req)[0]; d.Alert.Scope != c[0] || !strings.Contains(d.Alert.Infos[0].Headline, "secret") ||
			d.Alert.Restriction == "of before" {
			t.Errorf("%v:\n%s", c, d.Alert.Encode())
		}
	}
}

func leaks(t *testing.T, what string, d translate.Draft) {
	t.Helper()
	everything := string(d.Report.JSON()) + d.Report.Note(false) + fmt.Sprint(d.Reasons, d.Proposed, d.Match)
	if d.Alert != nil {
		everything += string(d.Alert.Encode())
	}
	for line := range strings.SplitSeq(everything, "\n") {
		if strings.Contains(line, "secret") {
			t.Errorf("%s: %s", what, strings.TrimSpace(line))
		}
	}
}

// TestAllowedNamesCross: each name of the list lets its own element cross, so that the test above cannot pass by
// dropping everything.
func TestAllowedNamesCross(t *testing.T) {
	for _, name := range strings.Fields("restriction note source incidents code eventCode audience senderName headline " +
		"description instruction web contact parameter resource area") {
		scope := cap.Restricted
		if name == "restriction" {
			scope = cap.Private
		}
		req := request(secrets(scope), cap.CA, false)
		req.Allow = []string{name}
		if text := string(all(t, req)[0].Alert.Encode()); !strings.Contains(text, "secret") {
			t.Errorf("%s was allowed and did not cross", name)
		}
	}
}

// TestPersonalEverywhere: prose that crosses without being asked about is looked at, too.
func TestPersonalEverywhere(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	a.Scope, a.Restriction = cap.Restricted, "call 506-555-0100"
	a.Infos[0].Event = "Pat fell, 506-555-0101"
	if d := all(t, request(a, cap.US, false))[0]; len(d.Personal) != 2 {
		t.Errorf("%v", d.Personal)
	}
}

// TestProvenanceIsNotBelieved: what a sender writes under the gateway's layer is read as provenance only where it has
// the shape of one, a path is read whole, and what an earlier gateway composed stays marked.
func TestProvenanceIsNotBelieved(t *testing.T) {
	const own = "layer:bordercast:1.0:"
	a := message(cap.MsgAlert, "flood:1302")
	a.Infos[0].Parameters = []cap.Pair{{Name: own + "origin", Value: "call me"},
		{Name: "LAYER:bordercast:1.0:Path", Value: "other, third"},
		{Name: own + "path", Value: "fourth <b>"}, {Name: own + "composed", Value: "headline lies"},
		{Name: own + "french", Value: "unofficial"}}
	d := all(t, request(a, cap.US, false))[0]
	i := d.Alert.Infos[0]
	if got := strings.Join(translate.Path(d.Alert), " "); got != "other third fourth nb-me" ||
		len(i.Params(own+"path")) != 1 {
		t.Errorf("path %q in %q", got, i.Params(own+"path"))
	}
	if from, ok := translate.Origin(d.Alert); !ok || from.Identifier != a.Identifier {
		t.Errorf("origin %v", from)
	}
	if got := i.Param(own + "composed"); !strings.Contains(got, "headline") || strings.Contains(got, "lies") ||
		i.Param(own+"french") != "unofficial" {
		t.Errorf("composed %q, french %q", got, i.Param(own+"french"))
	}
}

// TestFixedPhraseKeepsThePath: a Cancel by a fixed phrase names the gateways that its source passed.
func TestFixedPhraseKeepsThePath(t *testing.T) {
	a := message(cap.MsgUpdate, "flood:1310")
	a.Infos[0].Parameters = []cap.Pair{{Name: "layer:bordercast:1.0:path", Value: "far-away"}}
	req := request(a, cap.US, false)
	req.Live = []translate.Live{live("1 flood ca/nb/1302"), live("2 flood ca/nb/1310")}
	for _, d := range all(t, req) {
		if got := strings.Join(translate.Path(d.Alert), " "); got != "far-away nb-me" {
			t.Errorf("part %d: path %q", d.Part, got)
		}
	}
}

// TestWebComesBack: an address that one side does not take is the web address again on the other.
func TestWebComesBack(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	a.Infos[0].Web = "https://example.invalid/a?b=c"
	there := all(t, request(a, cap.US, true))[0].Alert
	if got := all(t, request(there, cap.CA, true))[0].Alert.Infos[0].Web; there.Infos[0].Web != "" ||
		got != a.Infos[0].Web {
		t.Errorf("there %q, back %q", there.Infos[0].Web, got)
	}
}

// TestShrunkCancelIsRedacted: a fixed phrase in place of what a private source said is a redaction, so the original
// stays.
func TestShrunkCancelIsRedacted(t *testing.T) {
	a := message(cap.MsgUpdate, "flood:1310")
	a.Scope, a.Addresses = cap.Private, "mema"
	req := request(a, cap.US, false)
	req.Allow = strings.Fields("eventCode area senderName headline description")
	req.Live = []translate.Live{live("1 flood ca/nb/1302"), live("2 flood ca/nb/1310")}
	drafts := all(t, req)
	if len(drafts) != 2 || drafts[0].Redacted || !drafts[1].Redacted {
		t.Errorf("%d drafts", len(drafts))
	}
}

// TestLayerInLayer: a name of the gateway's layer wrapped in itself does not come out as provenance.
func TestLayerInLayer(t *testing.T) {
	a := fixture(t, "mema-hmw")
	for _, own := range []string{"origin", "reach", "same"} {
		a.Infos[0].Parameters = append(a.Infos[0].Parameters,
			cap.Pair{Name: "layer:bordercast:1.0:layer:bordercast:1.0:" + own,
				Value: "x@x.invalid,forged,2026-01-01T00:00:00-00:00"})
	}
	d := all(t, request(a, cap.CA, false))[0]
	if from, ok := translate.Origin(d.Alert); !ok || from.Identifier != a.Identifier {
		t.Errorf("origin %v", from)
	}
	if i := d.Alert.Infos[0]; i.Param("layer:bordercast:1.0:reach") != string(d.Reach) ||
		i.Param("layer:bordercast:1.0:same") != "HMW" {
		t.Errorf("%v", i.Parameters)
	}
}

// TestReachOfWhatIsRedacted: who is not told where the hazard is drawn cannot be asked to act.
func TestReachOfWhatIsRedacted(t *testing.T) {
	a := fixture(t, "mema-hmw")
	a.Scope, a.Restriction = cap.Restricted, "partners"
	req := request(a, cap.CA, false)
	for allow, want := range map[string]translate.Reach{"headline": translate.Awareness, "geocode": translate.Awareness,
		"area": translate.Actionable} {
		req.Allow = []string{allow}
		if d := all(t, req)[0]; d.Reach != want {
			t.Errorf("%s: %s", allow, d.Reach)
		}
	}
}
