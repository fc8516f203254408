package gateway

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/reading"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// kinds are those of the trail, but for what is not about an alert.
func (r *rows) kinds() (kinds []string) {
	r.t.Helper()
	err := r.db.View(r.t.Context(), func(tx *book.Tx) error {
		return tx.Trail.EachRow(0, "", func(r trail.Row) error {
			if r.Alert != "" {
				kinds = append(kinds, r.Kind)
			}
			return nil
		})
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return kinds
}

// An alert that begins a chain and is forwarded is settled, released and attempted in one transaction, and nothing of
// it waits for a second.
func TestAnAlertIsReleasedAsItIsSettled(t *testing.T) {
	b := newTestGateway(t, forwarding)
	b.settleOnly("mema", message{id: "a", expires: 600}.String())
	if got := strings.Join(b.rows.kinds(), " "); got != "settled settled settled released attempted" {
		t.Errorf("the trail says %q", got)
	}
	b.rest()
	b.deliver()
	if !b.readers.stands("/cap") {
		t.Error("it does not stand")
	}
}

// An alert of several events, too: all of it where all of them go there, and else each by itself. What stands in the
// end is what stands where nothing is drafted ahead.
func TestAnAlertOfSeveralEventsIsReleasedAsItIsSettled(t *testing.T) {
	const apart = "    - {name: a, from: [mema], to: [public-ca], lane: actual, match: {event: [HMW]}, do: forward}\n" +
		"    - {name: b, from: [mema], to: [desk-ca, public-ca], lane: actual, match: {event: [EVI]}, do: forward}\n"
	for name, tc := range map[string]struct{ routes, trail string }{
		"all of it": {forwardingTwice,
			"settled settled settled settled settled released released attempted attempted attempted attempted"},
		"one of them": {forwardingOneOf, "settled settled settled settled settled released attempted"},
		"one here, both there": {apart,
			"settled settled settled settled settled released released attempted attempted attempted"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := message{id: "a", expires: 600}.telling("HMW", "EVI")
			b := newTestGateway(t, tc.routes)
			b.settleOnly("mema", doc)
			if got := strings.Join(b.rows.kinds(), " "); got != tc.trail {
				t.Errorf("the trail says %q, want %q", got, tc.trail)
			}
			b.rest()
			b.deliver()
			later := newTestGateway(t, tc.routes)
			later.spoil = func(_ *reading.Reading, drafted **way.Ahead) { *drafted = nil }
			later.all("mema", doc)
			if got, want := b.documents(), later.documents(); !slices.Equal(got, want) || len(got) == 0 {
				t.Errorf("there stands %q, and drafted afterwards %q", got, want)
			}
		})
	}
}

// documents are the topics of what stands as CAP, and its identifiers.
func (b *testGateway) documents() (list []string) {
	for topic, payload := range b.readers.tree {
		if a, _, err := cap.Read([]byte(payload)); err == nil {
			list = append(list, topic+" "+a.Identifier)
		}
	}
	slices.Sort(list)
	return list
}

// Where it does not come as expected it is settled alone, and released afterwards: as often, and with the same outcome.
func TestWhatWasDraftedAheadIsLeft(t *testing.T) {
	for name, tc := range map[string]struct {
		routes string
		spoil  func(b *testGateway, drafted **way.Ahead)
	}{
		"nothing was drafted": {forwarding, func(_ *testGateway, drafted **way.Ahead) { *drafted = nil }},
		"another route": {forwarding, func(_ *testGateway,
			drafted **way.Ahead) {
			(*drafted).From.Destinations[0].Decision.Route = "another"
		}},
		"one destination less": {forwarding, func(_ *testGateway, drafted **way.Ahead) {
			(*drafted).From.Destinations = (*drafted).From.Destinations[:0]
		}},
		"the link is down": {forwarding, func(b *testGateway,
			_ **way.Ahead) {
			b.gw.way.Connected = func(string) bool { return false }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTestGateway(t, tc.routes)
			b.spoil = func(_ *reading.Reading, drafted **way.Ahead) { tc.spoil(b, drafted) }
			b.all("mema", message{id: "a", expires: 600}.String())
			if got, want := fmt.Sprint(b.rows.kinds()), "[settled settled settled released attempted delivered]"; got != want {
				t.Errorf("the trail says %s, want %s", got, want)
			}
			if len(b.readers.tree) == 0 {
				t.Error("nothing stands")
			}
		})
	}
}

// What somebody is asked about, what came before, and what follows something is never drafted ahead.
func TestWhatIsNotDraftedAhead(t *testing.T) {
	b := newTestGateway(t, holding)
	b.spoil = func(r *reading.Reading, drafted **way.Ahead) {
		if *drafted != nil {
			t.Errorf("%s was drafted before it was settled", r.Alert.Identifier)
		}
	}
	b.all("mema", message{id: "asked", expires: 600}.String())
	b.all("mema", message{id: "asked-too", expires: 600}.telling("HMW", "EVI"))
	b = newTestGateway(t, forwarding)
	b.spoil = func(r *reading.Reading, drafted **way.Ahead) {
		if *drafted != nil {
			t.Errorf("%s was drafted, though one of its events is over", r.Alert.Identifier)
		}
	}
	over, goes, _ := strings.Cut(message{id: "over", expires: 600}.telling("HMW", "EVI"), "</info>")
	b.all("mema", strings.Replace(over, "<area>", "<parameter><valueName>layer:EC-MSC-SMC:1.1:Alert_Location_Status"+
		"</valueName><value>ended</value></parameter><area>", 1)+"</info>"+goes)
	b = newTestGateway(t, forwarding)
	b.all("mema", message{id: "a", expires: 600}.String())
	first := message{id: "a", expires: 600}
	b.spoil = func(r *reading.Reading, drafted **way.Ahead) {
		if *drafted != nil {
			t.Errorf("%s was drafted before it was settled", r.Alert.Identifier)
		}
	}
	b.all("other", first.String())
	b.all("mema", message{id: "b", typ: "Update", minutes: 1, refs: first.ref(), expires: 600}.String())
	b.all("mema", message{id: "c", typ: "Cancel", minutes: 2, refs: first.ref(), expires: 600}.String())
}
