package main

import (
	"fmt"
	"strings"

	"bordercast/cap"
)

// sample is a fictional exercise alert in two languages, about 17 KB once signed, about one district. What tells one
// letter from another stands as @slotN@.
func sample(side cap.Side, sender string, kind cap.MsgType) *cap.Alert {
	a := &cap.Alert{
		Version: cap.V12, Identifier: "@slot0@", Sender: sender, Sent: cap.Time{Text: "@slot1@"}, Status: cap.Exercise,
		MsgType: kind,
		Scope:   cap.Public, Note: "EXERCISE bench, fictional",
	}
	if kind != cap.MsgAlert {
		a.References = "@slot2@"
	}
	languages := []string{"en-US", "es-US"}
	if side == cap.CA {
		a.Codes = []string{"profile:CAP-CP:0.4", "layer:SOREM:1.0"}
		languages = []string{"en-CA", "fr-CA"}
	}
	for _, language := range languages {
		a.Infos = append(a.Infos, info(side, language))
	}
	return a
}

func info(side cap.Side, language string) cap.Info {
	i := cap.Info{
		Language: language, Categories: []string{"CBRNE"}, Event: "Hazardous materials", ResponseTypes: []string{"Shelter"},
		Urgency: cap.Immediate, Severity: cap.Severe, Certainty: cap.Observed,
		EventCodes: []cap.Pair{{Name: "SAME", Value: "HMW"}}, Expires: cap.Time{Text: "@slot3@"},
		SenderName: "Exercise desk", Web: "https://centre.invalid/exercise", Contact: "duty@centre.invalid",
		Headline: "EXERCISE hazardous material release near the bridge, @slot0@",
		Description: strings.Repeat("A tank wagon leaks in this exercise; the cloud moves "+
			"slowly along the river & stays low. ", 10),
		Instruction: strings.Repeat("Stay inside, close the windows, and switch off anything that draws air in. ", 6),
	}
	switch {
	case side == cap.CA:
		i.EventCodes = []cap.Pair{{Name: "profile:CAP-CP:Event:0.4", Value: "hazmat"}}
		i.Parameters = []cap.Pair{{Name: "layer:SOREM:1.0:Broadcast_Immediately", Value: "No"},
			{Name: "profile:CAP-CP:0.4:MinorChange", Value: "text"}}
	default:
		i.Parameters = []cap.Pair{{Name: "EAS-ORG", Value: "CIV"}}
	}
	if language == "fr-CA" {
		i.Headline = "EXERCICE rejet de matières dangereuses près du pont, @slot0@"
		i.Description = strings.Repeat("Un wagon-citerne fuit dans cet exercice; le nuage longe "+
			"lentement la rivière & reste bas. ", 10)
		i.Instruction = strings.Repeat("Restez à l'intérieur, fermez les fenêtres et arrêtez tout ce qui aspire l'air. ", 6)
	}
	for n := range 6 {
		i.Areas = append(i.Areas, area(side, n))
	}
	return i
}

// area lies well inside one district: Charlotte County in New Brunswick, or Washington County in Maine.
func area(side cap.Side, n int) cap.Area {
	lat, lon := 44.90, -67.80
	if side == cap.CA {
		lat, lon = 45.15, -66.85
	}
	var ring []string
	for k := range 33 {
		ring = append(ring, fmt.Sprintf("%.4f,%.4f", lat+float64(n)/100+float64(k)/1000, lon+float64(k*k)/100000))
	}
	ring = append(ring, ring[0])
	a := cap.Area{Desc: fmt.Sprintf("Exercise sector %d", n+1), Polygons: []string{strings.Join(ring, " ")}}
	if side == cap.US {
		a.Geocodes = []cap.Pair{{Name: "SAME", Value: "023029"}}
		return a
	}
	for k := range 3 {
		a.Geocodes = append(a.Geocodes, cap.Pair{Name: "profile:CAP-CP:Location:0.3", Value: fmt.Sprintf("1302%03d", n*10+k)})
	}
	return a
}
