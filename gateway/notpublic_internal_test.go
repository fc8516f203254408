package gateway

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"bordercast/adapters"
	"bordercast/gateway/after"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/gate"
	"bordercast/gateway/retained"
)

// The rules keep what is not Public out of the public trees long before the gate. So each of these tests makes a
// mistake for the gateway, at another place, and sees that nothing is published and that people are told.

// notForAll is a document that is not Public; nobody judged it, or somebody said no.
var notForAll = message{id: "secret", scope: "Private"}.String()

func (r *rows) put(doc book.Packed) (id int64) {
	r.t.Helper()
	r.write(func(tx *book.Tx) (err error) { id, err = tx.Documents.Put(doc); return err })
	return id
}

func (r *rows) write(do func(tx *book.Tx) error) {
	r.t.Helper()
	if err := r.db.Update(r.t.Context(), do); err != nil {
		r.t.Fatal(err)
	}
}

// keptIn holds when nothing of the secret was said and the alarm stands.
func (b *testGateway) keptIn() {
	b.t.Helper()
	b.rest()
	if b.readers.heard("alerts/", "secret") || b.readers.stands("alerts/", "secret") {
		b.t.Errorf("what is not Public was published:\n%s", strings.Join(b.readers.said, "\n"))
	}
	if !slices.Contains(b.people.alarmed(), gate.Code) {
		b.t.Errorf("alarms: %s", b.people.alarmed())
	}
}

func (p *people) alarmed() (codes []string) {
	for _, a := range p.gw.alarms.Open() {
		codes = append(codes, a.Code)
	}
	return codes
}

// replan puts the secret where the last delivery's document of a leaf is.
func (b *testGateway) replan(leaf string) {
	b.t.Helper()
	blob := b.rows.put(book.Pack([]byte(notForAll)))
	b.rows.write(func(tx *book.Tx) error {
		id, err := tx.Deliveries.NextID()
		if err != nil {
			return err
		}
		d, _, err := tx.Deliveries.ByID(id - 1)
		if err != nil {
			return err
		}
		for i, p := range d.Plan {
			if p.Blob != 0 && strings.HasSuffix(p.Topic, "/"+leaf) {
				d.Plan[i].Blob = blob
			}
		}
		return tx.Deliveries.SetPlan(d.ID, d.Plan)
	})
}

func TestGateWhenADraftIsWrong(t *testing.T) {
	b := newTestGateway(t, forwarding)
	b.settleOnly("mema", message{id: "a"}.String())
	b.rest()
	from, made := b.drafted("a")
	for i := range made[0].Parts {
		made[0].Parts[i].Cap = derive.PackCAP([]byte(notForAll))
	}
	var fx after.Effects
	b.rows.write(func(tx *book.Tx) error {
		err := b.gw.way.Releaser.Write(tx, from, made, &fx)
		return err
	})
	if len(fx.Tickets) != 0 || len(fx.Receipts) != 1 || fx.Receipts[0].Receipt.Reason != gate.Code {
		t.Errorf("%+v", fx)
	}
	b.deliver()
	b.keptIn()
}

// drafted makes the drafts of an alert for public-ca once more.
func (b *testGateway) drafted(identifier string) (from derive.Gathered, made []derive.Rendering) {
	b.t.Helper()
	var id int64
	b.rows.write(func(tx *book.Tx) error {
		list, err := tx.Alerts.Named(identifier)
		if err != nil {
			return err
		}
		id = list[0].ID
		return tx.Decisions.SetState(id, "public-ca", 1, book.Decided, "")
	})
	from, err := b.gw.way.Derive.Gather(b.t.Context(), b.gw.db.For("test", 0), id, book.Decided)
	if err != nil {
		b.t.Fatal(err)
	}
	return from, b.gw.way.Derive.Drafts(from)
}

func TestGateWhenAPlanIsWrong(t *testing.T) {
	for _, leaf := range []string{"cap", "json"} {
		b := newTestGateway(t, forwarding)
		b.all("mema", message{id: "a"}.String())
		stood := len(b.readers.tree)
		b.send("mema", message{id: "b", typ: "Update", refs: message{id: "a"}.ref(), minutes: 1}.String())
		b.replan(leaf)
		b.deliver()
		b.keptIn()
		if len(b.readers.tree) != stood || !b.readers.stands("EXERCISE a") {
			t.Errorf("%s: what stood before stands no more: %q", leaf, b.readers.standing())
		}
		b.rows.write(func(tx *book.Tx) error {
			list, err := tx.Alerts.Named("b")
			if err != nil {
				return err
			}
			sent, err := tx.Deliveries.Of(list[0].ID)
			if len(sent) != 1 || sent[0].State != book.Refused || sent[0].Result != gate.Code {
				t.Errorf("%s: %+v", leaf, sent)
			}
			return err
		})
	}
}

func TestGateWhenAnEndIsWrong(t *testing.T) {
	b := newTestGateway(t, forwarding)
	b.all("mema", message{id: "a"}.String())
	b.send("mema", message{id: "c", typ: "Cancel", refs: message{id: "a"}.ref(), minutes: 1}.String())
	b.replan("cap")
	b.deliver()
	b.keptIn()
	if len(b.readers.tree) != 0 || !b.readers.heard("/end ", "cancelled") {
		t.Errorf("the end was not told: %q", b.readers.standing())
	}
}

// A Cancel that was made wrong is left out of its plan; the notice and the clearing are not.
func TestGateWhenACancelIsWrong(t *testing.T) {
	b := newTestGateway(t, forwarding)
	b.all("mema", message{id: "a"}.String())
	b.rows.write(func(tx *book.Tx) error {
		list, err := tx.Alerts.Named("a")
		if err != nil {
			return err
		}
		live, err := tx.Live.InChain(list[0].Chain, "public-ca")
		if err != nil {
			return err
		}
		doc := derive.PackCAP([]byte(notForAll))
		blob, err := tx.Documents.Put(doc)
		if err != nil {
			return err
		}
		var fx after.Effects
		err = b.gw.way.Retained.EndAt(tx, live[0], retained.Ending{Kind: "withdrawn", Cancel: derive.Payload{Blob: blob,
			Public: doc.Public}}, &fx)
		for destination, tickets := range fx.Tickets {
			b.gw.outboxes.Of(destination).Push(tickets...)
		}
		return err
	})
	b.deliver()
	b.keptIn()
	if len(b.readers.tree) != 0 || !b.readers.heard("/end ", "withdrawn") {
		t.Errorf("the end was not told: %q", b.readers.standing())
	}
}

// What the store wants on a public topic and must not is not put there by a new connection, a resend or an annotation;
// should it stand there, it is cleared.
func TestGateWhenTheStoreIsWrong(t *testing.T) {
	b := newTestGateway(t, forwarding)
	b.all("mema", message{id: "a"}.String())
	blob := b.rows.put(book.Pack([]byte(notForAll)))
	there, spoiled := map[string]adapters.Digest{}, ""
	b.rows.write(func(tx *book.Tx) error {
		list, err := tx.Topics.At("public-ca")
		for _, topic := range list {
			if there[topic.Topic] = adapters.Digest(sha256.Sum256([]byte(b.readers.tree[topic.Topic]))); strings.HasSuffix(topic.Topic,
				"/cap") {
				topic.Want, spoiled = blob, topic.Topic
				err = tx.Topics.Want(topic)
			}
		}
		return err
	})
	repair, err := b.gw.reconciler.Repair(t.Context(), "public-ca", there, nil)
	if err != nil || len(repair) != 1 || repair[0].Topic != spoiled || len(repair[0].Payload) != 0 {
		t.Errorf("on a new connection: %+v, %v", repair, err)
	}
	if _, err := b.gw.corrections.Resend(t.Context(), api.Order{Alert: "a", Actor: api.Actor{As: "duty2", User: "u"},
		Reason: "r"}); err == nil || !strings.Contains(err.Error(), "not Public") {
		t.Errorf("resend: %v", err)
	}
	b.deliver()
	b.keptIn()
}

// Every link asks the gate once more, whoever made the message.
func TestGateAtTheLink(t *testing.T) {
	b := newTestGateway(t, forwarding)
	if b.gw.notices.Stops(adapters.Message{Topic: "alerts/v1/x", Payload: []byte("p"), Public: true}) ||
		b.gw.notices.Stops(adapters.Message{Topic: "parties/v1/x", Payload: []byte("p")}) {
		t.Error("it stops what is right")
	}
	if !b.gw.notices.Stops(adapters.Message{Topic: "alerts/v1/x", Payload: []byte("p")}) {
		t.Error("it stops nothing")
	}
	b.keptIn()
}
