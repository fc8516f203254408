package gateway

import (
	"strings"
	"testing"
	"time"

	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
)

// missing is an alert about a missing person, whose name stands in its headline and its event.
func missing(n message) string {
	n.headline, n.text = "Jane Doe, 9, abducted", "Jane Doe, blue coat."
	return strings.NewReplacer("<value>HMW<", "<value>CAE<", "Hazardous Materials Warning", "AMBER Alert Jane Doe",
		"<info>", "<incidents>jane</incidents><info>").Replace(n.String())
}

// TestMissingPersonsLeaveIncidents: at its end, by a Cancel or by the clock, an incident says what kind of alert it
// was and no name.
func TestMissingPersonsLeaveIncidents(t *testing.T) {
	for how, end := range map[string]func(*testGateway, message){
		"a Cancel": func(b *testGateway, a message) {
			b.all("mema", message{id: "c", typ: "Cancel", refs: a.ref(), minutes: 1}.String())
		},
		"an Update that ends it": func(b *testGateway, a message) {
			b.all("mema", missing(message{id: "u", typ: "Update", refs: a.ref(), minutes: 1, urgency: "Past"}))
		},
		"the clock": func(b *testGateway, _ message) { b.tick(2 * time.Hour) },
	} {
		b := newTestGateway(t, holding)
		a := message{id: "a"}
		b.all("mema", missing(a))
		view := func() (text string) {
			err := b.gw.db.View(t.Context(), func(tx *book.Tx) error {
				list, err := tx.Topics.Under(notice.GatewayTopics, "parties/v1/actual/mema/incidents/jane")
				if err != nil || len(list) != 1 {
					return err
				}
				doc, err := tx.Documents.Bytes(list[0].Want)
				text = string(doc)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		if before := view(); !strings.Contains(before, "Jane Doe, 9, abducted") {
			t.Fatalf("while it stands: %s", before)
		}
		end(b, a)
		if after := view(); strings.Contains(after, "Jane") || !strings.Contains(after, "Child Abduction Emergency") ||
			strings.Contains(after, `"active"`) {
			t.Errorf("after %s: %s", how, after)
		}
	}
}

// TestMissingPersonsAreNotForwardedUnheld: a route that takes everything stops them, and somebody is told.
func TestMissingPersonsAreNotForwardedUnheld(t *testing.T) {
	b := newTestGateway(t, forwarding)
	b.all("mema", missing(message{id: "a"}))
	if len(b.readers.tree) > 0 {
		t.Errorf("it stands: %v", b.readers.standing())
	}
	err := b.gw.db.View(t.Context(), func(tx *book.Tx) error {
		a, _, err := tx.Alerts.ByID(1)
		if err != nil {
			return err
		}
		all, err := tx.Decisions.Of(a.ID)
		for _, d := range all {
			if d.Destination == "public-ca" && (d.Action != book.Drop || d.Reason != agreement.PersonUnheld) {
				t.Errorf("%+v", d)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, a := range b.gw.alarms.Open() {
		found = found || a.Code == agreement.PersonUnheld && !strings.Contains(a.Text.EN+a.Text.FR, "Jane")
	}
	if !found {
		t.Errorf("nobody is told: %+v", b.gw.alarms.Open())
	}
	b.all("mema", message{id: "b"}.String())
	if len(b.readers.tree) == 0 {
		t.Error("what is about no person did not cross")
	}
}

// TestAnUpdateThatNamesAPersonIsStopped: what was forwarded does not take a missing person along.
func TestAnUpdateThatNamesAPersonIsStopped(t *testing.T) {
	b := newTestGateway(t, forwarding)
	a := message{id: "a"}
	b.all("mema", a.String())
	b.all("mema", missing(message{id: "u", typ: "Update", refs: a.ref(), minutes: 1}))
	for topic, text := range b.readers.tree {
		if strings.Contains(text, "Jane") {
			t.Errorf("%s: %s", topic, text)
		}
	}
}
