package translate_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
)

func all(t testing.TB, req translate.Request) []translate.Draft {
	t.Helper()
	drafts, err := translate.Translate(req)
	if err != nil {
		t.Fatal(err)
	}
	return drafts
}

func TestSameRequestSameBytes(t *testing.T) {
	for _, name := range fixtures(t) {
		for _, stateless := range []bool{true, false} {
			once := all(t, request(fixture(t, name), side(name).Other(), stateless))
			for range 5 {
				again := all(t, request(fixture(t, name), side(name).Other(), stateless))
				if !bytes.Equal(bytesOf(once), bytesOf(again)) {
					t.Fatalf("%s: two translations of one request differ", name)
				}
			}
		}
	}
}

func bytesOf(drafts []translate.Draft) []byte {
	var b []byte
	for _, d := range drafts {
		if d.Alert != nil {
			b = append(b, d.Alert.Encode()...)
		}
		b = append(b, d.Report.JSON()...)
	}
	return b
}

// TestMutationChangesReport: what goes wrong in a message must show in the report.
func TestMutationChangesReport(t *testing.T) {
	mutations := map[string]func(*cap.Alert) bool{
		"event code dropped": func(a *cap.Alert) bool {
			had := false
			for n := range a.Infos {
				had = had || len(a.Infos[n].EventCodes) > 0
				a.Infos[n].EventCodes = nil
			}
			return had
		},
		"languages swapped": func(a *cap.Alert) bool {
			for n := range a.Infos {
				if strings.HasPrefix(a.Infos[n].Language, "fr") {
					a.Infos[n].Language = "en-CA"
				} else {
					a.Infos[n].Language = "fr-CA"
				}
			}
			return len(a.Infos) > 0
		},
		"references emptied": func(a *cap.Alert) bool {
			had := a.References != ""
			a.References = ""
			return had
		},
	}
	for _, name := range fixtures(t) {
		for what, mutate := range mutations {
			a := fixture(t, name)
			if !mutate(a) {
				continue
			}
			for _, stateless := range []bool{true, false} {
				before := rows(all(t, request(fixture(t, name), side(name).Other(), stateless)))
				after := rows(all(t, request(a, side(name).Other(), stateless)))
				if slices.Equal(before, after) {
					t.Errorf("%s, %s: the report does not change", name, what)
				}
			}
		}
	}
}

func rows(drafts []translate.Draft) []translate.Row {
	var out []translate.Row
	for _, d := range drafts {
		out = append(out, d.Report.Rows...)
	}
	return out
}

// TestNeverRaised checks every draft of every fixture: status, urgency, severity, certainty and scope are carried or
// lowered (DESIGN §3.2).
func TestNeverRaised(t *testing.T) {
	for _, name := range fixtures(t) {
		a := fixture(t, name)
		for _, d := range all(t, request(a, side(name).Other(), true)) {
			neverRaised(t, a, d.Alert)
		}
	}
}

func neverRaised(t testing.TB, src, out *cap.Alert) {
	t.Helper()
	if out.Status == cap.Actual && src.Status != cap.Actual || out.Scope != src.Scope {
		t.Errorf("status %s → %s, scope %s → %s", src.Status, out.Status, src.Scope, out.Scope)
	}
	most := cap.Info{}
	for n := range src.Infos {
		i := &src.Infos[n]
		most.Urgency, most.Severity, most.Certainty = higher(most.Urgency, i.Urgency), higher(most.Severity, i.Severity), higher(most.Certainty, i.Certainty)
	}
	for n := range out.Infos {
		i := &out.Infos[n]
		if i.Urgency.Rank() > most.Urgency.Rank() || i.Severity.Rank() > most.Severity.Rank() || i.Certainty.Rank() > most.Certainty.Rank() {
			if out.MsgType != cap.MsgCancel {
				t.Errorf("raised to %s, %s, %s", i.Urgency, i.Severity, i.Certainty)
			}
		}
	}
}

func higher[T interface{ Rank() int }](a, b T) T {
	if b.Rank() > a.Rank() {
		return b
	}
	return a
}

// TestRoundTrip: over the border and back, an alert says the same but for what the two reports name.
func TestRoundTrip(t *testing.T) {
	for _, name := range fixtures(t) {
		src := fixture(t, name)
		there := all(t, request(src, side(name).Other(), true))
		if len(there) != 1 || strings.Contains(name, "mixed") {
			continue // several parts do not come back as one
		}
		back := all(t, request(there[0].Alert, side(name), true))
		named := map[string]bool{}
		for _, r := range append(there[0].Report.Rows, back[0].Report.Rows...) {
			if r.Action != translate.Carried || r.From != r.To {
				named[index.ReplaceAllString(r.Path, "")] = true
			}
		}
		got := restored(src, back[0].Alert, named)
		if got.Digest() != src.Digest() {
			t.Errorf("%s: came back saying something the reports do not name\n%s\n%s", name, got.Encode(), src.Encode())
		}
	}
}

var index = regexp.MustCompile(`\[[^]]*\]`)

// restored puts the source's own values where a report names a change, and leaves out composed infos.
func restored(src, back *cap.Alert, named map[string]bool) *cap.Alert {
	out := *back
	put(named, "/alert/identifier", &out.Identifier, src.Identifier)
	put(named, "/alert/sender", &out.Sender, src.Sender)
	put(named, "/alert/sent", &out.Sent, src.Sent)
	put(named, "/alert/status", &out.Status, src.Status)
	put(named, "/alert/references", &out.References, src.References)
	put(named, "/alert/code", &out.Codes, src.Codes)
	out.Infos = slices.DeleteFunc(slices.Clone(back.Infos), func(i cap.Info) bool {
		return slices.Contains(i.Params("layer:bordercast:1.0:composed"), "info") || composedLater(src, i)
	})
	if len(out.Infos) != len(src.Infos) {
		return &out
	}
	for n := range out.Infos {
		restoreInfo(&out.Infos[n], &src.Infos[n], named)
	}
	return &out
}

// composedLater: a block composed on the way out is carried, not composed, on the way back.
func composedLater(src *cap.Alert, i cap.Info) bool {
	return !slices.ContainsFunc(src.Infos, func(s cap.Info) bool { return s.Language[:2] == i.Language[:2] })
}

func restoreInfo(out, src *cap.Info, named map[string]bool) {
	const in = "/alert/info/"
	put(named, in+"language", &out.Language, src.Language)
	put(named, in+"eventCode", &out.EventCodes, src.EventCodes)
	put(named, in+"expires", &out.Expires, src.Expires)
	put(named, in+"senderName", &out.SenderName, src.SenderName)
	put(named, in+"headline", &out.Headline, src.Headline)
	put(named, in+"description", &out.Description, src.Description)
	put(named, in+"parameter", &out.Parameters, src.Parameters)
	put(named, in+"web", &out.Web, src.Web)
	for n := range min(len(out.Areas), len(src.Areas)) {
		put(named, in+"area/geocode", &out.Areas[n].Geocodes, src.Areas[n].Geocodes)
		put(named, in+"area/areaDesc", &out.Areas[n].Desc, src.Areas[n].Desc)
	}
}

func put[T any](named map[string]bool, path string, to *T, value T) {
	if named[path] {
		*to = value
	}
}

// TestRoundTripKeepsCodes: what left the form is found again on the way back.
func TestRoundTripKeepsCodes(t *testing.T) {
	there := all(t, request(fixture(t, "mema-hmw"), cap.CA, true))
	back := all(t, request(there[0].Alert, cap.US, true))[0]
	i := back.Alert.Infos[0]
	if got := i.Code("SAME"); got != "HMW" {
		t.Errorf("SAME came back as %q", got)
	}
	if got := back.Alert.Infos[0].Areas[0].SAME(); !slices.Equal(got, []string{"023029"}) {
		t.Errorf("the county came back as %q", got)
	}
	if got := i.Param("EAS-ORG"); got != "" {
		t.Errorf("EAS-ORG=%q came back though no channel is open", got)
	}
	if got := translate.Path(back.Alert); len(got) != 2 {
		t.Errorf("path %q does not name both passages", got)
	}
	if from, ok := translate.Origin(back.Alert); !ok || from.Identifier != "MEMA-2026-0305-01" {
		t.Errorf("the origin %v is not the first sender", from)
	}
}

func FuzzTranslate(f *testing.F) {
	for _, name := range fixtures(f) {
		raw, err := os.ReadFile(filepath.Join("testdata", name+".xml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw, true, true)
		f.Add(raw, false, false)
	}
	f.Fuzz(func(t *testing.T, raw []byte, toUS, stateless bool) {
		a, _, err := cap.Read(raw)
		if err != nil {
			return
		}
		to := cap.CA
		if toUS {
			to = cap.US
		}
		req := request(a, to, stateless)
		req.At = time.Date(2026, 3, 5, 14, 20, 0, 0, time.UTC)
		drafts, err := translate.Translate(req)
		if err != nil {
			return
		}
		for _, d := range drafts {
			if d.Alert == nil {
				continue
			}
			if _, _, err := cap.Read(d.Alert.Encode()); err != nil {
				t.Fatalf("what was written cannot be read: %v", err)
			}
			neverRaised(t, a, d.Alert)
		}
	})
}
