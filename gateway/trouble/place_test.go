package trouble

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// someRoutes let one kind of event cross and nothing else.
var someRoutes = strings.NewReplacer("{name: north, from: us, to: ca, lane: actual, do: forward}",
	"{name: north, from: us, to: ca, lane: actual, match: {event: [HMW]}, do: forward}").Replace(twoSides)

// CAP 1.2 §3.2.2: an alert needs no area. Whoever follows the manual sees one that has none, and it is said.
func TestAnAlertWithoutAnyAreaIsSeen(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.up("data")
	nowhere := us("NOWHERE")
	nowhere.area = ""
	w.post("maine", nowhere, "public-ca", "public-us")
	for _, reader := range []string{"us", "ca"} {
		for _, topic := range w.wire.public("actual", reader) {
			if !strings.HasPrefix(topic, "alerts/v1/actual/"+reader+"/us/_/_/") {
				t.Errorf("it stands on %s", topic)
			}
		}
	}
	said := w.does("watch", "--broker", w.wire.mosquitto.URL(), "--region", "us/me/029", "--reader", "us", "--lane",
		"actual",
		"--count", "1", "--for", "20s")
	if !strings.Contains(said, "us/_/_") {
		t.Errorf("whoever watches Washington County sees\n%s", said)
	}
	if said := w.follows("../../README.md"); !strings.Contains(said, "Fictional plume near the bridge") {
		t.Errorf("whoever subscribes as the README says sees\n%s", said)
	}
	if said := w.does("status", "--data", "data", "--alerts"); !strings.Contains(said,
		"it names no place, and stands in us/_/_") {
		t.Error(said)
	}
	file := w.file(nowhere)
	for _, said := range []string{w.does("validate", file), w.does("explain", "--data", "data", file)} {
		if !strings.Contains(said, "it names no place, for it has no area") {
			t.Errorf("no finding:\n%s", said)
		}
	}
}

// follows runs the subscription that a document tells responders to type, until the first message.
func (w *world) follows(document string) string {
	w.t.Helper()
	text, err := os.ReadFile(document)
	must(w.t, err)
	line := regexp.MustCompile(`(?m)^mosquitto_sub .*$`).FindString(string(text))
	_, port, _ := strings.Cut(strings.TrimPrefix(w.wire.mosquitto.URL(), "mqtt://"), ":")
	out, err := exec.CommandContext(w.t.Context(), "sh", "-c", line+" -C 1 -W 20 -p "+port).CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s: %v: %s", line, err, out)
	}
	return string(out)
}

// Nobody can tell whether it lies near the border. No route wants it: both sides must be told.
func TestAGraveAlertWithoutAPlaceThatNoRouteWantsIsAlarmed(t *testing.T) {
	t.Parallel()
	w := begin(t, someRoutes)
	d := w.up("data")
	wanted, unwanted, minor := us("WANTED"), us("UNWANTED"), us("MINOR")
	wanted.area, unwanted.area, minor.area = "", "", ""
	unwanted.code, unwanted.severity = "<eventCode><valueName>SAME</valueName><value>CEM</value></eventCode>", "Extreme"
	minor.code, minor.severity = unwanted.code, "Minor"
	for _, l := range []letter{wanted, minor} {
		w.post("maine", l, "public-us", "public-ca")
	}
	if got := d.alarms(); len(got) != 0 {
		t.Errorf("alarms about nothing: %v", got)
	}
	w.post("maine", unwanted, "public-us", "public-ca")
	w.until("both sides are alarmed", func() bool {
		told := map[string]bool{}
		for _, a := range d.status().Alarms {
			told[a.Party] = a.Code == "no-route" && strings.Contains(a.TextEN, "names no place")
		}
		return told["maine"] && told["nb"]
	})
}
