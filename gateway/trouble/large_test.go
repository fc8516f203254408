package trouble

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// Each of these asked for up to half a minute of work, and for 386 MB.
func attack(kind string) letter {
	l := us("ATTACK-" + strings.ReplaceAll(strings.ReplaceAll(kind, " ", "-"), ",", ""))
	var b strings.Builder
	switch kind {
	case "30,000 corners":
		r := rand.New(rand.NewSource(1))
		b.WriteString("<areaDesc>Washington County</areaDesc><polygon>45.2000,-67.3000")
		for range 30_000 {
			angle, far := 2*math.Pi*r.Float64(), r.Float64()
			fmt.Fprintf(&b, " %.4f,%.4f", 45.2+far*math.Sin(angle), -67.3+far*math.Cos(angle))
		}
		b.WriteString(" 45.2000,-67.3000</polygon>" + code("023029"))
	case "4,000 areas":
		for n := range 4000 {
			lat, lon := 41+float64(n%97)/12, -80+float64(n%131)/10
			if n > 0 {
				b.WriteString("</area><area>")
			}
			fmt.Fprintf(&b, "<areaDesc>fictional area %d</areaDesc><polygon>%.2f,%.2f %.2f,%.2f %.2f,%.2f %.2f,%.2f</polygon>",
				n, lat, lon, lat+.3, lon, lat+.3, lon+.3, lat, lon)
			b.WriteString(code("023029"))
		}
	case "10,000 geocodes":
		b.WriteString(us("").area)
		for n := range 12_000 {
			b.WriteString(code(fmt.Sprintf("0%02d%03d", []int{23, 33, 36, 50}[n%4], 1+n/4%300)))
		}
	}
	l.area = b.String()
	return l
}

func code(same string) string {
	return "<geocode><valueName>SAME</valueName><value>" + same + "</value></geocode>"
}

// An alert that asks for too much work is worked on as far as the limits let it, goes its way, and delays nobody.
func TestWhatAsksForTooMuchWorkDelaysNobody(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	findings := map[string]string{
		"30,000 corners": "its convex hull stands for it", "4,000 areas": "it has 4000 areas, and no more than 1000",
		"10,000 geocodes": "12001 geocodes, and no more than 10000",
	}
	for kind := range findings {
		w.wire.publish("bordercast/v1/in/maine", attack(kind).bytes(t), false)
	}
	urgent := ca("URGENT")
	urgent.severity = "Extreme"
	sent := time.Now()
	if state := stateOf(w.post("nb", urgent, "public-us"), "public-us"); state != "crossed" {
		t.Errorf("beside them, an Extreme alert of the other side: %s", state)
	}
	if took := time.Since(sent); took > 5*time.Second {
		t.Errorf("beside them, an Extreme alert of the other side took %v", took)
	}
	for kind, finding := range findings {
		l := attack(kind)
		l.sent = time.Now().Add(-time.Second).Truncate(time.Second)
		l.id += "-AGAIN"
		if state := stateOf(w.post("maine", l, "public-ca"), "public-ca"); state != "crossed" {
			t.Errorf("%s: %s", kind, state)
		}
		file := w.file(l)
		for _, said := range []string{w.does("validate", file), w.does("explain", "--data", "data", file)} {
			if !strings.Contains(said, finding) {
				t.Errorf("%s: no finding:\n%.2000s", kind, said)
			}
		}
	}
	if alarms := d.alarms(); len(alarms) != 1 || alarms[0] != "limit-exceeded" {
		t.Errorf("alarms: %v", alarms)
	}
	if status := d.status(); status.Quarantined != 0 {
		t.Errorf("%d messages were quarantined", status.Quarantined)
	}
}

// TestWhoSendsTestsSendsTests: what a sender of test messages sends as Actual warns nobody, and those who know the
// sender are told that it did not.
func TestWhoSendsTestsSendsTests(t *testing.T) {
	t.Parallel()
	w := begin(t, strings.Replace(twoSides, "senders: [duty@nb.invalid]", "senders: [PelmorexTest]", 1))
	d := w.up("data")
	l := ca("SAMPLE")
	l.sender = "PelmorexTest"
	if state := stateOf(w.post("nb", l, "public-us"), "public-us"); state == "crossed" {
		t.Error("it crossed as real")
	}
	if alarms := d.alarms(); len(alarms) != 1 || alarms[0] != "test-sender" {
		t.Errorf("alarms: %v", alarms)
	}
}
