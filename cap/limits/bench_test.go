package limits_test

import (
	"testing"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/limits"
	"bordercast/cap/translate"
)

// attacks are three documents of half a megabyte that made half a minute of work before there were limits.
func attacks() map[string]*cap.Alert {
	codes := cap.Area{Desc: "codes", Polygons: []string{cap.PolygonText(ring(4, false))}}
	for n := range 10_000 {
		codes.Geocodes = append(codes.Geocodes, area(n).Geocodes...)
	}
	var drawn []cap.Area
	for n := range 4000 {
		a := area(n, ring(4, false))
		for i := range a.Polygons {
			a.Polygons[i] = shifted(n)
		}
		drawn = append(drawn, a)
	}
	of := func(areas ...cap.Area) *cap.Alert {
		a := alert(cap.Info{Language: "en-US", Categories: []string{"CBRNE"}, Event: "Hazardous Materials Warning",
			Urgency:  "Immediate",
			Severity: "Severe", Certainty: "Observed", Headline: "Fictional plume", Areas: areas})
		a.Identifier, a.Sender, a.Status, a.MsgType, a.Scope = "attack", "duty@maine.invalid", cap.Actual, cap.MsgAlert,
			cap.Public
		a.Sent, a.Codes = cap.ParseTime("2026-11-28T04:58:10-05:00"), []string{"IPAWSv1.0"}
		return a
	}
	return map[string]*cap.Alert{"30,000 corners": of(area(1, ring(30_000, true))), "4,000 areas": of(drawn...),
		"10,000 geocodes": of(codes)}
}

// shifted is a small square somewhere between the Great Lakes and the sea.
func shifted(n int) string {
	lat, lon := 41+float64(n%97)/12, -80+float64(n%131)/10
	return cap.PolygonText([]cap.Point{{Lat: lat, Lon: lon}, {Lat: lat + .3, Lon: lon}, {Lat: lat + .3, Lon: lon + .3},
		{Lat: lat, Lon: lon}})
}

func BenchmarkAttack(b *testing.B) {
	m, events := atlas(b), event.Default()
	for name, a := range attacks() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				kept, cuts := limits.Default().Apply(m, a)
				ground := translate.Survey(m, kept, cuts...)
				_, err := translate.Translate(translate.Request{Alert: kept, Ground: ground, To: cap.CA, From: cap.US,
					Gateway: "nb-me",
					Sender:  "gateway@bordercast.invalid", At: a.Sent.At, Lane: cap.LaneActual, Events: events, Atlas: m})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
