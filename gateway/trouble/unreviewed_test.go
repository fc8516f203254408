package trouble

import (
	"strings"
	"testing"
)

// Nobody answers at 3 a.m.: at the deadline the readers over there are told, for awareness and marked in both
// languages as not reviewed, and nothing that a machine acts on. The officer who wakes up reads it again, approves,
// and the reviewed alert stands in its place.
func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	config := strings.Replace(twoSides, "lane: actual, do: forward}\n    - {name: south,",
		"lane: actual, do: hold, hold: {ask: acceptance, of: nb, deadline: 8s, then: awareness}}\n    - {name: south,", 1)
	if config == twoSides {
		t.Fatal("the configuration is not what it was")
	}
	w := begin(t, config)
	d := w.up("data")
	token, before := w.waiting(us("PLUME"))
	if before == "" || strings.Contains(w.wire.ofPublicCA(), "not_reviewed") {
		t.Fatal("the deadline is too short for this machine: nothing was shown before it")
	}
	w.until("readers are told", func() bool { return strings.Contains(w.wire.ofPublicCA(), "not_reviewed") })
	told := w.wire.tree("alerts/v1/actual/ca/#")
	places := w.wire.public("actual", "ca")
	for topic, payload := range told {
		switch {
		case strings.HasSuffix(topic, "/json"):
			inOrder(t, payload, `"reach":"awareness"`,
				`"not_reviewed":{"by":"nb","en":"Not reviewed by nb.","fr":"Non examiné par nb."}`)
		case strings.HasSuffix(topic, "/cap"):
			inOrder(t, payload, "<note>Not reviewed by nb. Non examiné par nb.", "Not reviewed by nb.",
				"<valueName>layer:bordercast:1.0:reviewed</valueName>", "<value>no</value>", "Non examiné par nb.")
			if strings.Contains(payload, "<valueName>profile:CAP-CP:Location:0.3</valueName>") {
				t.Errorf("a machine may act on\n%s", payload)
			}
		}
	}
	w.until("those asked are told so", func() bool {
		return strings.Contains(strings.Join(d.alarms(), " "),
			"hold-overdue")
	})
	if held := d.status().Held; len(held) != 1 || !held[0].Overdue {
		t.Errorf("it is not asked about any more: %+v", held)
	}
	if said, code := w.run("approve", token, "--as", "luc", "--draft", before, "--data", "data"); code != 1 ||
		!strings.Contains(said, "Alert” → “Update") {
		t.Errorf("the answer to what was shown before: exit code %d\n%s", code, said)
	}
	w.does("approve", token, "--as", "luc", "--draft", w.view(token, "--as", "luc").Draft, "--data", "data")
	w.until("the reviewed one stands in its place", func() bool {
		stands := w.wire.ofPublicCA()
		return strings.Contains(stands, `"reach":"actionable"`) && !strings.Contains(stands, "not_reviewed") &&
			!strings.Contains(stands, "Not reviewed")
	})
	if now := w.wire.public("actual", "ca"); strings.Join(now, " ") != strings.Join(places, " ") {
		t.Errorf("it stood at\n%v and stands at\n%v", places, now)
	}
}
