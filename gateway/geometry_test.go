package gateway_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/gateway/config"
	"bordercast/gateway/trail"
)

// drawn puts a box "south,west north,east" and codes in place of a letter's county.
func drawn(doc []byte, box string, codes ...string) []byte {
	low, high, _ := strings.Cut(box, " ")
	s, w, _ := strings.Cut(low, ",")
	n, e, _ := strings.Cut(high, ",")
	area := "<polygon>" + strings.Join([]string{s + "," + w, s + "," + e, n + "," + e, n + "," + w, s + "," + w}, " ") +
		"</polygon>"
	for _, c := range codes {
		name := "SAME"
		if len(c) == 4 {
			name = "profile:CAP-CP:Location:0.3"
		}
		area += "<geocode><valueName>" + name + "</valueName><value>" + c + "</value></geocode>"
	}
	return bytes.Replace(doc, []byte("<geocode><valueName>SAME</valueName><value>023029</value></geocode>"), []byte(area),
		1)
}

// draws sends a letter about a box, as Maine.
func (s *story) draws(n message, box string, codes ...string) message {
	s.t.Helper()
	s.send("maine", drawn(s.desk.letter(n), box, codes...))
	s.gets(n.id, "", "received", "*")
	return n
}

// stands waits until an alert stands before a side's readers in exactly these places.
func (s *story) stands(side, word string, places ...string) {
	s.t.Helper()
	slices.Sort(places)
	s.until(word+" stands before the readers of "+side+" at "+strings.Join(places, " "), func() bool {
		return slices.Equal(s.heard.places(side, word), places)
	})
}

func (h *heard) places(side, word string) (all []string) {
	prefix := "alerts/v1/exercise/" + side + "/"
	for topic, payload := range h.standing {
		if rest, ok := strings.CutPrefix(topic, prefix); ok && payload != "" && headline(payload) == word {
			all = append(all, strings.Join(strings.Split(rest, "/")[:3], "/"))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Boxes along the St. Croix.
const (
	calaisBox   = "45.16,-67.30 45.215,-67.22" // Calais and St. Stephen
	calaisMoved = "45.17,-67.31 45.225,-67.23" // a kilometre on
	sliverBox   = "46.1,-68.1 46.6,-67.786"    // Aroostook, lapping 0.3 km over the border
	danforthBox = "45.60,-67.95 45.75,-67.85"  // on both sides of the line between Washington and Aroostook
	inlandBox   = "44.60,-69.50 44.80,-69.20"  // 150 km from New Brunswick
	machiasBox  = "44.66,-67.60 44.76,-67.40"  // 40 km from it
)

func TestTopicsComeFromWhatIsDrawn(t *testing.T) {
	t.Run("drawn and not named", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		s.draws(message{id: "a"}, machiasBox)
		s.stands("ca", "a", "us/me/029", "us/me/_")
		s.stands("us", "a", "us/me/029", "us/me/_")
	})
	t.Run("on both sides, one of them named", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		s.draws(message{id: "a"}, calaisBox, "1302")
		s.stands("ca", "a", "ca/nb/1302", "ca/nb/_", "us/me/029", "us/me/_")
	})
	t.Run("lapping over the border", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		s.draws(message{id: "a"}, sliverBox, "023003")
		s.stands("ca", "a", "ca/nb/1311", "ca/nb/1312", "ca/nb/_", "us/me/003", "us/me/_")
	})
	t.Run("over two counties, then one", func(t *testing.T) {
		s := tell(t, forwarded, nil)
		a := s.draws(message{id: "a"}, danforthBox)
		s.stands("ca", "a", "us/me/003", "us/me/029", "us/me/_")
		s.draws(message{id: "b", kind: cap.MsgUpdate, names: []message{a}, after: time.Minute},
			"45.60,-67.95 45.65,-67.85")
		s.stands("ca", "b", "us/me/029", "us/me/_")
		s.seesEnd("ca", "ended_here")
	})
}

// TestAMovedPolygonIsTheSamePart: whoever follows an alert finds its update in its place, under its name.
func TestAMovedPolygonIsTheSamePart(t *testing.T) {
	s := tell(t, forwarded, nil)
	a := s.draws(message{id: "a"}, calaisBox, "1302")
	s.stands("ca", "a", "ca/nb/1302", "ca/nb/_", "us/me/029", "us/me/_")
	var before []string // a district has its JSON, a region its CAP beside it
	s.until("all its topics", func() bool { before = s.heard.topics("ca"); return len(before) == 6 })
	s.draws(message{id: "b", kind: cap.MsgUpdate, names: []message{a}, after: time.Minute}, calaisMoved, "1302")
	s.stands("ca", "b", "ca/nb/1302", "ca/nb/_", "us/me/029", "us/me/_")
	s.heard.mu.Lock()
	defer s.heard.mu.Unlock()
	if after := s.heard.topics("ca"); !slices.Equal(before, after) || len(s.heard.notices) > 0 {
		t.Errorf("moved from\n%v to\n%v with %v", before, after, s.heard.notices)
	}
}

func (h *heard) topics(side string) (all []string) {
	for topic, payload := range h.standing {
		if strings.HasPrefix(topic, "alerts/v1/exercise/"+side+"/") && payload != "" {
			all = append(all, topic)
		}
	}
	slices.Sort(all)
	return all
}

// TestTheDistanceDecides: a route may ask how far an alert lies from the border, and so does the alarm for want of one.
func TestTheDistanceDecides(t *testing.T) {
	t.Run("a route", func(t *testing.T) {
		s := tell(t, `{name: near, from: maine, to: readers-ca, lane: exercise, match: {border: "<= 50 km"}, do: forward}`,
			nil)
		s.draws(message{id: "far"}, inlandBox)
		s.gets("far", "readers-ca", "stayed", "no-route")
		s.draws(message{id: "near"}, machiasBox)
		s.gets("near", "readers-ca", "crossed", "*")
		s.reads("ca", "near")
	})
	t.Run("the want of a route", func(t *testing.T) {
		s := tell(t, `{name: home, from: maine, to: readers-us, lane: exercise, do: forward}`, nil)
		s.draws(message{id: "near"}, machiasBox)
		s.until("an alarm", func() bool { return s.alarmed("no-route") == 2 })
		s.draws(message{id: "far"}, inlandBox)
		s.trail("far", trail.Settled, trail.Delivered)
		if n := s.alarmed("no-route"); n != 2 {
			t.Errorf("%d alarms, though nobody near the border is concerned", n)
		}
	})
}

// alarmed counts the open alarms of a code.
func (s *story) alarmed(code string) (n int) {
	s.t.Helper()
	st, err := s.client.Status(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range st.Alarms {
		if a.Code == code {
			n++
		}
	}
	return n
}

// TestADestinationPostsInItsOwnAreaAlone: what is drawn beyond it is cut off, in the alert that it gets and in no
// other.
func TestADestinationPostsInItsOwnAreaAlone(t *testing.T) {
	s := tell(t, forwarded, func(s *story) {
		for i := range s.config.Systems {
			if s.config.Systems[i].Name == "readers-us" {
				s.config.Systems[i].Out.Area = []config.Ground{"us/me"}
			}
		}
	})
	doc := drawn(s.desk.letter(message{id: "a", sender: "emo@nb.invalid"}), calaisBox, "1302")
	s.send("nb", doc)
	s.stands("us", "a", "ca/nb/1302", "ca/nb/_", "us/me/029", "us/me/_")
	s.heard.mu.Lock()
	defer s.heard.mu.Unlock()
	cuts := 0
	for topic, payload := range s.heard.standing {
		if !strings.HasSuffix(topic, "/cap") || !strings.HasPrefix(topic, "alerts/v1/exercise/us/") || payload == "" {
			continue
		}
		alert, _, err := cap.Read([]byte(payload))
		if err != nil {
			t.Fatal(err)
		}
		atlas, err := geo.Load()
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range alert.Infos {
			for _, ground := range atlas.Touch(geo.ShapeOf(i.Areas)).Grounds {
				if cuts++; ground.Side == cap.CA && ground.KM2 > .1 {
					t.Errorf("%s: %.1f km² of Canada are left", topic, ground.KM2)
				}
			}
		}
	}
	if cuts == 0 {
		t.Error("nothing is drawn any more")
	}
}
