package scenarios

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/validate"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/writer"
)

// wrote is a writer for the scenario, with keys of its own, on a day in November.
func wrote(t *testing.T, s scenario.Scenario) (writer.Writer, scenario.Calendar) {
	t.Helper()
	calendar, err := s.Calendar(time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := writer.Keys(t.TempDir(), s, calendar.Start)
	if err != nil {
		t.Fatal(err)
	}
	return writer.New(s, calendar, keys), calendar
}

// everyMessage writes all messages of a scenario in order, and the first and last reports of each flood.
func everyMessage(t *testing.T, s scenario.Scenario) []*writer.Message {
	t.Helper()
	w, calendar := wrote(t, s)
	plans := slices.Clone(s.Messages)
	for _, f := range s.Floods {
		plans = append(plans, f.Reports[:2]...)
		plans = append(plans, f.Reports[len(f.Reports)-2:]...)
	}
	sent := map[string]*writer.Message{}
	var out []*writer.Message
	for _, plan := range plans {
		if _, twice := sent[plan.Name]; twice {
			t.Errorf("two messages are named %s", plan.Name)
		}
		m, err := w.Write(plan, calendar.Start, sent)
		if err != nil {
			t.Fatalf("%s: %v", plan.Name, err)
		}
		sent[plan.Name] = m
		out = append(out, m)
	}
	return out
}

// Every message is what it claims to be: valid CAP, genuinely signed, in its author's profile and nothing else's,
// marked as not real, stamped with no past year.
func TestEveryMessage(t *testing.T) {
	for _, s := range every(t) {
		for _, m := range everyMessage(t, s) {
			t.Run(s.Name+"/"+m.Plan.Name, func(t *testing.T) { message(t, s, m) })
		}
	}
}

// message checks one of them.
func message(t *testing.T, s scenario.Scenario, m *writer.Message) {
	t.Helper()
	a, doc, err := cap.Read(m.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range validate.Alert(doc, a) {
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
	if lane, _ := a.Lane(); lane != cap.Lane(m.Plan.Lane()) {
		t.Errorf("the gateway will read lane %q, the script says %q", lane, m.Plan.Lane())
	}
	if a.Sent.At.Year() != 2026 {
		t.Errorf("sent %s", a.Sent.Text)
	}
	marks(t, m, a)
	profile(t, s, m, a)
}

// marks checks that a reader cannot take the message for real.
func marks(t *testing.T, m *writer.Message, a *cap.Alert) {
	t.Helper()
	want, french := "EXERCISE - ", "EXERCICE - "
	if cap.Lane(m.Plan.Lane()) != cap.LaneExercise {
		want, french = "FICTIONAL - ", "FICTIF - "
		if cap.Lane(m.Plan.Lane()) == cap.LaneActual && bytes.Contains(m.Bytes, []byte("EXERCISE")) {
			t.Error("a message of lane actual uses the exercise's word")
		}
	}
	if a.Note == "" {
		t.Error("no note says that it is fictional")
	}
	for _, i := range a.Infos {
		if !strings.HasPrefix(i.Headline, want) &&
			!(strings.HasPrefix(i.Language, "fr") && strings.HasPrefix(i.Headline, french)) {
			t.Errorf("headline %q is not marked", i.Headline)
		}
	}
}

// profile checks that an author speaks its own side's profile only; the neighbour's geocode is allowed by both.
func profile(t *testing.T, s scenario.Scenario, m *writer.Message, a *cap.Alert) {
	t.Helper()
	author, _ := s.System(m.Plan.From)
	ca := author.Side == "ca"
	if slices.Contains(a.Codes, "profile:CAP-CP:0.4") != ca || slices.Contains(a.Codes, "IPAWSv1.0") == ca {
		t.Errorf("codes %v", a.Codes)
	}
	var languages []string
	for _, i := range a.Infos {
		languages = append(languages, i.Language)
		if len(i.EventCodes) != 1 || ca != (i.EventCodes[0].Name == "profile:CAP-CP:Event:0.4") {
			t.Errorf("event codes %v", i.EventCodes)
		}
	}
	want := []string{"en-US"}
	if ca {
		want = []string{"en-CA", "fr-CA"}
	}
	if author.First == "fr" {
		want = []string{"fr-CA", "en-CA"}
	}
	if a.Status != cap.System && !slices.Equal(languages, want) {
		t.Errorf("languages %v, want %v", languages, want)
	}
	zone := s.Zones.Left.Zone
	if ca {
		zone = s.Zones.Right.Zone
	}
	home, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	if offset, want := a.Sent.Text[19:], a.Sent.At.In(home).Format("-07:00"); offset != want {
		t.Errorf("offset %s: its author lives by the clock of %s, which is %s", offset, zone, want)
	}
}

// xmllint is the oracle for the schema.
func TestSchema(t *testing.T) {
	schema := filepath.Join("..", "..", "..", "..", "shared", "schema", "cap12.xsd")
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
	for _, s := range every(t) {
		for _, m := range everyMessage(t, s) {
			file := filepath.Join(dir, s.Name+"-"+m.Plan.Name+".xml")
			if err := os.WriteFile(file, m.Bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, file)
		}
	}
	if out, err := exec.Command(lint, args...).CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s", err, out)
	}
}

// The chain of a message is its first predecessor's, and references name every one that was sent, exact text and all.
func TestChains(t *testing.T) {
	by := map[string]*writer.Message{}
	for _, m := range everyMessage(t, maine(t)) {
		by[m.Plan.Name] = m
	}
	for _, c := range []struct {
		name  string
		chain string
		refs  int
	}{{"plume", "plume", 0}, {"plume-grows", "plume", 1}, {"plume-all-clear", "plume", 2}, {"plume-late", "plume", 1},
		{"evacuation-more", "derailment", 2},
		{"derailment-over", "derailment", 3}, {"bridge-over", "bridge", 2}, {"storm", "storm", 0}} {
		m := by[c.name]
		if m.Chain != by[c.chain].Token || len(m.Alert.ReferenceList()) != c.refs {
			t.Errorf(
				"%s: chain %s, %d references; want %s's and %d",
				c.name,
				m.Chain,
				len(m.Alert.ReferenceList()),
				c.chain,
				c.refs,
			)
		}
	}
	if late, first := by["plume-late"].Alert.Sent.Text, "T09:30:00-05:00"; !strings.HasSuffix(late, first) {
		t.Errorf("the late update is sent %s, want …%s", late, first)
	}
}
