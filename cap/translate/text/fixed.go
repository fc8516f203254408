package text

import (
	"cmp"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/phrase"
)

// FixedLife is how long a composed Cancel stands: as long as Environment Canada lets an ended group stand.
const FixedLife = time.Hour

// End is what is said of an ending that the originator told without words, or must not be quoted.
type End struct {
	Says phrase.Key // what a composed info says; "" is Cancelled
	Own  bool       // the gateway takes back what it derived: nothing of the originator's is carried
	Bare bool       // header, references and a fixed phrase alone: its readers may know no more than that it is over
}

// What an end may say.
const (
	Cancelled phrase.Key = "end/cancelled"
	EndedHere phrase.Key = "end/ended-here"
	Withdrawn phrase.Key = "end/withdrawn"
	InError   phrase.Key = "end/in-error"
	// GoesOnThere ends one of several parts beside another that is in force in its districts: nobody there is told that
	// it is over.
	GoesOnThere phrase.Key = "end/goes-on"
)

// Fixed is an info, without parameters, that tells an ending in one language by fixed phrases alone. It asserts nothing
// about the hazard itself.
func (c *Composer) Fixed(end End, fr bool) cap.Info {
	p := end.Says
	if p == "" {
		p = Cancelled
	}
	out := cap.Info{Language: "en-" + strings.ToUpper(string(c.w.To)), Categories: []string{"Other"},
		Event:   c.w.nameOfEvent(fr),
		Urgency: cap.Past, Severity: cap.UnknownSeverity, Certainty: cap.UnknownCertainty, Description: c.w.say(p, fr)}
	if fr {
		out.Language = "fr-CA"
	}
	if end.Own || p == GoesOnThere {
		out.Urgency = cap.UnknownUrgency // the hazard may go on: only the copy is withdrawn
	}
	if !end.Own && !end.Bare && !c.w.Gate.Private {
		out.Description += "\n" + c.sentLine(c.w.tongue(fr))
	}
	out.Description, _ = c.w.marked(out.Description, fr)
	out.Headline = drill.Line(c.w.Lane, fr, c.whatEnded(end, p, fr))
	out.EventCodes = c.fixedCodes()
	out.Expires = cap.FormatTime(c.w.At.Add(FixedLife).In(c.part.Location()))
	out.SenderName = strings.TrimSpace(via)
	if !c.w.Gate.Private && !end.Own {
		out.SenderName = c.w.Alert.Sender + via
	}
	out.Areas = c.fixedAreas(end, fr)
	return out
}

// whatEnded is the headline of a composed Cancel: the name of what is over, and where, as far as they are known. What
// the gateway takes back of its own is not over.
func (c *Composer) whatEnded(end End, p phrase.Key, fr bool) string {
	plain := c.w.nameOfEvent(fr)
	if end.Own || p == GoesOnThere || strings.HasPrefix(plain, c.w.say(unknownEvent, fr)) {
		return c.w.say(p, fr)
	}
	name := ""
	if c.w.To == cap.US {
		h := c.events.HeadlineOf(c.w.Match.Code)
		if name = h.English; fr {
			name = h.French
		}
	}
	text := c.terminated(name, plain, fr)
	if places := c.part.Names(fr); places != "" && !end.Bare && (!c.w.Gate.Private || c.w.Gate.MayCross("geocode")) {
		text += " – " + places
	}
	return text
}

func (c *Composer) fixedCodes() []cap.Pair {
	if c.w.Match.Code == "" {
		return nil
	}
	if c.w.To == cap.US {
		return []cap.Pair{{Name: event.SAME, Value: c.w.Match.Code}}
	}
	return []cap.Pair{{Name: event.CAPCP, Value: c.w.Match.Code}}
}

// fixedAreas name the districts of the part that ends, under names that no machine acts on.
func (c *Composer) fixedAreas(end End, fr bool) []cap.Area {
	if end.Bare || c.w.Gate.Private && !c.w.Gate.Allowed("/alert/info/area/geocode", "geocode") {
		return nil // a Cancel may shrink to header, references and fixed phrase
	}
	a := cap.Area{Desc: cmp.Or(c.part.Names(fr), c.w.say(phrase.UnnamedArea, fr))}
	for _, d := range c.w.Group.Districts {
		if code := geo.Code(d); code.Name != "" {
			a.Geocodes = append(a.Geocodes, code)
		}
	}
	return []cap.Area{a}
}
