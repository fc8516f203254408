package gateway

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"

	"bordercast/adapters"
	"bordercast/gateway/api"
	"bordercast/gateway/config"
	"bordercast/gateway/outbox"
	"bordercast/gateway/store/sqlite"
)

// bench is a gateway without broker and without a clock that runs: each step is taken by the test, so that what comes
// between two steps (a cut link, a crash, another alert) can be put there.
type bench struct {
	*Gateway
	t    *testing.T
	tree map[string]string // retained, at all destinations
	said []string          // every publication, in order
	time *manual
	stop context.CancelFunc
}

// manual is a clock that stands still until it is moved.
type manual struct {
	mu  sync.Mutex
	now time.Time
}

func (m *manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *manual) After(time.Duration) (<-chan time.Time, func()) {
	return make(chan time.Time), func() {}
}

func (m *manual) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// noon is when every test begins.
var noon = time.Date(2026, 3, 5, 17, 0, 0, 0, time.UTC)

const benchConfig = `
gateway: {name: nb-me, sender: gateway@bordercast.invalid, data: ./data}
parties:
  - {name: mema, side: us, people: [duty1]}
  - {name: nb-emo, side: ca, people: [duty2]}
systems:
  - {name: mema, party: mema, side: us, kind: mqtt, in: {lanes: [actual, exercise], unsigned: accept, unverifiable: hold}}
  - {name: other, party: mema, side: us, kind: mqtt, in: {lanes: [actual, exercise], unsigned: accept, unverifiable: hold}}
  - {name: public-ca, party: nb-emo, side: ca, kind: mqtt, out: {lanes: [actual, exercise], tree: public}}
  - {name: desk-ca, party: nb-emo, side: ca, kind: mqtt, out: {lanes: [actual, exercise]}}
agreement:
  until: 2036-12-31
  border: [us/me/029]
  routes:
`

// forwarding and holding are agreements of one route each.
const (
	forwarding = "    - {name: all, from: [mema, other], to: [public-ca], lane: actual, do: forward}\n"
	holding    = "    - {name: ask, from: [mema, other], to: [public-ca], lane: actual, do: hold, hold: {ask: acceptance, of: nb-emo, deadline: 10m, then: drop}}\n"
)

func newBench(t *testing.T, routes string) *bench {
	t.Helper()
	c, err := config.Parse("test", []byte(benchConfig+routes))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, tree: map[string]string{}, time: &manual{now: noon}}
	if b.Gateway, err = newGateway(Options{Config: c, Data: t.TempDir(), Clock: b.time, Log: zaptest.NewLogger(t), Rand: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	unlock, err := lockFolder(b.data)
	if err != nil {
		t.Fatal(err)
	}
	key, err := b.keys()
	if err != nil {
		t.Fatal(err)
	}
	if b.db, err = sqlite.Open(t.Context(), sqlite.Options{Dir: b.data, Clock: b.time, Key: key}); err != nil {
		t.Fatal(err)
	}
	b.alarms = b.alarmDesk()
	b.ctx, b.stop = context.WithCancel(context.Background())
	_, b.fail = context.WithCancelCause(b.ctx)
	t.Cleanup(func() {
		b.stop()
		b.chains.wait()
		if err := b.db.Close(); err != nil {
			t.Error(err)
		}
		_ = unlock()
	})
	return b
}

// send brings a document the whole way to the outboxes.
func (b *bench) send(system, doc string) {
	b.t.Helper()
	b.settleOnly(system, doc)
	b.rest()
}

func (b *bench) settleOnly(system, doc string) {
	b.t.Helper()
	b.accept(b.t.Context(), adapters.Incoming{System: system, At: b.time.Now(), Bytes: []byte(doc), Done: func() {}})
	b.flush()
	for b.intake.Len() > 0 {
		item, err := b.intake.Pop(b.t.Context())
		if err != nil {
			b.t.Fatal(err)
		}
		b.submit(b.ctx, b.read(b.ctx, item))
		b.flush()
	}
}

// flush waits until the book has done what it was given; rest until what follows from it is done too.
func (b *bench) flush() {
	b.t.Helper()
	if err := b.db.Update(context.Background(), func(*sqlite.Tx) error { return nil }); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) rest() {
	b.t.Helper()
	for range 3 {
		b.chains.wait()
		b.flush()
	}
}

// deliver empties the outboxes onto the tree.
func (b *bench) deliver() {
	b.t.Helper()
	for _, d := range b.destinations {
		book := ledger{b.Gateway, d}
		for b.outboxes[d.Name].Len() > 0 {
			jobs, left, err := book.Attempt(b.t.Context(), b.outboxes[d.Name].Take(64))
			if err != nil {
				b.t.Fatal(err)
			}
			b.outboxes[d.Name].Push(left...)
			for _, j := range jobs {
				b.publish(j.Messages)
				if err := book.Finish(b.t.Context(), []outbox.Ticket{j.Ticket}); err != nil {
					b.t.Fatal(err)
				}
			}
		}
	}
	b.rest()
}

func (b *bench) publish(messages []adapters.Message) {
	for _, m := range messages {
		b.said = append(b.said, m.Topic+" "+string(m.Payload))
		switch {
		case !m.Retain:
		case len(m.Payload) == 0:
			delete(b.tree, m.Topic)
		default:
			b.tree[m.Topic] = string(m.Payload)
		}
	}
}

// all does everything there is to do.
func (b *bench) all(system, doc string) {
	b.t.Helper()
	b.send(system, doc)
	b.deliver()
}

// crossed lists the identifiers of originators that stand in the public tree now, by what JSON or CAP says of them.
func (b *bench) stands(parts ...string) bool {
	for topic, text := range b.tree {
		found := true
		for _, p := range parts {
			found = found && (strings.Contains(topic, p) || strings.Contains(text, p))
		}
		if found {
			return true
		}
	}
	return false
}

func (b *bench) heard(parts ...string) bool {
	for _, line := range b.said {
		found := true
		for _, p := range parts {
			found = found && strings.Contains(line, p)
		}
		if found {
			return true
		}
	}
	return false
}

// tick lets time pass and does what is due.
func (b *bench) tick(d time.Duration) {
	b.t.Helper()
	b.time.pass(d)
	for more := true; more; {
		var err error
		if more, err = b.expire(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
	}
	b.rest()
}

func (b *bench) held() []api.Held {
	b.t.Helper()
	st, err := desk{b.Gateway}.Status(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return st.Held
}

func (b *bench) rule(alert, verdict, as, destination string) {
	b.t.Helper()
	_, err := desk{b.Gateway}.Rule(b.t.Context(), api.Ruling{Actor: api.Actor{User: "u", As: as}, Alert: alert, Verdict: verdict, Reason: "r", Destination: destination})
	if err != nil {
		b.t.Fatal(err)
	}
	b.rest()
}

// note is one fictional alert. Zero fields have harmless values.
type note struct {
	id, typ, refs, severity, urgency, headline, status, scope, sender, place, text string
	minutes                                                                        int // after noon
	expires                                                                        int // minutes after noon
}

func (n note) ref() string { return n.from() + "," + n.id + "," + n.sent() }

func (n note) from() string { return cmp.Or(n.sender, "duty@maine.invalid") }

func (n note) sent() string { return stampAt(n.minutes) }

func stampAt(minutes int) string {
	return noon.Add(time.Duration(minutes) * time.Minute).Format("2006-01-02T15:04:05-07:00")
}

func (n note) String() string {
	references := ""
	if n.refs != "" {
		references = "<references>" + n.refs + "</references>"
	}
	if n.expires == 0 {
		n.expires = 60
	}
	info := ""
	if n.typ != "Cancel" && n.typ != "Ack" {
		info = fmt.Sprintf(`<info><language>en-US</language><category>CBRNE</category><event>Hazardous Materials Warning</event><urgency>%s</urgency>
<severity>%s</severity><certainty>Observed</certainty><eventCode><valueName>SAME</valueName><value>HMW</value></eventCode>
<expires>%s</expires><senderName>Fictional County</senderName><headline>%s</headline><description>%s</description>
<area><areaDesc>A county</areaDesc><geocode><valueName>SAME</valueName><value>%s</value></geocode></area></info>`,
			cmp.Or(n.urgency, "Immediate"), cmp.Or(n.severity, "Severe"), stampAt(n.expires), cmp.Or(n.headline, "EXERCISE "+n.id), cmp.Or(n.text, "EXERCISE, fictional."), cmp.Or(n.place, "023029"))
	}
	scope := cmp.Or(n.scope, "Public")
	restriction := ""
	if scope == "Restricted" {
		restriction = "<restriction>responders</restriction>"
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>%s</sender><sent>%s</sent><status>%s</status><msgType>%s</msgType><scope>%s</scope>%s%s
%s</alert>`, n.id, n.from(), n.sent(), cmp.Or(n.status, "Actual"), cmp.Or(n.typ, "Alert"), scope, restriction, references, info)
}

// An Ack says that somebody read the alert. It must not take the alert's place, whoever sends it, in whatever lane.
func TestAnAckTakesNobodysPlace(t *testing.T) {
	for _, status := range []string{"Actual", "Exercise"} {
		b := newBench(t, forwarding+strings.ReplaceAll(strings.ReplaceAll(forwarding, "all", "ex"), "actual", "exercise"))
		a := note{id: "a"}
		b.all("mema", a.String())
		if !b.stands("public", "") && !b.stands("alerts/v1/actual/ca", "EXERCISE a") {
			t.Fatal("the alert did not cross")
		}
		b.all("other", note{id: "ack", typ: "Ack", refs: a.ref(), minutes: 1, status: status, sender: "somebody@else.invalid"}.String())
		if !b.stands("alerts/v1/actual/ca", "/cap", "EXERCISE a") {
			t.Errorf("%s: an Ack took the alert off its topic: %v", status, b.standing())
		}
		b.tick(2 * time.Hour)
		b.deliver()
		if len(b.tree) > 0 {
			t.Errorf("%s: something stands for ever: %v", status, b.standing())
		}
	}
}

// An Ack that comes before its alert does not make the alert late.
func TestAnEarlyAckDoesNotDelayTheAlert(t *testing.T) {
	b := newBench(t, forwarding)
	a := note{id: "a"}
	b.all("mema", note{id: "ack", typ: "Error", refs: a.ref(), minutes: 1}.String())
	b.all("mema", a.String())
	if !b.stands("alerts/v1/actual/ca", "/cap", "EXERCISE a") {
		t.Error("the alert did not cross")
	}
}

// A graver Update waits in the outbox of a cut link when the end comes: nothing of the chain may stand afterwards.
func TestACancelFindsWhatAQueuedUpdateWasToReplace(t *testing.T) {
	b := newBench(t, forwarding)
	a := note{id: "a"}
	b.all("mema", a.String())
	u := note{id: "u", typ: "Update", refs: a.ref(), severity: "Extreme", minutes: 1}
	b.send("mema", u.String())
	b.send("mema", note{id: "c", typ: "Cancel", refs: a.ref() + " " + u.ref(), minutes: 2}.String())
	b.deliver()
	if len(b.tree) > 0 {
		t.Errorf("a cancelled alert stands: %v", b.standing())
	}
	if !b.heard("/severe/", "/end", "cancelled") && !b.heard("/extreme/", "/end", "cancelled") {
		t.Errorf("nobody was told that it was cancelled: %v", b.topicsSaid())
	}
	if !b.heard("/cap", "<msgType>Cancel</msgType>") {
		t.Error("no derived Cancel went out")
	}
}

// The same where the Update's time is up before the link is back.
func TestAnUpdateThatLapsesTakesItsPredecessorAlong(t *testing.T) {
	b := newBench(t, forwarding)
	a := note{id: "a", expires: 300}
	b.all("mema", a.String())
	b.send("mema", note{id: "u", typ: "Update", refs: a.ref(), severity: "Extreme", minutes: 1, expires: 30}.String())
	b.tick(time.Hour)
	b.deliver()
	if len(b.tree) > 0 {
		t.Errorf("a superseded alert stands: %v", b.standing())
	}
	if !b.heard("/severe/", "/end ", "expired") {
		t.Errorf("no end notice where it stood: %v", b.topicsSaid())
	}
}

// A Cancel that names an Update comes before that Update: when the Update comes, the whole chain ends.
func TestAnEarlyCancelEndsTheChainOnceItIsKnown(t *testing.T) {
	b := newBench(t, forwarding)
	a := note{id: "a"}
	u := note{id: "u", typ: "Update", refs: a.ref(), minutes: 1}
	b.all("mema", a.String())
	b.all("mema", note{id: "c", typ: "Cancel", refs: u.ref(), minutes: 2}.String())
	b.all("mema", u.String())
	if len(b.tree) > 0 {
		t.Errorf("a cancelled alert stands: %v", b.standing())
	}
	if !b.heard("/end ", "cancelled") {
		t.Error("no end notice")
	}
}

// What a deadline dropped was not approved: the same again asks again.
func TestALapsedUpdateApprovesNothing(t *testing.T) {
	b := newBench(t, holding)
	a := note{id: "a", severity: "Minor"}
	b.all("mema", a.String())
	b.rule(b.held()[0].Alert, api.Approve, "duty2", "")
	b.deliver()
	u := note{id: "u", typ: "Update", refs: a.ref(), severity: "Extreme", minutes: 1}
	b.all("mema", u.String())
	b.tick(11 * time.Minute)
	b.all("mema", note{id: "v", typ: "Update", refs: u.ref(), severity: "Extreme", minutes: 12}.String())
	if b.stands("EXERCISE v") {
		t.Error("an Update that nobody approved crossed")
	}
	if len(b.held()) != 1 {
		t.Errorf("held: %+v", b.held())
	}
}

func (b *bench) standing() []string { return slices.Sorted(maps.Keys(b.tree)) }

func (b *bench) topicsSaid() (list []string) {
	for _, line := range b.said {
		topic, _, _ := strings.Cut(line, " ")
		list = append(list, topic)
	}
	return list
}

// An Update that names two alerts makes them one chain. While it waits for a person each of them stands until its own
// end, and no longer.
func TestMergedAlertsEndEachAtItsTime(t *testing.T) {
	b := newBench(t, holding)
	one, two := note{id: "a", severity: "Minor"}, note{id: "b", severity: "Minor", expires: 30, place: "023003"}
	for _, n := range []note{one, two} {
		b.all("mema", n.String())
		b.rule(b.held()[0].Alert, api.Approve, "duty2", "")
		b.deliver()
	}
	b.all("mema", note{id: "u", typ: "Update", refs: one.ref() + " " + two.ref(), severity: "Extreme", minutes: 1}.String())
	b.tick(40 * time.Minute)
	b.deliver()
	if !b.stands("/029/", "EXERCISE a") || b.stands("EXERCISE b") {
		t.Errorf("after the end of one: %v", b.standing())
	}
	b.tick(40 * time.Minute)
	b.deliver()
	if len(b.tree) > 0 {
		t.Errorf("after the end of both: %v", b.standing())
	}
}

// Both wait in the outbox of a cut link when their common Update is released: it goes out last, and it alone stands.
func TestAMergeKeepsTheOrder(t *testing.T) {
	b := newBench(t, forwarding)
	one, two := note{id: "a", severity: "Minor"}, note{id: "b", severity: "Minor", place: "023003", minutes: 1}
	b.send("mema", one.String())
	b.send("mema", two.String())
	b.send("mema", note{id: "u", typ: "Update", refs: one.ref() + " " + two.ref(), severity: "Extreme", minutes: 2}.String())
	b.deliver()
	if b.stands("EXERCISE a") || b.stands("EXERCISE b") || !b.stands("EXERCISE u") {
		t.Errorf("stands: %v\nsaid: %v", b.standing(), b.topicsSaid())
	}
	b.all("mema", note{id: "c", typ: "Cancel", refs: one.ref(), minutes: 3}.String())
	if len(b.tree) > 0 {
		t.Errorf("a cancelled chain stands: %v", b.standing())
	}
}

// A forged copy of an alert that a person approved, graver than the first, is asked about by itself.
func TestACopyThatAsksForMoreIsAskedAbout(t *testing.T) {
	b := newBench(t, holding)
	a := note{id: "a", severity: "Minor", headline: "EXERCISE same"}
	b.all("mema", a.String())
	b.rule(b.held()[0].Alert, api.Approve, "duty2", "")
	b.deliver()
	b.all("other", note{id: "copy", sender: "forger@maine.invalid", severity: "Extreme", headline: "EXERCISE same", minutes: 1}.String())
	if b.stands(`"severity":"Extreme"`) {
		t.Error("a graver copy crossed unasked")
	}
	if len(b.held()) != 1 {
		t.Errorf("held: %+v", b.held())
	}
}

// One answer is for both copies, but for no destination that was not answered for; and a copy is asked about by itself
// when the question about the first ends without an answer.
func TestCopiesFollowTheAnswerAndNothingElse(t *testing.T) {
	both := strings.Replace(holding, "[public-ca]", "[public-ca, desk-ca]", 1)
	a := note{id: "a", headline: "EXERCISE same"}
	copied := note{id: "copy", sender: "relay@maine.invalid", headline: "EXERCISE same", minutes: 1}
	b := newBench(t, both)
	b.all("mema", a.String())
	b.all("other", copied.String())
	b.rule(b.held()[0].Alert, api.Approve, "duty2", "desk-ca")
	b.deliver()
	if b.stands("alerts/v1/") {
		t.Errorf("approved for one destination, and stands at another: %v", b.standing())
	}
	b = newBench(t, holding)
	b.all("mema", a.String())
	b.all("other", copied.String())
	b.all("mema", note{id: "c", typ: "Cancel", refs: a.ref(), minutes: 2}.String())
	if len(b.held()) != 1 {
		t.Errorf("the copy waits unseen: %+v", b.held())
	}
}

// A Restricted Update never follows its Public alert into a public tree.
func TestTheChainRuleNeverPassesPrivacy(t *testing.T) {
	b := newBench(t, forwarding)
	a := note{id: "a"}
	b.all("mema", a.String())
	b.all("mema", note{id: "u", typ: "Update", refs: a.ref(), scope: "Restricted", headline: "EXERCISE secret", minutes: 1}.String())
	if b.stands("secret") || b.stands("Restricted") || !b.stands("EXERCISE a") {
		t.Errorf("stands: %v", b.standing())
	}
}

// What a recall took back does not come again with an Update that was decided before it.
func TestARecallBindsWhatIsDecided(t *testing.T) {
	b := newBench(t, forwarding)
	a := note{id: "a"}
	b.all("mema", a.String())
	b.settleOnly("mema", a.String()) // a duplicate: nothing follows
	if _, err := (desk{b.Gateway}).Recall(t.Context(), api.Order{Actor: api.Actor{User: "u", As: "duty2"}, Alert: "a", Reason: "r"}); err != nil {
		t.Fatal(err)
	}
	b.deliver()
	b.all("mema", note{id: "u", typ: "Update", refs: a.ref(), minutes: 1}.String())
	if len(b.tree) > 0 {
		t.Errorf("recalled, and stands: %v", b.standing())
	}
}

// An incident says that an alert is over when it is, and shows nothing that the route keeps back.
func TestAnIncidentTellsNoMoreThanTheDraft(t *testing.T) {
	b := newBench(t, "    - {name: r, from: mema, to: desk-ca, lane: actual, match: {scope: Restricted}, do: forward, allow: [area]}\n")
	doc := strings.Replace(note{id: "a", scope: "Restricted", headline: "EXERCISE secret"}.String(), "<info>", "<incidents>plume</incidents><info>", 1)
	b.all("mema", doc)
	view := func(party string) (text string) {
		topic := "parties/v1/actual/" + party + "/incidents/plume"
		err := b.db.View(t.Context(), func(tx *sqlite.Tx) error {
			list, err := tx.TopicsUnder(office, topic)
			if err != nil || len(list) != 1 {
				return err
			}
			doc, err := tx.Blob(list[0].Want)
			text = string(doc)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if theirs := view("nb-emo"); theirs == "" || strings.Contains(theirs, "secret") || strings.Contains(theirs, "Hazardous") {
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
