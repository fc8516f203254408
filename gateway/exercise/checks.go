package exercise

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/exercise/observer"
)

// check is one demand on a derived alert. fault says what is wrong, or "".
type check struct {
	text  string
	fault func(v seen) string
}

// seen is a derived alert where it was found.
type seen struct {
	alert   observer.Alert
	sight   observer.Sight
	message *message
	stage   *stage
}

// canadianForm demands CAP-CP with this event, both languages, and every flag for immediate broadcast at No.
func canadianForm(event string) check {
	return check{"CAP-CP, event " + event + ", flags No", func(v seen) string {
		a := v.alert
		switch {
		case !a.HasCode(codeCAPCP) || a.HasCode(codeIPAWS):
			return fmt.Sprintf("its codes are %v", a.Codes)
		case !strings.EqualFold(a.EventCode("profile:CAP-CP:Event:"), event):
			return "its CAP-CP event is " + quoted(a.EventCode("profile:CAP-CP:Event:"))
		case a.Language("en-CA") == nil || a.Language("fr-CA") == nil:
			return "it is not in both languages of Canada"
		}
		return openFlag(a)
	}}
}

func openFlag(a observer.Alert) string {
	for _, i := range a.Infos {
		for _, p := range i.Parameters {
			if (strings.HasSuffix(p.Name, ":Broadcast_Immediately") || strings.HasSuffix(p.Name, ":WirelessImmediate")) && !strings.EqualFold(p.Value, "No") {
				return p.Name + " is " + p.Value
			}
		}
	}
	return ""
}

// composedFrench demands the block the gateway wrote itself: the event's name in French, the fixed phrase that the
// whole text is in English only, and that it says who composed it.
func composedFrench(event string) check {
	return check{"composed French block (" + event + ", marked unofficial)", func(v seen) string {
		fr := v.alert.Language("fr-CA")
		switch {
		case fr == nil:
			return "there is no French"
		case !strings.Contains(strings.ToLower(fr.Event+" "+fr.Headline+" "+fr.Description), event):
			return "the French says " + quoted(fr.Event)
		case !strings.Contains(fr.Description+fr.Headline, "Texte intégral en anglais seulement"):
			return "the French does not say that the whole text is in English only"
		case v.alert.Param("layer:bordercast:1.0:composed") == "":
			return "nothing says what the gateway composed"
		case !anyOf(strings.ToLower(frenchWords(fr)), []string{"non officiel", "pas un terme officiel"}):
			return "nothing says that the French name is unofficial"
		}
		return ""
	}}
}

func frenchWords(i *observer.Info) string {
	words := i.Event + " " + i.Headline + " " + i.Description + " " + i.Instruction
	for _, p := range i.Parameters {
		words += " " + p.Name + " " + p.Value
	}
	return words
}

// clockFrame demands the fixed phrase that says which clock the times in the text are on.
func clockFrame() check {
	return check{"time-zone frame", func(v seen) string {
		en := v.alert.Language("en-CA")
		if en == nil || !strings.Contains(en.Description, "Eastern") || !strings.Contains(en.Description, "Atlantic") {
			return "the description does not say which clock its times are on"
		}
		return ""
	}}
}

// americanForm demands a SAME event in an alert for US readers, and en-US.
func americanForm(event string) check {
	return check{"event " + event, func(v seen) string {
		switch {
		case v.alert.EventCode("SAME") != event:
			return "its SAME event is " + quoted(v.alert.EventCode("SAME"))
		case v.alert.Language("en-US") == nil:
			return "it is not in en-US"
		}
		return ""
	}}
}

// noSAME demands that no SAME event was made up.
func noSAME() check {
	return check{"no SAME event", func(v seen) string {
		if e := v.alert.EventCode("SAME"); e != "" {
			return "it carries SAME " + e
		}
		return ""
	}}
}

// plainLevel demands that the alert claims no profile it does not reach.
func plainLevel() check {
	return check{"level cap", func(v seen) string {
		if v.alert.HasCode(codeIPAWS) || v.alert.HasCode(codeCAPCP) {
			return fmt.Sprintf("it claims %v", v.alert.Codes)
		}
		return ""
	}}
}

// awareness demands that the alert is for information only: no SAME geocode, and it says so.
func awareness() check {
	return check{"awareness", func(v seen) string {
		if reach := v.alert.Param("layer:bordercast:1.0:reach"); reach != "awareness" {
			return "its reach is " + quoted(reach)
		}
		return ""
	}}
}

// toAct demands that people of that county are to act, since the hazard is drawn over them: it names the county's code.
func toAct(same string) check {
	return check{"to act in " + same, func(v seen) string {
		if reach := v.alert.Param("layer:bordercast:1.0:reach"); reach != "actionable" {
			return "its reach is " + quoted(reach)
		}
		if !slices.Contains(v.alert.Geocodes("SAME"), same) {
			return "its areas do not name " + same
		}
		return ""
	}}
}

// redacted demands that words of the source are gone from the derived alert, and a report beside it that says so.
func redacted(words ...string) check {
	return check{"contact redacted, with the report", func(v seen) string {
		for _, w := range words {
			if strings.Contains(string(v.sight.Payload), w) {
				return "it still shows " + quoted(w)
			}
		}
		report := strings.TrimSuffix(v.sight.Topic, "cap") + "report"
		for _, r := range v.stage.log.State(report) {
			if strings.Contains(strings.ToLower(string(r.Payload)), "contact") {
				return ""
			}
		}
		return "no report at " + report + " says what was redacted"
	}}
}

// status demands a CAP status.
func status(want string) check {
	return check{"status " + want, func(v seen) string {
		if v.alert.Status != want {
			return "its status is " + v.alert.Status
		}
		return ""
	}}
}

// sameBytes demands the source as it was sent: a same-side route translates nothing.
func sameBytes() check {
	return check{"as it was sent", func(v seen) string {
		if !slices.Equal(v.sight.Payload, v.message.bytes) {
			return "it is not byte for byte what was sent"
		}
		return ""
	}}
}

// signed demands the gateway's own signature.
func signed() check {
	return check{"signed", func(v seen) string {
		if len(v.alert.Signatures) == 0 {
			return "it is not signed"
		}
		return ""
	}}
}

// inPlace demands that an Update took over the very topics of its predecessor.
func inPlace(first string) check {
	return check{"in place", func(v seen) string {
		if m := v.stage.sent[first]; m != nil && len(v.stage.copiesOf(m.chain, v.sight.Topic)) < 2 {
			return "its predecessor did not stand on " + v.sight.Topic
		}
		return ""
	}}
}

// copiesOf lists what stood on one topic, one after the other.
func (s *stage) copiesOf(chain, topic string) []observer.Sight {
	return s.log.Since(0, func(v observer.Sight) bool {
		return v.Topic == topic && len(v.Payload) > 0 && v.Place.ChainOnly() == chain
	})
}

func quoted(s string) string { return "\"" + s + "\"" }
