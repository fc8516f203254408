package geojson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"

	_ "time/tzdata"
)

func sample(polygons ...string) Input {
	at := time.Date(2026, 3, 5, 14, 20, 0, 0, time.UTC)
	area := cap.Area{Desc: "Calais", Polygons: polygons, Geocodes: []cap.Pair{{Name: "SAME", Value: "023029"}}}
	info := cap.Info{Language: "en-CA", Event: "Hazardous Materials Warning", Headline: "EXERCISE: fictional headline",
		Instruction: strings.Repeat("Stay indoors and listen. ", 60), Urgency: cap.Immediate, Severity: cap.Severe,
		Certainty: cap.Observed,
		Expires:   cap.FormatTime(at.Add(6 * time.Hour)), Areas: []cap.Area{area}}
	french := info
	french.Language, french.Event, french.Headline, french.Instruction = "fr-CA", "matières dangereuses",
		"EXERCICE : titre fictif", "Restez à l’intérieur."
	a := &cap.Alert{Identifier: "bc1-x", Sender: "gateway@example.invalid", Sent: cap.FormatTime(at), Status: cap.Exercise,
		MsgType: cap.MsgAlert, Infos: []cap.Info{info, french}}
	return Input{Alert: a, Identity: a.Identity(), Chain: "abcdefghijkl", Part: 1, Lane: cap.LaneExercise, Reader: cap.CA,
		Product: event.Warning, Reach: "actionable", Level: "capcp",
		CAP: "alerts/v1/exercise/ca/us/me/_/cbrne/severe/abcdefghijkl/cap"}
}

const square = "45.1,-67.3 45.1,-67.2 45.2,-67.2 45.2,-67.3 45.1,-67.3"

func TestRender(t *testing.T) {
	var f struct {
		Type     string
		Geometry struct {
			Type        string
			Coordinates [][][2]float64
		}
		Properties map[string]any
	}
	in := sample(square)
	if err := json.Unmarshal(Render(in, 0), &f); err != nil {
		t.Fatal(err)
	}
	if f.Type != "Feature" || f.Geometry.Type != "Polygon" || f.Geometry.Coordinates[0][0] != [2]float64{-67.3, 45.1} {
		t.Errorf("not a feature with longitude first: %+v", f)
	}
	for _, name := range strings.Fields("identity chain part lane reader product reach level event headline instruction urgency severity certainty sent expires times cap") {
		if _, ok := f.Properties[name]; !ok {
			t.Errorf("no property %s", name)
		}
	}
	for name, want := range map[string]string{
		"event": "map[en:Hazardous Materials Warning fr:matières dangereuses]", "sent": "2026-03-05T09:20:00-05:00",
		"times": "map[ca:map[expires:2026-03-05T16:20:00-04:00 sent:2026-03-05T10:20:00-04:00 zone:America/Moncton] us:map[expires:2026-03-05T15:20:00-05:00 sent:2026-03-05T09:20:00-05:00 zone:America/New_York]]",
	} {
		if got := fmt.Sprint(f.Properties[name]); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"update_pending_since", "source_silent_since", "original", "cut", "hazard_ends"} {
		if _, ok := f.Properties[name]; ok {
			t.Errorf("%s is told though nothing is known of it", name)
		}
	}
}

func TestOptional(t *testing.T) {
	in := sample(square)
	at := time.Date(2026, 3, 5, 15, 0, 0, 0, time.UTC)
	in.UpdatePendingSince, in.SourceSilentSince, in.HazardEnds, in.Original = at, at, at, "http://example.invalid/o"
	out := string(Render(in, 0))
	for _, want := range []string{`"update_pending_since":"2026-03-05T10:00:00-05:00"`,
		`"source_silent_since":"2026-03-05T10`, `"hazard_ends":"2026-03-05T10`, `"original":"http://example.invalid/o"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}

// TestSize: whatever senders write, a district's feature fits, and is JSON.
func TestSize(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 24 {
		var polygons []string
		for range r.IntN(40) + 1 {
			polygons = append(polygons, star(r, r.IntN(200)+4))
		}
		in := sample(polygons...)
		if n%3 == 0 {
			in.Alert.Identifier = strings.Repeat("long", 1000)
			in.Identity = in.Alert.Identity()
			in.Alert.Infos[0].Event, in.Alert.Infos[1].Headline = strings.Repeat("event ", 900), strings.Repeat("é", 9000)
		}
		out := Render(in, MaxBytes)
		if len(out) > MaxBytes || !json.Valid(out) {
			t.Fatalf("%d bytes, valid %v", len(out), json.Valid(out))
		}
		if !bytes.Equal(out, Render(in, MaxBytes)) {
			t.Fatal("two features of one alert differ")
		}
	}
}

// star is a closed outline of n points with the long decimals that some senders use.
func star(r *rand.Rand, n int) string {
	lat, lon := 40+r.Float64()*20, -120+r.Float64()*60
	var points []string
	for k := range n {
		angle, far := 2*math.Pi*float64(k)/float64(n), 0.02+r.Float64()*0.3
		points = append(points, fmt.Sprintf("%.14f,%.14f", lat+far*math.Sin(angle), lon+far*math.Cos(angle)))
	}
	return strings.Join(append(points, points[0]), " ")
}

// TestOutward: no point of the alert's area is outside what is shown, however small the feature must be.
func TestOutward(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		points, err := cap.ParsePolygon(star(r, r.IntN(100)+4))
		if err != nil {
			t.Fatal(err)
		}
		for name, grow := range map[string]func([]ring) []ring{"hull": hulls, "box": boxes, "one box": box} {
			outer := grow([]ring{turned(points)})[0]
			for _, p := range points {
				if !within(outer, p) {
					t.Fatalf("%s: %v is outside %v", name, p, outer)
				}
			}
		}
	}
}

// within tells whether p lies in a convex, counter-clockwise ring.
func within(r ring, p cap.Point) bool {
	for n := 1; n < len(r); n++ {
		if cross(r[n-1], r[n], p) < 0 {
			return false
		}
	}
	return true
}

func TestCircleIsDrawnAround(t *testing.T) {
	for _, c := range []cap.Circle{{Center: cap.Point{Lat: 45, Lon: -67}, Radius: 10},
		{Center: cap.Point{Lat: 70, Lon: -140}, Radius: 200}, {Center: cap.Point{Lat: 10, Lon: 10}}} {
		outline := around(c)
		for n := 1; n < len(outline); n++ {
			mid := cap.Point{Lat: (outline[n].Lat + outline[n-1].Lat) / 2, Lon: (outline[n].Lon + outline[n-1].Lon) / 2}
			if got := km(c.Center, mid); got < c.Radius {
				t.Errorf("%v: a side comes within %.3f km", c, got)
			}
		}
	}
}

func km(a, b cap.Point) float64 {
	rad := math.Pi / 180
	h := math.Pow(math.Sin((b.Lat-a.Lat)*rad/2), 2) +
		math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin((b.Lon-a.Lon)*rad/2), 2)
	return 2 * 6371 * math.Asin(math.Sqrt(h))
}

func TestNoDrawing(t *testing.T) {
	in := sample("1,2 3,4") // no polygon
	in.Districts = []geo.District{geo.Unplaced}
	out := Render(in, MaxBytes)
	if !bytes.Contains(out, []byte(`"geometry":null`)) || !bytes.Contains(out, []byte(`"times":{}`)) ||
		!bytes.Contains(out, []byte(`-00:00`)) {
		t.Errorf("%s", out)
	}
	if Render(Input{}, 0) != nil {
		t.Error("nothing was rendered as something")
	}
}

func FuzzRender(f *testing.F) {
	f.Add(square, "45,-67 3", "headline", "en-CA")
	f.Fuzz(func(t *testing.T, polygon, circle, headline, language string) {
		in := sample(polygon)
		in.Alert.Infos[0].Headline, in.Alert.Infos[0].Language, in.Alert.Infos[0].Areas[0].Circles = headline, language,
			[]string{circle}
		if out := Render(in, MaxBytes); len(out) > MaxBytes || !json.Valid(out) {
			t.Errorf("%d bytes: %s", len(out), out)
		}
	})
}

// TestTimesByThePoint: of a district that keeps several clocks the drawing says which, and not the district's main one.
func TestTimesByThePoint(t *testing.T) {
	for what, c := range map[string]struct{ polygon, sent, ca string }{
		"Atikokan": {"48.72,-91.70 48.72,-91.55 48.79,-91.55 48.79,-91.70 48.72,-91.70", "2026-03-05T09:20:00-05:00",
			"America/Atikokan"},
		"Rainy River": {"48.70,-94.60 48.70,-94.52 48.74,-94.52 48.74,-94.60 48.70,-94.60", "2026-03-05T08:20:00-06:00",
			"America/Winnipeg"},
	} {
		in := sample(c.polygon)
		in.Districts = []geo.District{"ca/on/3559"}
		var f struct {
			Properties struct {
				Sent  string
				Times struct{ CA struct{ Zone string } }
			}
		}
		if err := json.Unmarshal(Render(in, 0), &f); err != nil {
			t.Fatal(err)
		}
		if f.Properties.Sent != c.sent || f.Properties.Times.CA.Zone != c.ca {
			t.Errorf("%s: %+v", what, f.Properties)
		}
	}
}
