package gateway

import (
	"slices"
	"strings"
	"testing"
)

// telling is the message with an info of its own for each of these events, by their SAME codes.
func (n message) telling(events ...string) string {
	head, rest, _ := strings.Cut(n.String(), "<info>")
	info, tail, _ := strings.Cut(rest, "</info>")
	for _, code := range events {
		of := strings.NewReplacer(">HMW<", ">"+code+"<", "Hazardous Materials Warning", "Event "+code).Replace(info)
		head += "<info>" + of + "</info>"
	}
	return head + tail
}

const forwardingOneOf = "    - {name: some, from: [mema], to: [public-ca], lane: actual, match: {event: [EVI]}, do: forward}\n"

// An Update tells of one event of two no more, and releases nothing where that one stands: it ends there by a Cancel,
// which says so and nothing of the other event; the trail has its bytes, and its sender is told which event it was.
func TestWhatAnUpdateLeavesOutIsCancelled(t *testing.T) {
	b := newTestGateway(t, forwardingOneOf)
	first := message{id: "a", expires: 600}
	b.all("mema", first.telling("HMW", "EVI"))
	if !b.readers.stands("/cap") {
		t.Fatal("the one event did not cross")
	}
	b.readers.said = nil
	b.gw.receipts.Box.Take(100)
	b.all("mema", message{id: "b", typ: "Update", minutes: 1, refs: first.ref(), expires: 600,
		headline: "EXERCISE the other"}.telling("HMW"))
	if len(b.readers.tree) > 0 {
		t.Errorf("there stands %v", b.readers.standing())
	}
	if !b.readers.heard("/cap ", "<msgType>Cancel<", "This alert has ended for this area.", ",b,") {
		t.Error("no Cancel of the Update was published")
	}
	if b.readers.heard("/cap ", "EXERCISE the other") || b.readers.heard("/cap ", "HMW") {
		t.Error("it tells of the event that no route lets cross")
	}
	cancel := slices.IndexFunc(b.readers.said, func(line string) bool {
		return strings.Contains(line, "<msgType>Cancel<")
	})
	notice := slices.IndexFunc(b.readers.said, func(line string) bool { return strings.Contains(line, `"ended_here"`) })
	if cancel < 0 || notice < cancel {
		t.Errorf("the Cancel is publication %d, the notice %d", cancel, notice)
	}
	if kinds := b.rows.kinds(); !slices.Equal(kinds[len(kinds)-4:], []string{"released", "ended", "attempted",
		"delivered"}) {
		t.Errorf("the trail ends with %v", kinds)
	}
	told := false
	for _, r := range b.gw.receipts.Box.Take(100) {
		told = told || r.Receipt.State == "crossed" && r.Receipt.Destination == "public-ca" &&
			strings.Contains(r.Receipt.Text, "Of its event Event EVI (EVI).")
	}
	if !told {
		t.Error("its sender was not told which event has ended")
	}
}

// Where another event of the Update is in force on the same ground, the Cancel of what it leaves out says that nobody
// is to take it for the end of everything.
func TestWhatIsLeftOutBesideAnother(t *testing.T) {
	const routes = "    - {name: ask, from: [mema], to: [public-ca], lane: actual, match: {event: [CEM]}, do: hold, " +
		"hold: {ask: acceptance, of: nb-emo, deadline: 10m, then: hold}}\n" + forwarding
	b := newTestGateway(t, routes)
	first := message{id: "a", expires: 600}
	b.all("mema", first.telling("HMW", "EVI"))
	b.readers.said = nil
	second := message{id: "b", typ: "Update", minutes: 1, refs: first.ref(), expires: 600}
	hazmat, asked, _ := strings.Cut(second.telling("HMW", "CEM"), "</info>")
	b.all("mema", hazmat+"</info>"+strings.Replace(asked, ">023029<", ">023003<", 1)) // the new one is elsewhere
	if !b.readers.heard("/cap ", "<msgType>Cancel<", ",b,",
		"Another alert of the same sender about this area is in force") {
		t.Error("the end of the one event does not tell that the other goes on")
	}
}
