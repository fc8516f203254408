package translate_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
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
	t.Parallel()
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

// TestMutationChangesReport: what goes wrong in a message must show in the report, of our own fixtures here and of
// every real message in TestCorpus.
func TestMutationChangesReport(t *testing.T) {
	t.Parallel()
	tried := map[string]int{}
	for _, name := range fixtures(t) {
		for _, stateless := range []bool{true, false} {
			mutated(t, name, func() *cap.Alert { return fixture(t, name) }, side(name).Other(), stateless, tried)
		}
	}
	allTried(t, tried, 1)
}

// everything lets all of a private alert cross.
var everything = []string{"source", "note", "incidents", "restriction", "addresses", "code", "headline", "description",
	"instruction", "audience",
	"contact", "web", "senderName", "eventCode", "parameter", "resource", "area"}

// TestWhatStaysChangesNothing: the report of a private alert crosses too, so what stays behind leaves no trace in it,
// not even that it changed.
func TestWhatStaysChangesNothing(t *testing.T) {
	of := func(a *cap.Alert) []byte { return reportsOf(all(t, request(a, cap.CA, false))) }
	before := of(fixture(t, "washington-restricted"))
	for _, what := range []string{"the last word of the text changed", "instruction changed",
		"drawing moved by a kilometre", "last point of a drawing moved", "area renamed", "note added"} {
		a := fixture(t, "washington-restricted")
		if mutations[what](a); !bytes.Equal(before, of(a)) {
			t.Errorf("%s: the report shows it", what)
		}
	}
}

func mutated(t *testing.T, name string, read func() *cap.Alert, to cap.Side, stateless bool, tried map[string]int) {
	t.Helper()
	of := func(a *cap.Alert) ([]translate.Draft, error) {
		req := request(a, to, stateless)
		// what does not cross changes nothing, as TestWhatStaysChangesNothing shows
		req.Allow = everything
		if !stateless && (a.MsgType != cap.MsgAlert || a.Ends()) { // something is live that it follows or ends
			req.Live = []translate.Live{{Part: 1, Event: "x", Districts: geo.OfAlert(a),
				Derived: cap.Reference{Sender: req.Sender, Identifier: "bc1-1", Sent: a.Sent}}}
		}
		return translate.Translate(req)
	}
	before, err := of(read())
	if err != nil {
		return
	}
	for what, mutate := range mutations {
		a := read()
		if !mutate(a) {
			continue
		}
		tried[what]++
		after, err := of(a)
		if err == nil && bytes.Equal(reportsOf(before), reportsOf(after)) {
			t.Errorf("%s to %s, %s: the report does not change", name, to, what)
		}
	}
}

// allTried: a mutation that spoiled nothing has shown nothing.
func allTried(t *testing.T, tried map[string]int, least int) {
	t.Helper()
	for what := range mutations {
		if tried[what] < least {
			t.Errorf("%s: only %d messages had it", what, tried[what])
		}
	}
}

// TestNeverRaised checks every draft of every fixture: status, urgency, severity, certainty and scope are carried or
// lowered.
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
		most.Urgency, most.Severity = higher(most.Urgency, i.Urgency), higher(most.Severity, i.Severity)
		most.Certainty = higher(most.Certainty, i.Certainty)
	}
	for n := range out.Infos {
		i := &out.Infos[n]
		if i.Urgency.Rank() > most.Urgency.Rank() || i.Severity.Rank() > most.Severity.Rank() ||
			i.Certainty.Rank() > most.Certainty.Rank() {
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
		account(t, "what was made up", a, drafts)
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
