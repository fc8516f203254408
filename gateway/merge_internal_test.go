package gateway

import (
	"strings"
	"testing"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
)

// An Update that names two alerts makes them one chain. While it waits for a person each of them stands until its own
// end, and no longer.
func TestMergedAlertsEndEachAtItsTime(t *testing.T) {
	b := newTestGateway(t, holding)
	one, two := message{id: "a", severity: "Minor"}, message{id: "b", severity: "Minor", expires: 30, place: "023003"}
	for _, n := range []message{one, two} {
		b.all("mema", n.String())
		b.rule(b.people.held()[0].Alert, api.Approve, "duty2", "")
		b.deliver()
	}
	b.all("mema", message{id: "u", typ: "Update", refs: one.ref() + " " + two.ref(), severity: "Extreme",
		minutes: 1}.String())
	b.tick(40 * time.Minute)
	b.deliver()
	if !b.readers.stands("/029/", "EXERCISE a") || b.readers.stands("EXERCISE b") {
		t.Errorf("after the end of one: %v", b.readers.standing())
	}
	b.tick(40 * time.Minute)
	b.deliver()
	if len(b.readers.tree) > 0 {
		t.Errorf("after the end of both: %v", b.readers.standing())
	}
}

// Both wait in the outbox of a cut link when their common Update is released: it goes out last, and it alone stands.
func TestAMergeKeepsTheOrder(t *testing.T) {
	b := newTestGateway(t, forwarding)
	one, two := message{id: "a", severity: "Minor"}, message{id: "b", severity: "Minor", place: "023003", minutes: 1}
	b.send("mema", one.String())
	b.send("mema", two.String())
	b.send("mema", message{id: "u", typ: "Update", refs: one.ref() + " " + two.ref(), severity: "Extreme",
		minutes: 2}.String())
	b.deliver()
	if b.readers.stands("EXERCISE a") || b.readers.stands("EXERCISE b") || !b.readers.stands("EXERCISE u") {
		t.Errorf("stands: %v\nsaid: %v", b.readers.standing(), b.readers.topicsSaid())
	}
	b.all("mema", message{id: "c", typ: "Cancel", refs: one.ref(), minutes: 3}.String())
	if len(b.readers.tree) > 0 {
		t.Errorf("a cancelled chain stands: %v", b.readers.standing())
	}
}

// A forged copy of an alert that a person approved, graver than the first, is asked about by itself.
func TestACopyThatAsksForMoreIsAskedAbout(t *testing.T) {
	b := newTestGateway(t, holding)
	a := message{id: "a", severity: "Minor", headline: "EXERCISE same"}
	b.all("mema", a.String())
	b.rule(b.people.held()[0].Alert, api.Approve, "duty2", "")
	b.deliver()
	b.all("other", message{id: "copy", sender: "forger@maine.invalid", severity: "Extreme", headline: "EXERCISE same",
		minutes: 1}.String())
	if b.readers.stands(`"severity":"Extreme"`) {
		t.Error("a graver copy crossed unasked")
	}
	if len(b.people.held()) != 1 {
		t.Errorf("held: %+v", b.people.held())
	}
}

// One answer is for both copies, but for no destination that was not answered for; and a copy is asked about by itself
// when the question about the first ends without an answer.
func TestCopiesFollowTheAnswerAndNothingElse(t *testing.T) {
	both := strings.Replace(holding, "[public-ca]", "[public-ca, desk-ca]", 1)
	a := message{id: "a", headline: "EXERCISE same"}
	copied := message{id: "copy", sender: "relay@maine.invalid", headline: "EXERCISE same", minutes: 1}
	b := newTestGateway(t, both)
	b.all("mema", a.String())
	b.all("other", copied.String())
	b.rule(b.people.held()[0].Alert, api.Approve, "duty2", "desk-ca")
	b.deliver()
	if b.readers.stands("alerts/v1/") {
		t.Errorf("approved for one destination, and stands at another: %v", b.readers.standing())
	}
	b = newTestGateway(t, holding)
	b.all("mema", a.String())
	b.all("other", copied.String())
	b.all("mema", message{id: "c", typ: "Cancel", refs: a.ref(), minutes: 2}.String())
	if len(b.people.held()) != 1 {
		t.Errorf("the copy waits unseen: %+v", b.people.held())
	}
}

// A Restricted Update never follows its Public alert into a public tree.
func TestTheChainRuleNeverPassesPrivacy(t *testing.T) {
	b := newTestGateway(t, forwarding)
	a := message{id: "a"}
	b.all("mema", a.String())
	b.all("mema", message{id: "u", typ: "Update", refs: a.ref(), scope: "Restricted", headline: "EXERCISE secret",
		minutes: 1}.String())
	if b.readers.stands("secret") || b.readers.stands("Restricted") || !b.readers.stands("EXERCISE a") {
		t.Errorf("stands: %v", b.readers.standing())
	}
}

// What a recall took back does not come again with an Update that was decided before it.
func TestARecallBindsWhatIsDecided(t *testing.T) {
	b := newTestGateway(t, forwarding)
	a := message{id: "a"}
	b.all("mema", a.String())
	b.settleOnly("mema", a.String()) // a duplicate: nothing follows
	if _, err := b.gw.corrections.Recall(t.Context(), api.Order{Actor: api.Actor{User: "u", As: "duty2"}, Alert: "a",
		Reason: "r"}); err != nil {
		t.Fatal(err)
	}
	b.deliver()
	b.all("mema", message{id: "u", typ: "Update", refs: a.ref(), minutes: 1}.String())
	if len(b.readers.tree) > 0 {
		t.Errorf("recalled, and stands: %v", b.readers.standing())
	}
}

// An incident says that an alert is over when it is, and shows nothing that the route keeps back.
func TestAnIncidentTellsNoMoreThanTheDraft(t *testing.T) {
	b := newTestGateway(t, "    - {name: r, from: mema, to: desk-ca, lane: actual, match: {scope: Restricted}, do: forward, allow: [area]}\n")
	doc := strings.Replace(message{id: "a", scope: "Restricted", headline: "EXERCISE secret"}.String(), "<info>",
		"<incidents>plume</incidents><info>", 1)
	b.all("mema", doc)
	view := func(party string) (text string) {
		topic := "parties/v1/actual/" + party + "/incidents/plume"
		err := b.gw.db.View(t.Context(), func(tx *book.Tx) error {
			list, err := tx.Topics.Under(notice.GatewayTopics, topic)
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
	if theirs := view("nb-emo"); theirs != "" {
		t.Errorf("the neighbour, to whom nobody named it, sees %s", theirs)
	}
	b = newTestGateway(t, "    - {name: r, from: mema, to: desk-ca, lane: actual, match: {scope: Restricted}, do: forward, allow: [area, incidents]}\n")
	b.all("mema", doc)
	if theirs := view("nb-emo"); theirs == "" || strings.Contains(theirs, "secret") || strings.Contains(theirs,
		"Hazardous") {
		t.Errorf("the neighbour sees %s", theirs)
	}
	if own := view("mema"); !strings.Contains(own, "secret") {
		t.Errorf("its own side sees %s", own)
	}
	b.tick(2 * time.Hour)
	if own := view("mema"); strings.Contains(own, `"active"`) {
		t.Errorf("after its end: %s", own)
	}
}
