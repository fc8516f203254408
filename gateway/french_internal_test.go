package gateway

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap/french"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/view"
)

// chlore is a text as the accepting officer writes it; what it says of its author is not believed.
func chlore() *french.Text {
	return &french.Text{Headline: "Fuite de chlore à Calais", Description: "Un nuage vient.",
		Instruction: "Fermez les fenêtres.", By: "somebody else", Party: "mema"}
}

// lookFrench is a look at an alert with that text.
func lookFrench(alert string) api.ShowRequest {
	return api.ShowRequest{Actor: api.Actor{User: "u", As: "duty2"}, Alert: alert,
		Destination: "public-ca", French: chlore()}
}

// A hold for a public feed in Canada asks for a French text; one that is attached is another draft, and what is
// approved goes out under the officer's name.
func TestAFrenchTextIsAttachedAndGoesOut(t *testing.T) {
	b := newTestGateway(t, holding)
	b.all("mema", message{id: "a"}.String())
	h := b.people.held()[0]
	command := "show " + h.Alert + " --to public-ca --french FILE"
	if !strings.Contains(h.WantedEN, "bordercast "+command) || !strings.Contains(h.WantedFR,
		"Joignez un texte français") ||
		!slices.ContainsFunc(h.Next, func(s api.Step) bool {
			return s.Command == command && slices.Equal(s.Who,
				[]string{"duty2"})
		}) {
		t.Fatalf("the status does not ask for it: %+v", h)
	}
	if !b.rows.showsOnGatewayTopics(`"wanted":{"en":"Readers of French`) {
		t.Error("what stands before those who decide does not ask for it")
	}
	plain := b.people.reads(api.ShowRequest{Alert: h.Alert})
	if q := plain.Questions[0]; q.WantedEN != h.WantedEN || q.French != nil || !slices.ContainsFunc(plain.Next,
		func(s api.Step) bool { return s.Command == command }) {
		t.Fatalf("the view does not ask for it: %+v", plain)
	}
	view := b.people.reads(lookFrench(h.Alert))
	q := view.Questions[0]
	if view.Draft == plain.Draft || q.WantedEN != "" || q.French == nil || q.French.By != "duty2" ||
		q.French.Party != "nb-emo" || len(q.Changed) > 0 {
		t.Fatalf("the draft with it: %+v", q)
	}
	other := lookFrench(h.Alert)
	other.French.Headline = "Autre chose"
	second := b.people.reads(other)
	if second.Draft == view.Draft || len(second.Questions[0].Changed) != 1 ||
		second.Questions[0].Changed[0].Path != "part 1/info[2]/headline" {
		t.Errorf("another text is another draft, and differs in that: %+v", second.Questions[0].Changed)
	}
	for name, c := range map[string]struct {
		draft string
		text  *french.Text
	}{"of the draft without it": {plain.Draft, chlore()}, "of the draft with another": {second.Draft, chlore()}} {
		if err := b.people.approve(api.Ruling{Alert: h.Alert, Draft: c.draft,
			French: c.text}); faultCode(err) != approval.OtherDraft {
			t.Errorf("the digest %s was taken for it: %v", name, err)
		}
	}
	if err := b.people.approve(api.Ruling{Alert: h.Alert, Draft: view.Draft, French: chlore()}); err != nil {
		t.Fatal(err)
	}
	b.rest()
	b.deliver()
	if !b.readers.stands("alerts/v1/", `"fr":"Fuite de chlore à Calais"`) || b.readers.stands("en anglais seulement") ||
		!b.readers.stands("Texte français\u00a0: duty2, nb-emo") {
		t.Errorf("stands: %v", b.readers.tree)
	}
	if d := b.rows.decision(); d.Hold.French == nil || d.Hold.French.By != "duty2" || d.Hold.Draft != view.Draft {
		t.Errorf("the hold does not keep it: %+v", d.Hold)
	}
}

// showsOnGatewayTopics says whether something that stands on the gateway's own topics holds a text.
func (r *rows) showsOnGatewayTopics(text string) (found bool) {
	r.t.Helper()
	if err := r.db.View(r.t.Context(), func(tx *book.Tx) error {
		all, err := tx.Topics.Under(notice.GatewayTopics, "parties/")
		for _, topic := range all {
			doc, err := tx.Documents.Bytes(topic.Want)
			if err != nil {
				return err
			}
			found = found || strings.Contains(string(doc), text)
		}
		return err
	}); err != nil {
		r.t.Fatal(err)
	}
	return found
}

// Each way to attach a text where it has no place is refused, and says why.
func TestAFrenchTextThatHasNoPlace(t *testing.T) {
	releasing := strings.Replace(holding, "ask: acceptance, of: nb-emo", "ask: release, of: mema", 1)
	bilingual := strings.Replace(message{id: "a"}.String(), "</info>", "</info>"+strings.NewReplacer("en-US", "fr-CA",
		"EXERCISE a", "EXERCICE a").
		Replace(infoOf(message{id: "a"}.String())), 1)
	several := strings.Replace(message{id: "a"}.String(), "</info>", "</info>"+strings.NewReplacer("HMW", "TOR",
		"Hazardous Materials Warning", "Tornado Warning").
		Replace(infoOf(message{id: "a"}.String())), 1)
	for name, c := range map[string]struct {
		routes, doc string
		change      func(*api.ShowRequest)
		code, text  string
	}{
		"somebody else's question": {holding, "",
			func(l *api.ShowRequest) { l.Actor.As = "duty1" }, api.NotAsked, "duty1"},
		"nobody": {holding, "", func(l *api.ShowRequest) { l.Actor.As = "" }, api.NoName, ""},
		"a control character": {holding, "", func(l *api.ShowRequest) { l.French.Headline = "a\x07" }, view.NoFrench,
			"U+0007"},
		"too long": {holding, "", func(l *api.ShowRequest) {
			l.French.Description = strings.Repeat("é",
				french.MaxDescription+1)
		}, view.NoFrench, "4001 characters"},
		"nothing": {holding, "", func(l *api.ShowRequest) { l.French = &french.Text{} }, view.NoFrench,
			"headline is empty"},
		"the source's question": {releasing, "", func(l *api.ShowRequest) { l.Actor.As = "duty1" }, approval.NotAccepted,
			"asked for its acceptance"},
		"a source with French": {holding, bilingual, nil, view.NoFrench, "its originator's own French"},
		"several events":       {holding, several, nil, view.NoFrench, "several things"},
		"nothing asked":        {forwarding, "", func(l *api.ShowRequest) { l.Destination = "" }, api.NotHeld, ""},
	} {
		b := newTestGateway(t, c.routes)
		doc := c.doc
		if doc == "" {
			doc = message{id: "a"}.String()
		}
		b.all("mema", doc)
		request := lookFrench("a")
		if c.change != nil {
			c.change(&request)
		}
		_, err := b.gw.showing.Show(t.Context(), request)
		if faultCode(err) != c.code || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %s, %v", name, faultCode(err), err)
		}
		if d := b.rows.decision(); d.Hold != nil && len(d.Hold.Narrowed) > 0 {
			t.Errorf("%s: it was kept: %+v", name, d.Hold)
		}
	}
}

// infoOf is the info of a document.
func infoOf(doc string) string {
	return doc[strings.Index(doc, "<info>") : strings.Index(doc, "</info>")+len("</info>")]
}

// A party's own desk is for responders, and is not asked for a text; it may have one all the same.
func TestResponders(t *testing.T) {
	b := newTestGateway(t, strings.Replace(holding, "[public-ca]", "[desk-ca]", 1))
	b.all("mema", message{id: "a"}.String())
	h := b.people.held()[0]
	if h.WantedEN != "" || len(h.Next) != 3 {
		t.Errorf("responders are asked: %+v", h)
	}
	request := lookFrench(h.Alert)
	request.Destination = "desk-ca"
	view := b.people.reads(request)
	if err := b.people.approve(api.Ruling{Alert: h.Alert, Draft: view.Draft}); err != nil {
		t.Fatal(err)
	}
	b.rest()
	b.deliver()
	if !b.readers.stands("parties/v1/", "Fuite de chlore à Calais") {
		t.Errorf("stands: %v", b.readers.standing())
	}
}

// A text is of one draft: what takes its place has none until somebody attaches one anew.
func TestAnUpdateAsksForItsOwnText(t *testing.T) {
	b := newTestGateway(t, holding)
	a := message{id: "a", severity: "Minor"}
	b.all("mema", a.String())
	alert := b.people.held()[0].Alert
	if err := b.people.approve(api.Ruling{Alert: alert, Draft: b.people.reads(lookFrench(alert)).Draft}); err != nil {
		t.Fatal(err)
	}
	b.rest()
	b.deliver()
	b.all("mema", message{id: "u", typ: "Update", refs: a.ref(), severity: "Extreme", minutes: 1}.String())
	h := b.people.held()
	if len(h) != 1 || h[0].WantedEN == "" {
		t.Fatalf("held: %+v", h)
	}
	if text := b.people.reads(api.ShowRequest{Alert: h[0].Alert}).Questions[0].Parts[0].CAP; strings.Contains(text,
		"chlore") ||
		!strings.Contains(text, "en anglais seulement") {
		t.Errorf("the Update is shown with\n%s", text)
	}
	if !b.readers.stands("Fuite de chlore à Calais") {
		t.Error("what stands lost its text")
	}
	if d := b.rows.decision(); d.State != book.Released {
		t.Errorf("%+v", d)
	}
}

// What changes between the answer and the release is asked about again, and its text with it: it was for another draft.
func TestAFrenchTextIsAskedForAgain(t *testing.T) {
	b := newTestGateway(t, holding)
	b.all("mema", message{id: "a"}.String())
	alert := b.people.held()[0].Alert
	with := b.people.reads(lookFrench(alert)).Draft
	blocked := make(chan struct{})
	b.gw.chains.Do("", 1, 0, func() { <-blocked })
	if err := b.people.approve(api.Ruling{Alert: alert, Draft: with}); err != nil {
		t.Fatal(err)
	}
	b.gw.settings.Now().Sender = "other@bordercast.invalid"
	close(blocked)
	b.rest()
	b.deliver()
	if now := b.rows.decision(); now.State != book.Held || now.Hold.French != nil || b.readers.stands("alerts/v1/") {
		t.Fatalf("asked again: %+v", now)
	}
	again := b.people.reads(lookFrench(alert))
	if again.Draft == with {
		t.Error("it is the old draft")
	}
	if err := b.people.approve(api.Ruling{Alert: alert, Draft: again.Draft}); err != nil {
		t.Fatal(err)
	}
	b.rest()
	b.deliver()
	if !b.readers.stands("alerts/v1/", "Fuite de chlore à Calais") {
		t.Errorf("stands: %v", b.readers.standing())
	}
}

// One answer is for both copies of the same news, with its text.
func TestACopyHasTheTextOfTheFirst(t *testing.T) {
	b := newTestGateway(t, holding)
	b.all("mema", message{id: "a", headline: "EXERCISE same"}.String())
	b.all("other", message{id: "copy", sender: "relay@maine.invalid", headline: "EXERCISE same", minutes: 1}.String())
	held := b.people.held()
	if len(held) != 1 {
		t.Fatalf("held: %+v", held)
	}
	if err := b.people.approve(api.Ruling{Alert: held[0].Alert,
		Draft: b.people.reads(lookFrench(held[0].Alert)).Draft}); err != nil {
		t.Fatal(err)
	}
	b.rest()
	b.deliver()
	if len(b.people.held()) > 0 || b.readers.stands("en anglais seulement") {
		t.Errorf("held %+v, stands %v", b.people.held(), b.readers.standing())
	}
}
