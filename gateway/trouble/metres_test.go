package trouble

import (
	"strings"
	"testing"
)

// circle is an alert about a plant at the St. Croix, with its radius as somebody wrote it.
func circle(id, text, radius, more string) letter {
	l := us(id)
	l.area = "<areaDesc>" + text + "</areaDesc><circle>45.19,-67.28 " + radius + "</circle>" + more
	return l
}

// CAP 1.2 §3.2.4: a radius is in kilometres. One in metres drew 3,369 districts and 7,252 topics from one message of a
// kilobyte, and told people in half of Canada to act.
func TestARadiusInMetresFollowsTheCounty(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	for _, l := range []letter{circle("FIVE-KM", "5 km around the plant", "5000", code("023029")), circle("METRES",
		"800 metres around the plant", "800", code("023029"))} {
		w.post("maine", l, "public-ca", "public-us")
		stands := strings.Join(append(w.wire.public("actual", "ca"), w.wire.public("actual", "us")...), "\n")
		if n := strings.Count(stands, "\n") + 1; n != 6 || strings.Contains(stands, "/ca/nb/") || !strings.Contains(stands,
			"/us/me/029/") {
			t.Errorf("%s stands on %d topics:\n%.2000s", l.id, n, stands)
		}
		for topic, text := range w.wire.tree("alerts/v1/actual/ca/#") {
			if strings.HasSuffix(topic, "/json") && !strings.Contains(text, `"reach":"awareness"`) {
				t.Errorf("people in Canada are told to act: %s", text)
			}
		}
		file := w.file(l)
		for _, said := range []string{w.does("validate", file), w.does("explain", "--data", "data", file),
			w.does("geo", "show", file)} {
			if said = strings.Join(strings.Fields(said), " "); !strings.Contains(said, "seems to be metres") ||
				!strings.Contains(said, "please check with its sender") {
				t.Errorf("%s: nothing is said:\n%.2000s", l.id, said)
			}
		}
		w.post("maine", l.cancel(l.id+"-END"), "public-ca", "public-us")
		w.until("nothing stands", func() bool { return len(w.wire.public("actual", "+")) == 0 })
	}
	if alarms := d.alarms(); len(alarms) != 0 {
		t.Errorf("alarms: %v", alarms)
	}
}

// Without a code the circle is all there is: it stands in the regions and where every reader looks, and people are
// told.
func TestADrawingThatReachesTooManyDistrictsStandsInTheirRegions(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.post("maine", circle("FAR", "around the plant", "5000", ""), "public-ca", "public-us")
	stands := w.wire.public("actual", "ca")
	for _, topic := range stands {
		if levels := strings.Split(topic, "/"); levels[6] != "_" {
			t.Fatalf("it stands in a district: %s", topic)
		}
	}
	all := strings.Join(stands, "\n")
	if len(stands) > 150 || !strings.Contains(all, "/us/me/_/") || !strings.Contains(all, "/us/_/_/") ||
		!strings.Contains(all, "/ca/_/_/") {
		t.Errorf("it stands on %d topics:\n%.3000s", len(stands), all)
	}
	if alarms := d.alarms(); len(alarms) != 1 || alarms[0] != "too-many-districts" {
		t.Errorf("alarms: %v", alarms)
	}
}
