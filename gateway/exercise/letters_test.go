package exercise

import (
	"bytes"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/clock"
	"bordercast/gateway/exercise/observer"
)

// standing is a script clock that does not run.
func standing(t *testing.T, at time.Time) *clock.Scaled {
	t.Helper()
	return clock.NewScaled(at, 0)
}

// offline is a stage without a gateway: enough to write and seal every letter.
func offline(t *testing.T) *stage {
	t.Helper()
	z, err := loadZones()
	if err != nil {
		t.Fatal(err)
	}
	start := z.startOf(time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC))
	s := &stage{real: clock.Real{}, centres: map[string]*centre{}, keys: map[string]certs.Key{}, letters: map[string]letter{}, sent: map[string]*message{},
		log: observer.NewLog(nil), script: &script{Scaled: standing(t, start), start: start, zones: z, real: adapters.Clock(clock.Real{})}}
	dir := t.TempDir()
	for _, d := range desks {
		key, _, err := certs.LoadOrCreateKey(dir, keyOf(d.system), rand.Reader, start.AddDate(0, 0, -1))
		if err != nil {
			t.Fatal(err)
		}
		s.keys[keyOf(d.system)] = key
		s.centres[d.system] = &centre{desk: d, link: &link{clock: s.real}}
	}
	for _, l := range slices.Concat(day1(), day2()) {
		if _, twice := s.letters[l.name]; twice {
			t.Errorf("two letters are named %s", l.name)
		}
		s.letters[l.name] = l
	}
	s.folder.sent = t.TempDir()
	return s
}

// everyMessage writes all letters in order, and a few reports of each flood.
func everyMessage(t *testing.T) []*message {
	t.Helper()
	s := offline(t)
	var out []*message
	all := slices.Concat(day1(), day2(), reports(floodOne)[:2], reports(floodTwo)[498:])
	for _, l := range all {
		m, err := s.writeLetter(l)
		if err != nil {
			t.Fatalf("%s: %v", l.name, err)
		}
		s.sent[l.name] = m
		out = append(out, m)
	}
	return out
}

// Every message is what it claims to be: valid CAP, genuinely signed, in its author's profile and nothing else's,
// marked as not real, stamped with no past year.
func TestEveryMessage(t *testing.T) {
	for _, m := range everyMessage(t) {
		t.Run(m.name, func(t *testing.T) {
			a, doc, err := cap.Read(m.bytes)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range cap.Validate(doc, a) {
				if f.Level != cap.LevelAdvice {
					t.Errorf("%s", f)
				}
			}
			results := xmldsig.Verify(doc)
			if len(results) != 1 || results[0].State != xmldsig.Good {
				t.Errorf("its signature: %+v", results)
			}
			if !strings.HasSuffix(a.Sender, ".invalid") {
				t.Errorf("sender %s is not under .invalid", a.Sender)
			}
			if lane, _ := a.Lane(); lane != m.lane() {
				t.Errorf("the gateway will read lane %q, the script says %q", lane, m.lane())
			}
			if a.Sent.At.Year() != 2026 {
				t.Errorf("sent %s", a.Sent.Text)
			}
			marks(t, m, a)
			profile(t, m, a)
		})
	}
}

// marks checks that a reader cannot take the message for real.
func marks(t *testing.T, m *message, a *cap.Alert) {
	t.Helper()
	want, french := "EXERCISE - ", "EXERCICE - "
	if m.lane() != cap.LaneExercise {
		want, french = "FICTIONAL - ", "FICTIF - "
		if m.lane() == cap.LaneActual && bytes.Contains(m.bytes, []byte("EXERCISE")) {
			t.Error("a message of lane actual uses the exercise's word")
		}
	}
	if a.Note == "" {
		t.Error("no note says that it is fictional")
	}
	for _, i := range a.Infos {
		if !strings.HasPrefix(i.Headline, want) && !(strings.HasPrefix(i.Language, "fr") && strings.HasPrefix(i.Headline, french)) {
			t.Errorf("headline %q is not marked", i.Headline)
		}
	}
}

// profile checks that an author speaks its own side's profile only; the neighbour's geocode is allowed by both.
func profile(t *testing.T, m *message, a *cap.Alert) {
	t.Helper()
	ca := canadian[m.from]
	if slices.Contains(a.Codes, codeCAPCP) != ca || slices.Contains(a.Codes, codeIPAWS) == ca {
		t.Errorf("codes %v", a.Codes)
	}
	var languages []string
	for _, i := range a.Infos {
		languages = append(languages, i.Language)
		if len(i.EventCodes) != 1 || ca != (i.EventCodes[0].Name == nameCAPCP) {
			t.Errorf("event codes %v", i.EventCodes)
		}
	}
	want := []string{"en-US"}
	if ca {
		want = []string{"en-CA", "fr-CA"}
	}
	if a.Status != cap.System && !slices.Equal(languages, want) {
		t.Errorf("languages %v, want %v", languages, want)
	}
	if offset := a.Sent.Text[19:]; (offset == "-04:00") != ca {
		t.Errorf("offset %s: a November morning is -05:00 in Maine and -04:00 in New Brunswick", offset)
	}
}

// xmllint is the oracle for the schema.
func TestSchema(t *testing.T) {
	schema := filepath.Join("..", "..", "..", "shared", "schema", "cap12.xsd")
	if _, err := os.Stat(schema); err != nil {
		t.Skip("needs ../shared: schema/cap12.xsd")
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("needs xmllint")
		}
		t.Skip("needs xmllint")
	}
	dir := t.TempDir()
	args := []string{"--noout", "--nonet", "--schema", schema}
	for _, m := range everyMessage(t) {
		file := filepath.Join(dir, m.name+".xml")
		if err := os.WriteFile(file, m.bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.Command(lint, args...).CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s", err, out)
	}
}

// The chain of a letter is its first predecessor's, and references name every one that was sent, exact text and all.
func TestChains(t *testing.T) {
	by := map[string]*message{}
	for _, m := range everyMessage(t) {
		by[m.name] = m
	}
	for _, c := range []struct {
		name  string
		chain string
		refs  int
	}{{plume, plume, 0}, {plumeGrows, plume, 1}, {plumeAllClear, plume, 2}, {plumeLate, plume, 1}, {evacuationMore, derailment, 2},
		{derailmentOver, derailment, 3}, {bridgeOver, bridge, 2}, {storm, storm, 0}} {
		m := by[c.name]
		if m.chain != by[c.chain].token || len(m.alert.ReferenceList()) != c.refs {
			t.Errorf("%s: chain %s, %d references; want %s's and %d", c.name, m.chain, len(m.alert.ReferenceList()), c.chain, c.refs)
		}
	}
	if late, first := by[plumeLate].alert.Sent.Text, "T09:30:00-05:00"; !strings.HasSuffix(late, first) {
		t.Errorf("the late update is sent %s, want …%s", late, first)
	}
}

// The tampered Cancel differs from what was signed, and the signature says so.
func TestTampered(t *testing.T) {
	s := offline(t)
	if err := s.tampered(brokenCancel, "has been sealed", "has been seated"); err != nil {
		t.Fatal(err)
	}
	_, doc, err := cap.Read(s.sent[brokenCancel].bytes)
	if err != nil {
		t.Fatal(err)
	}
	if r := xmldsig.Verify(doc); len(r) != 1 || r[0].State != xmldsig.Bad {
		t.Errorf("its signature: %+v", r)
	}
	if err := s.tampered(brokenCancel, "no such words", "x"); err == nil {
		t.Error("a change that changes nothing must be an error: the test would prove nothing")
	}
}
