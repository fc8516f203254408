package writer

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/exercise/scenario"
)

// two is a writer for one agency on each side, and the time its script begins.
func two(t *testing.T) (Writer, time.Time) {
	t.Helper()
	s := scenario.Scenario{Zones: scenario.Zones{Left: scenario.Zone{Zone: "America/New_York"},
		Right: scenario.Zone{Zone: "America/Moncton"}}, Start: scenario.Moment{Day: 1, Hour: 9}, Systems: []scenario.System{
		{Name: "left", Sender: "a@left.invalid", Title: "Left", Side: "us"},
		{Name: "right", Sender: "a@right.invalid", Title: "Right", Titre: "Droite", Side: "ca"}}}
	calendar, err := s.Calendar(time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]certs.Key{}
	for _, one := range s.Systems {
		keys[one.Name], _, err = certs.LoadOrCreateKey(t.TempDir(), one.Name, rand.Reader, calendar.Start.AddDate(0, 0, -1))
		if err != nil {
			t.Fatal(err)
		}
	}
	return New(s, calendar, keys), calendar.Start
}

func plan(name, from string) scenario.Message {
	return scenario.Message{Name: name, From: from, Category: "Met", Event: scenario.SAME("WSW"),
		Grave: scenario.Grave{Urgency: "Expected", Severity: "Severe", Certainty: "Likely"}, Lasts: time.Hour,
		Place: scenario.Place{SAME: []string{"023029"}},
		En:    scenario.Words{Event: "Snow", Headline: "Snow has been seen", Description: "Snow.", Area: "Calais"}}
}

// An author writes by its own clock, names what it follows as that was sent, and stays in its chain.
func TestWrite(t *testing.T) {
	w, start := two(t)
	first, err := w.Write(plan("first", "right"), start, nil)
	if err != nil {
		t.Fatal(err)
	}
	late := plan("late", "left")
	late.Kind, late.Backdate = "Update", scenario.Moment{Day: 1, Hour: 9, Minute: 30}
	late.Follows = []string{"first", "never sent"}
	second, err := w.Write(late, start.Add(time.Hour), map[string]*Message{"first": first})
	if err != nil {
		t.Fatal(err)
	}
	a, b := first.Alert.Sent.Text, second.Alert.Sent.Text
	if !strings.HasSuffix(a, "T10:00:00-04:00") || !strings.HasSuffix(b, "T09:30:00-05:00") {
		t.Errorf("sent %s and %s", a, b)
	}
	if r := second.Alert.ReferenceList(); second.Chain != first.Token || len(r) != 1 || second.Token == first.Token {
		t.Errorf("chain %s of %s, references %v", second.Chain, first.Token, r)
	}
	if _, err := w.Write(plan("lost", "nobody"), start, nil); err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("a message of a system that is not there: %v", err)
	}
}

// An author in Canada writes both languages, its own first, each with its own name.
func TestFirst(t *testing.T) {
	w, start := two(t)
	for first, want := range map[string][]string{"": {"en-CA Right", "fr-CA Droite"}, "en": {"en-CA Right", "fr-CA Droite"},
		"fr": {"fr-CA Droite", "en-CA Right"}} {
		w.scenario.Systems[1].First = first
		m, err := w.Write(plan("both", "right"), start, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range m.Alert.Infos {
			got = append(got, i.Language+" "+i.SenderName)
		}
		if !slices.Equal(got, want) {
			t.Errorf("first %q: %v, want %v", first, got, want)
		}
	}
}

// A tampered message differs from what was signed, and the signature says so.
func TestTampered(t *testing.T) {
	w, start := two(t)
	m, err := w.Write(plan("cancel", "left"), start, nil)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := m.Tampered("has been seen", "has been sown")
	if err != nil {
		t.Fatal(err)
	}
	_, doc, err := cap.Read(changed.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if r := xmldsig.Verify(doc); len(r) != 1 || r[0].State != xmldsig.Bad {
		t.Errorf("its signature: %+v", r)
	}
	if _, err := m.Tampered("no such words", "x"); err == nil {
		t.Error("a change that changes nothing must be an error: the test would prove nothing")
	}
}
