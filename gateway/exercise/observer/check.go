package observer

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/exercise/scenario"
)

// seen is a derived alert where it was found.
type seen struct {
	alert    Alert
	sight    Sight
	message  *Sent
	observer *Observer
}

// check judges one demand: it says what is wrong, or "".
func check(c scenario.Check, v seen) string {
	switch c := c.(type) {
	case scenario.CanadianForm:
		return canadianForm(v, c)
	case scenario.ComposedFrench:
		return composedFrench(v, c)
	case scenario.ClockFrame:
		return clockFrame(v, c)
	case scenario.AmericanForm:
		return americanForm(v, c)
	case scenario.NoSAME:
		return noSAME(v)
	case scenario.PlainLevel:
		return plainLevel(v)
	case scenario.Awareness:
		return awareness(v)
	case scenario.ToAct:
		return toAct(v, c)
	case scenario.Redacted:
		return redacted(v, c)
	case scenario.Status:
		return status(v, c)
	case scenario.SameBytes:
		return sameBytes(v)
	case scenario.Signed:
		return signed(v)
	case scenario.InPlace:
		return inPlace(v, c)
	}
	return "nobody knows how to judge this"
}

// canadianForm demands CAP-CP with this event, both languages, and every flag for immediate broadcast at No.
func canadianForm(v seen, c scenario.CanadianForm) string {
	a := v.alert
	switch {
	case !a.HasCode(codeCAPCP) || a.HasCode(codeIPAWS):
		return fmt.Sprintf("its codes are %v", a.Codes)
	case !strings.EqualFold(a.EventCode("profile:CAP-CP:Event:"), c.Event):
		return "its CAP-CP event is " + quoted(a.EventCode("profile:CAP-CP:Event:"))
	case a.Language("en-CA") == nil || a.Language("fr-CA") == nil:
		return "it is not in both languages of Canada"
	}
	return openFlag(a)
}

func openFlag(a Alert) string {
	for _, i := range a.Infos {
		for _, p := range i.Parameters {
			if (strings.HasSuffix(p.Name, ":Broadcast_Immediately") || strings.HasSuffix(p.Name, ":WirelessImmediate")) &&
				!strings.EqualFold(p.Value, "No") {
				return p.Name + " is " + p.Value
			}
		}
	}
	return ""
}

// composedFrench demands the block the gateway wrote itself: the event's name in French, the fixed phrase that the
// whole text is in English only, and that it says who composed it.
func composedFrench(v seen, c scenario.ComposedFrench) string {
	fr := v.alert.Language("fr-CA")
	switch {
	case fr == nil:
		return "there is no French"
	case !strings.Contains(strings.ToLower(fr.Event+" "+fr.Headline+" "+fr.Description), c.Event):
		return "the French says " + quoted(fr.Event)
	case !strings.Contains(fr.Description+fr.Headline, "Texte intégral en anglais seulement"):
		return "the French does not say that the whole text is in English only"
	case v.alert.Param("layer:bordercast:1.0:composed") == "":
		return "nothing says what the gateway composed"
	case !anyOf(strings.ToLower(frenchWords(fr)), []string{"non officiel", "pas un terme officiel"}):
		return "nothing says that the French name is unofficial"
	}
	return ""
}

func frenchWords(i *Info) string {
	words := i.Event + " " + i.Headline + " " + i.Description + " " + i.Instruction
	for _, p := range i.Parameters {
		words += " " + p.Name + " " + p.Value
	}
	return words
}

// clockFrame demands the fixed phrase that says which clock the times in the text are on.
func clockFrame(v seen, c scenario.ClockFrame) string {
	en := v.alert.Language("en-CA")
	for _, word := range c.Words {
		if en == nil || !strings.Contains(en.Description, word) {
			return "the description does not say which clock its times are on: there is no " + quoted(word)
		}
	}
	return ""
}

// americanForm demands a SAME event in an alert for US readers, and en-US.
func americanForm(v seen, c scenario.AmericanForm) string {
	switch {
	case v.alert.EventCode("SAME") != c.Event:
		return "its SAME event is " + quoted(v.alert.EventCode("SAME"))
	case v.alert.Language("en-US") == nil:
		return "it is not in en-US"
	}
	return ""
}

// noSAME demands that no SAME event was made up.
func noSAME(v seen) string {
	if e := v.alert.EventCode("SAME"); e != "" {
		return "it carries SAME " + e
	}
	return ""
}

// plainLevel demands that the alert claims no profile it does not reach.
func plainLevel(v seen) string {
	if v.alert.HasCode(codeIPAWS) || v.alert.HasCode(codeCAPCP) {
		return fmt.Sprintf("it claims %v", v.alert.Codes)
	}
	return ""
}

// awareness demands that the alert is for information only: no SAME geocode, and it says so.
func awareness(v seen) string {
	if reach := v.alert.Param("layer:bordercast:1.0:reach"); reach != "awareness" {
		return "its reach is " + quoted(reach)
	}
	return ""
}

// toAct demands that people of that county are to act, since the hazard is drawn over them: it names the county's code.
func toAct(v seen, c scenario.ToAct) string {
	if reach := v.alert.Param("layer:bordercast:1.0:reach"); reach != "actionable" {
		return "its reach is " + quoted(reach)
	}
	if !slices.Contains(v.alert.Geocodes("SAME"), c.SAME) {
		return "its areas do not name " + c.SAME
	}
	return ""
}

// redacted demands that words of the source are gone from the derived alert, and a report beside it that says so.
func redacted(v seen, c scenario.Redacted) string {
	for _, w := range c.Words {
		if strings.Contains(string(v.sight.Payload), w) {
			return "it still shows " + quoted(w)
		}
	}
	report := strings.TrimSuffix(v.sight.Topic, "cap") + "report"
	for _, r := range v.observer.Log.StateOf(v.sight.Place.ChainOnly(), report) {
		if strings.Contains(strings.ToLower(string(r.Payload)), "contact") {
			return ""
		}
	}
	return "no report at " + report + " says what was redacted"
}

// status demands a CAP status.
func status(v seen, c scenario.Status) string {
	if v.alert.Status != c.Is {
		return "its status is " + v.alert.Status
	}
	return ""
}

// sameBytes demands the source as it was sent: a same-side route translates nothing.
func sameBytes(v seen) string {
	if !slices.Equal(v.sight.Payload, v.message.Bytes) {
		return "it is not byte for byte what was sent"
	}
	return ""
}

// signed demands the gateway's own signature.
func signed(v seen) string {
	if len(v.alert.Signatures) == 0 {
		return "it is not signed"
	}
	return ""
}

// inPlace demands that an Update took over the very topics of its predecessor.
func inPlace(v seen, c scenario.InPlace) string {
	if m := v.observer.Record.sent[c.Of]; m != nil && len(v.observer.copiesOf(m.Chain, v.sight.Topic)) < 2 {
		return "its predecessor did not stand on " + v.sight.Topic
	}
	return ""
}

// copiesOf lists what stood on one topic, one after the other.
func (o *Observer) copiesOf(chain, topic string) []Sight {
	return o.Log.Of(chain, func(v Sight) bool { return v.Topic == topic && len(v.Payload) > 0 })
}

func quoted(s string) string { return "\"" + s + "\"" }
