package geojson

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/cap/geo"
)

// limits are the most characters of a headline and of an instruction; 0 means all of it.
type limits struct{ headline, instruction int }

// describe is everything but the texts.
func describe(in Input, infos []cap.Info) properties {
	a := in.Alert
	urgency, severity, certainty := gravest(infos)
	expires := in.Expires
	if expires.IsZero() {
		expires, _ = a.ActiveUntil(a.Sent.At)
	}
	ground := geo.ClocksOfAlert(in.Alert, in.Districts)
	zone := zoneOf(ground, in.Districts)
	return properties{
		Identity: identity{in.Identity.Sender, in.Identity.Identifier, stamp(in.Identity.Sent, zone)},
		Chain:    in.Chain, Part: in.Part, Lane: in.Lane, Reader: in.Reader, Product: in.Product, Reach: in.Reach,
		NotReviewed: in.NotReviewed, Level: in.Level,
		Urgency: urgency, Severity: severity, Certainty: certainty,
		Sent: stamp(a.Sent.At, zone), Expires: stamp(expires, zone),
		HazardEnds: stamp(hazardEnds(in, infos), zone),
		Pending:    stamp(in.UpdatePendingSince, zone), Silent: stamp(in.SourceSilentSince, zone),
		Times: clocks(ground, a.Sent.At, expires), Estimated: in.Estimated, CAP: in.CAP, Original: in.Original,
	}
}

// write puts the texts in, no longer than the limits.
func (p *properties) write(infos []cap.Info, text limits) {
	p.Cut = false
	p.Event = both(infos, func(i *cap.Info) string { return i.Event }, 0, &p.Cut)
	p.Headline = both(infos, func(i *cap.Info) string { return i.Headline }, text.headline, &p.Cut)
	p.Instruction = both(infos, func(i *cap.Info) string { return i.Instruction }, text.instruction, &p.Cut)
	p.mark()
}

// mark says of what is not real that it is not, in both languages whatever the alert is in: whoever reads one of two
// texts must not read past it. An originator's own alert may say it nowhere.
func (p *properties) mark() {
	if drill.Words(p.Lane, false) == "" {
		return
	}
	if p.Headline == nil {
		p.Headline = &bilingual{}
	}
	for _, b := range []*bilingual{p.Headline, p.Instruction} {
		if b != nil {
			b.EN, b.FR = drill.Line(p.Lane, false, b.EN), drill.Line(p.Lane, true, b.FR)
		}
	}
}

// gravest are the values of the most severe info, together: the highest of each by itself may be what no info says.
func gravest(infos []cap.Info) (cap.Urgency, cap.Severity, cap.Certainty) {
	var best cap.Info
	for n, i := range infos {
		order := cmp.Or(i.Severity.Rank()-best.Severity.Rank(), i.Urgency.Rank()-best.Urgency.Rank(),
			i.Certainty.Rank()-best.Certainty.Rank())
		if n == 0 || order > 0 {
			best = i
		}
	}
	return best.Urgency, best.Severity, best.Certainty
}

func hazardEnds(in Input, infos []cap.Info) time.Time {
	last := in.HazardEnds
	if !last.IsZero() {
		return last
	}
	for n := range infos {
		if end, _ := infos[n].HazardEnd(); end.After(last) {
			last = end
		}
	}
	return last
}

// both takes one text of the first info of each language that has it.
func both(infos []cap.Info, text func(*cap.Info) string, most int, cut *bool) *bilingual {
	var b bilingual
	for n := range infos {
		i := &infos[n]
		to := &b.EN
		if strings.HasPrefix(strings.ToLower(i.Language), "fr") {
			to = &b.FR
		} else if other(i.Language) && b.EN != "" {
			continue
		}
		if *to == "" {
			*to = shorten(text(i), most, cut)
		}
	}
	if b == (bilingual{}) {
		return nil
	}
	return &b
}

// other: neither English nor French. Its text stands in for English where there is none.
func other(tag string) bool {
	return tag != "" && !strings.HasPrefix(strings.ToLower(tag), "en")
}

func shorten(s string, most int, cut *bool) string {
	s = strings.Join(strings.Fields(s), " ")
	if most == 0 || utf8.RuneCountInString(s) <= most {
		return s
	}
	*cut = true
	return short(s, most)
}

// short cuts at a word.
func short(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	head := string(r[:most-1])
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
		head = head[:i]
	}
	return strings.TrimRight(head, " ,;:") + "…"
}

// times are the same moments on both sides' clocks.
type times struct {
	US *clock `json:"us,omitempty"`
	CA *clock `json:"ca,omitempty"`
}

type clock struct {
	Zone    string `json:"zone"`
	Sent    string `json:"sent"`
	Expires string `json:"expires"`
}

func clocks(c geo.Clocks, sent, expires time.Time) times {
	return times{clockOf(first(c.Of(cap.US)), sent, expires), clockOf(first(c.Of(cap.CA)), sent, expires)}
}

// zoneOf is the clock that times are stamped by: that of the first district, where the ground keeps it.
func zoneOf(c geo.Clocks, districts []geo.District) *time.Location {
	own := geo.ZoneOf(districts)
	for _, d := range districts {
		if here := c.Here[d.Side()]; own != nil && len(here) > 0 {
			if slices.Contains(here, own) {
				return own
			}
			return here[0]
		}
	}
	return own
}

func first(zones []*time.Location) *time.Location {
	if len(zones) == 0 {
		return nil
	}
	return zones[0]
}

func clockOf(zone *time.Location, sent, expires time.Time) *clock {
	if zone == nil {
		return nil
	}
	return &clock{zone.String(), stamp(sent, zone), stamp(expires, zone)}
}

// stamp is a time in the place's offset, as CAP writes it; "" for no time.
func stamp(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	if zone == nil {
		zone = time.UTC
	}
	return cap.FormatTime(t.In(zone)).Text
}
