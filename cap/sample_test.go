package cap

import (
	"fmt"
	"strings"
	"time"
)

// sample is a bilingual alert of about 17 KB in our own words: two infos, six areas each.
func sample() *Alert {
	sent := time.Date(2026, 11, 21, 18, 30, 0, 0, time.FixedZone("", -4*3600))
	a := &Alert{
		Version: V12, Identifier: "exercise-maple-1", Sender: "duty@eoc.invalid", Sent: FormatTime(sent),
		Status: Exercise, MsgType: MsgUpdate, Source: "Exercise desk", Scope: Public,
		Codes: []string{"profile:CAP-CP:0.4", "layer:SOREM:1.0"}, Note: "EXERCISE Maple Bridge",
		References: "duty@eoc.invalid,exercise-maple-0,2026-11-21T18:00:00-04:00",
	}
	a.Infos = append(a.Infos, sampleInfo("en-CA", "EXERCISE: hazardous material release in effect", sent))
	a.Infos = append(a.Infos, sampleInfo("fr-CA", "EXERCICE : rejet de matières dangereuses en vigueur", sent))
	return a
}

func sampleInfo(language, headline string, sent time.Time) Info {
	i := Info{
		Language: language, Categories: []string{"CBRNE", "Safety"}, Event: "chemical", ResponseTypes: []string{"Shelter",
			"Monitor"},
		Urgency: Immediate, Severity: Severe, Certainty: Observed,
		EventCodes: []Pair{{"profile:CAP-CP:Event:0.4", "chemical"}, {"SAME", "HMW"}},
		Effective:  FormatTime(sent), Onset: FormatTime(sent), Expires: FormatTime(sent.Add(6 * time.Hour)),
		SenderName: "Exercise desk", Headline: headline,
		Description: strings.Repeat("A tank wagon leaks in this exercise; the cloud moves slowly along the river & stays low. ", 10),
		Instruction: strings.Repeat("Stay inside, close the windows, and switch off anything that draws air in. ", 6),
		Web:         "https://eoc.invalid/exercise", Contact: "duty@eoc.invalid",
		Parameters: []Pair{{"layer:SOREM:1.0:Broadcast_Immediately", "No"}, {"profile:CAP-CP:0.4:MinorChange", "text"}},
	}
	for n := range 6 {
		i.Areas = append(i.Areas, sampleArea(n))
	}
	return i
}

func sampleArea(n int) Area {
	var ring []string
	for k := range 40 {
		ring = append(ring, fmt.Sprintf("%.4f,%.4f", 45.1+float64(n)/10+float64(k)/1000, -67.3+float64(k*k)/100000))
	}
	ring = append(ring, ring[0])
	a := Area{Desc: fmt.Sprintf("Exercise sector %d", n+1), Polygons: []string{strings.Join(ring, " ")}}
	for k := range 3 {
		a.Geocodes = append(a.Geocodes, Pair{"profile:CAP-CP:Location:0.3", fmt.Sprintf("1302%03d", n*10+k)})
	}
	return a
}
