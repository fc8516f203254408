package text

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/profile"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/report"
)

// Proposal is a text for a channel that only a human may open: wireless alerts in the United States, broadcast and
// wireless in Canada. It is the alert's own words, cut at a word; it goes to the person who decides and is in no alert,
// since a text beside a closed flag has been aired before (traps ca-20).
type Proposal struct {
	Language string // of the text; "" for what is no text
	Name     string // of the parameter it would be
	Text     string
	Of       int // characters before it was cut; 0 where it is whole
}

// The longest texts: of telephones in the United States (interface guide 4.07) and of Canada's broadcast and wireless.
const (
	weaShort, weaLong           = 90, 360
	broadcastMost, wirelessMost = 900, 600
)

// Proposed are the texts for a draft's closed channels. A Cancel needs none, and what is not public may have none.
func Proposed(to cap.Side, a *cap.Alert) []Proposal {
	var out []Proposal
	if a.MsgType == cap.MsgCancel || a.Scope != cap.Public {
		return nil
	}
	for n := range a.Infos {
		i := &a.Infos[n]
		switch {
		case strings.TrimSpace(i.Headline) == "":
		case to == cap.US:
			out = append(out, telephone(a, i)...)
		case language.English(i.Language) || language.French(i.Language):
			text := clean(sentence(i.Headline) + i.Instruction)
			out = append(out, limited(i.Language, "layer:SOREM:1.0:Broadcast_Text", text, broadcastMost),
				limited(i.Language, "layer:SOREM:2.0:WirelessText", text, wirelessMost))
		}
	}
	return out
}

// telephone are the texts of a wireless alert, in the two languages it knows, for an info that telephones would take
// (traps us-16), and the kind of wireless alert that its code is for.
func telephone(a *cap.Alert, i *cap.Info) []Proposal {
	if !language.English(i.Language) && !language.Is(i.Language, "es") || !telephones(a, i) {
		return nil
	}
	long := plain(sentence(i.Headline) + i.Instruction)
	out := []Proposal{limited(i.Language, "CMAMtext", plain(i.Headline), weaShort),
		limited(i.Language, "CMAMlongtext", long, weaLong)}
	if kind := profile.Handling(i.Code(event.SAME)); kind != "" {
		out = append(out, Proposal{Name: "WEAHandling", Text: kind})
	}
	return out
}

// telephones says whether wireless alerts take an info at all (interface guide 4.07).
func telephones(a *cap.Alert, i *cap.Info) bool {
	return (i.Urgency == cap.Immediate || i.Urgency == cap.Expected) &&
		(i.Severity == cap.Extreme || i.Severity == cap.Severe) &&
		(i.Certainty == cap.Observed || i.Certainty == cap.Likely) && !a.Ended(i) && !a.Told(i) &&
		!channels.Among(i.ResponseTypes, "AllClear") &&
		!channels.Among(i.ResponseTypes, "Assess") && !channels.Among(i.ResponseTypes, "None") &&
		!i.Expires.At.After(a.Sent.At.Add(24*time.Hour))
}

func limited(language, name, text string, most int) Proposal {
	p := Proposal{Language: language, Name: name, Text: AtWord(text, most)}
	if p.Text != text {
		p.Of = utf8.RuneCountInString(text)
	}
	return p
}

// Offer records the proposals: the report goes to the person who decides.
func Offer(account *report.Account, all []Proposal) {
	for _, p := range all {
		why := "for whoever may open the channel; it stands in no alert"
		if p.Of > 0 {
			why = "cut at a word: " + strconv.Itoa(utf8.RuneCountInString(p.Text)) + " of " + strconv.Itoa(p.Of) +
				" characters; " + why
		}
		account.Add(report.Composed, "proposed["+p.Name+"]", "", p.Text, "drafts", why)
	}
}

// sentence ends a headline as one.
func sentence(headline string) string {
	headline = strings.TrimSpace(headline)
	if headline == "" || strings.HasSuffix(headline, "!") || strings.HasSuffix(headline, "?") {
		return headline + " "
	}
	return strings.TrimSuffix(headline, ".") + ". "
}
