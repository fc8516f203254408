package gateway

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
)

// reads is what a person is shown.
func (p *people) reads(request api.ShowRequest) api.AlertView {
	p.t.Helper()
	view, err := p.gw.showing.Show(p.t.Context(), request)
	if err != nil {
		p.t.Fatal(err)
	}
	return view
}

// approve is the answer of one person, by the digest of what they read.
func (p *people) approve(r api.Ruling) error {
	r.Actor, r.Verdict = api.Actor{User: "u", As: "duty2"}, api.Approve
	_, err := p.gw.rulings.Rule(p.t.Context(), r)
	return err
}

func faultCode(err error) string {
	var fault *api.Fault
	if errors.As(err, &fault) {
		return fault.Code
	}
	return ""
}

// decision is the only one about the only alert.
func (r *rows) decision() (d book.Decision) {
	r.t.Helper()
	err := r.db.View(r.t.Context(), func(tx *book.Tx) error {
		list, err := tx.Decisions.Of(1)
		for _, one := range list {
			if one.Hold != nil {
				d = one
			}
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return d
}

// Between an answer and what follows from it anything may happen: a crash, a hangup, another map. What goes is what was
// shown, or nothing does, and it is asked about again.
func TestWhatChangesBetweenAnswerAndReleaseIsAskedAgain(t *testing.T) {
	b := newTestGateway(t, holding)
	b.all("mema", message{id: "a"}.String())
	alert := b.people.held()[0].Alert
	before := b.people.reads(api.ShowRequest{Alert: alert}).Draft
	blocked := make(chan struct{})
	b.gw.chains.Do("", 1, 0, func() { <-blocked }) // what follows waits, as it does while a gateway starts again
	if err := b.people.approve(api.Ruling{Alert: alert, Draft: before}); err != nil {
		t.Fatal(err)
	}
	if now := b.rows.decision(); now.State != book.Decided || now.Draft != before {
		t.Fatalf("approved: %+v", now)
	}
	b.gw.settings.Now().Sender = "other@bordercast.invalid"
	close(blocked)
	b.rest()
	b.deliver()
	if b.readers.stands("alerts/v1/") {
		t.Fatalf("what nobody was shown stands: %v", b.readers.standing())
	}
	now := b.rows.decision()
	if now.State != book.Held || now.Draft == before || now.Draft == "" || now.Hold.State != approval.Held ||
		len(now.Hold.Answered) > 0 {
		t.Fatalf("asked again: %+v", now)
	}
	view := b.people.reads(api.ShowRequest{Alert: alert})
	if len(view.Questions) != 1 || !slices.ContainsFunc(view.Questions[0].Changed, func(c api.Change) bool {
		return c.Path == "part 1/sender" && c.After == "other@bordercast.invalid"
	}) {
		t.Errorf("what changed is not said: %+v", view.Questions)
	}
	if err := b.people.approve(api.Ruling{Alert: alert, Draft: before}); faultCode(err) != approval.StaleDraft {
		t.Errorf("the old answer once more: %v", err)
	}
	if err := b.people.approve(api.Ruling{Alert: alert, Draft: view.Draft}); err != nil {
		t.Fatal(err)
	}
	b.rest()
	b.deliver()
	if !b.readers.stands("alerts/v1/", "other@bordercast.invalid") {
		t.Errorf("stands: %v", b.readers.standing())
	}
}

// Every way to name less than a whole draft that was shown is refused, and each says which.
func TestAnAnswerNamesWhatWasShown(t *testing.T) {
	b := newTestGateway(t, holding)
	b.all("mema", message{id: "a"}.String())
	alert := b.people.held()[0].Alert
	whole := b.people.reads(api.ShowRequest{Alert: alert}).Draft
	for name, c := range map[string]struct {
		ruling api.Ruling
		code   string
	}{
		"no draft":             {api.Ruling{}, api.NoDraft},
		"too little of it":     {api.Ruling{Draft: whole[:15]}, approval.StaleDraft},
		"one never shown":      {api.Ruling{Draft: strings.Repeat("0", 64)}, approval.StaleDraft},
		"another area in mind": {api.Ruling{Draft: whole, Area: []string{"us/me/003"}}, approval.OutsideArea},
		"a channel in mind":    {api.Ruling{Draft: whole, Channels: []string{"wireless"}}, approval.NotOffered},
	} {
		c.ruling.Alert = alert
		if err := b.people.approve(c.ruling); faultCode(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.rows.decision().State != book.Held {
		t.Error("it was approved all the same")
	}
	if err := b.people.approve(api.Ruling{Alert: alert, Draft: strings.ToUpper(whole[:16])}); err != nil {
		t.Errorf("sixteen figures, in capitals: %v", err)
	}
}

// What is shown is unsigned, and says its digest wherever it stands.
func TestWhatIsShownSaysItsDigest(t *testing.T) {
	b := newTestGateway(t, holding)
	b.all("mema", message{id: "a"}.String())
	view := b.people.reads(api.ShowRequest{Alert: b.people.held()[0].Alert})
	var all []book.Topic
	if err := b.gw.db.View(t.Context(), func(tx *book.Tx) (err error) {
		all, err = tx.Topics.Under(notice.GatewayTopics, "parties/")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	leaves := map[string]string{}
	for _, topic := range all {
		if err := b.gw.db.View(t.Context(), func(tx *book.Tx) error {
			doc, err := tx.Documents.Bytes(topic.Want)
			leaves[topic.Topic[strings.LastIndexByte(topic.Topic, '/')+1:]] = string(doc)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, leaf := range []string{topics.JSON, topics.Report} {
		if !strings.Contains(leaves[leaf], `"draft":"`+view.Draft+`"`) {
			t.Errorf("%s does not say %s:\n%s", leaf, view.Draft, leaves[leaf])
		}
	}
	if doc := leaves[topics.CAP]; doc != view.Questions[0].Parts[0].CAP || strings.Contains(doc, "Signature") {
		t.Errorf("the CAP shown is\n%s", doc)
	}
	if b.people.held()[0].Draft != view.Draft {
		t.Errorf("the status says %q", b.people.held()[0].Draft)
	}
}
