package translate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// large is a bilingual alert of about 17 KB in our own words, about one district: what the measurements are of.
func large(from cap.Side) *cap.Alert {
	a := &cap.Alert{Version: cap.V12, Identifier: "exercise-maple-1", Sender: "duty@eoc.invalid",
		Sent:   cap.FormatTime(noon),
		Status: cap.Exercise, MsgType: cap.MsgAlert, Scope: cap.Public, Note: "EXERCISE Maple Bridge"}
	languages := []string{"en-US", "es-US"}
	if from == cap.CA {
		a.Codes, languages = []string{"profile:CAP-CP:0.4", "layer:SOREM:1.0"}, []string{"en-CA", "fr-CA"}
	}
	for _, language := range languages {
		a.Infos = append(a.Infos, largeInfo(from, language))
	}
	return a
}

func largeInfo(from cap.Side, language string) cap.Info {
	i := cap.Info{
		Language: language, Categories: []string{"CBRNE"}, Event: "Hazardous materials", ResponseTypes: []string{"Shelter"},
		Urgency: cap.Immediate, Severity: cap.Severe, Certainty: cap.Observed,
		Expires:    cap.FormatTime(noon.Add(6 * time.Hour)),
		SenderName: "Exercise desk", Web: "https://centre.invalid/exercise", Contact: "duty@centre.invalid",
		Headline: "EXERCISE hazardous material release near the bridge",
		Description: strings.Repeat("A tank wagon leaks in this exercise; the cloud moves slowly along the river & stays "+
			"low. ", 10),
		Instruction: strings.Repeat("Stay inside, close the windows, and switch off anything that draws air in. ", 6),
		EventCodes:  []cap.Pair{{Name: "SAME", Value: "HMW"}}, Parameters: []cap.Pair{{Name: "EAS-ORG", Value: "CIV"}},
	}
	if from == cap.CA {
		i.EventCodes = []cap.Pair{{Name: "profile:CAP-CP:Event:0.4", Value: "chemical"}}
		i.Parameters = []cap.Pair{{Name: "layer:SOREM:1.0:Broadcast_Immediately", Value: "No"},
			{Name: "profile:CAP-CP:0.4:MinorChange", Value: "text"}}
	}
	for n := range 6 {
		i.Areas = append(i.Areas, largeArea(from, n))
	}
	return i
}

func largeArea(from cap.Side, n int) cap.Area {
	var ring []string
	for k := range 33 {
		ring = append(ring, fmt.Sprintf("%.4f,%.4f", 45.1+float64(n)/10+float64(k)/1000, -67.3+float64(k*k)/100000))
	}
	a := cap.Area{Desc: fmt.Sprintf("Exercise sector %d", n+1),
		Polygons: []string{strings.Join(append(ring, ring[0]), " ")}}
	if from == cap.US {
		a.Geocodes = []cap.Pair{{Name: "SAME", Value: "023029"}}
		return a
	}
	for k := range 3 {
		a.Geocodes = append(a.Geocodes, cap.Pair{Name: "profile:CAP-CP:Location:0.3", Value: fmt.Sprintf("1302%03d", n*10+k)})
	}
	return a
}

func BenchmarkTranslate(b *testing.B) {
	for _, to := range []cap.Side{cap.US, cap.CA} {
		a := large(to.Other())
		b.Run("to "+string(to), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := translate.Translate(request(a, to, true)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("bytes to bytes, to "+string(to), func(b *testing.B) {
			in := a.Encode()
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				whole(b, in, to)
			}
		})
	}
	b.Run("etree alone, the yardstick", func(b *testing.B) {
		in := large(cap.CA).Encode()
		b.SetBytes(int64(len(in)))
		for b.Loop() {
			_ = etree.NewDocument().ReadFromBytes(in)
		}
	})
}

// TestAllocations holds the budget: reading, translating and writing take at most 30 allocations per KB beyond what
// etree takes to read.
func TestAllocations(t *testing.T) {
	for _, to := range []cap.Side{cap.US, cap.CA} {
		in := large(to.Other()).Encode()
		if kb := len(in) >> 10; kb < 10 || kb > 20 {
			t.Fatalf("the alert has %d bytes and should have about 17 KB", len(in))
		}
		yardstick := testing.AllocsPerRun(10, func() { _ = etree.NewDocument().ReadFromBytes(in) })
		ours := testing.AllocsPerRun(10, func() { whole(t, in, to) })
		if most := yardstick + 30*float64(len(in))/1024; ours > most {
			t.Errorf("to %s: %.0f allocations, at most %.0f", to, ours, most)
		}
	}
}

// whole reads, translates and writes one alert.
func whole(tb testing.TB, in []byte, to cap.Side) {
	a, _, err := cap.Read(in)
	if err != nil {
		tb.Fatal(err)
	}
	drafts, err := translate.Translate(request(a, to, true))
	if err != nil {
		tb.Fatal(err)
	}
	for _, d := range drafts {
		d.Alert.Encode()
	}
}
