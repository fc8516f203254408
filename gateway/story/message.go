package story

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/gateway/exercise/writer"
)

// message is one alert of a chain's file, written out. The lines of its section are the fields of CAP, in order:
//
//	identifier: (its name)  sender: duty@SYSTEM.invalid  status: Exercise  scope: Public  code:  note:  references: (raw)
//	incidents:  source:  restriction:  addresses:
//	info: en-US (en-CA in Canada) begins an info; an alert that names none has one, a Cancel none
//	category: CBRNE  event:  urgency: Immediate  severity: Severe  certainty: Observed  response:  eventcode: NAME=VALUE
//	effective:  onset:  expires: (two hours after sent)  headline: EXERCISE (name)  text:  instruction:  contact:
//
// sendername:
//
//	parameter: NAME=VALUE
//	area: begins an area; an info that names none has Washington County, or Charlotte County in Canada
//	polygon:  circle:  geocode: NAME=VALUE
//	signed: maine, or anybody else
type message struct {
	name, system string
	alert        *cap.Alert
	document     []byte
}

var messageHead = regexp.MustCompile(`^(Alert|Update|Cancel|Ack|Error) by (\S+) at ((?:\+\d )?\d\d:\d\d(?::\d\d)?)(?:, after (.+))?$`)

// write reads the section of a message.
func (c *story) write(name, text string) {
	c.t.Helper()
	if base, isXML := strings.CutSuffix(name, ".xml"); isXML {
		a, _, err := cap.Read([]byte(text))
		if err != nil {
			c.t.Fatalf("%s: %v", name, err)
		}
		c.keep(&message{name: base, alert: a, document: []byte(text)})
		return
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	head := messageHead.FindStringSubmatch(lines[0])
	if head == nil {
		c.t.Fatalf("%s: its first line is not “Alert by SYSTEM at HH:MM, after OTHERS”: %s", name, lines[0])
	}
	l := &message{name: name, system: head[2]}
	canadian := strings.HasPrefix(l.system, "nb")
	sent := c.at(head[3], canadian)
	l.alert = &cap.Alert{Identifier: name, Sender: "duty@" + l.system + ".invalid", Sent: sent, Status: cap.Exercise,
		MsgType: cap.MsgType(head[1]), Scope: cap.Public, Note: "EXERCISE, fictional"}
	for other := range strings.FieldsSeq(head[4]) {
		l.alert.References = strings.TrimSpace(l.alert.References + " " + c.reference(other))
	}
	signer := ""
	for _, line := range lines[1:] {
		field, value, ok := strings.Cut(line, ":")
		if value = strings.TrimSpace(value); !ok {
			c.t.Fatalf("%s: %q is no field", name, line)
		}
		if field == "signed" {
			signer = value
		} else if !c.onAlert(l, field, value) && !c.onInfo(l, canadian, field, value) {
			c.t.Fatalf("%s: there is no field %q", name, field)
		}
	}
	if len(l.alert.Infos) == 0 && (l.alert.MsgType == cap.MsgAlert || l.alert.MsgType == cap.MsgUpdate) {
		l.info(canadian, "")
	}
	for n := range l.alert.Infos {
		l.complete(&l.alert.Infos[n], canadian, sent.At)
	}
	l.document = l.alert.Encode()
	if signer != "" {
		l.document = c.signed(l.alert, signer)
	}
	c.keep(l)
}

func (c *story) keep(l *message) {
	c.messages[l.name] = l
	c.order = append(c.order, l.name)
	if key := l.alert.Sender + " " + l.alert.Identifier; c.named[key] == "" { // copies go by the name of the first
		c.named[key] = l.name
	}
}

func (c *story) reference(name string) string {
	other := c.messages[name]
	if other == nil {
		c.t.Fatalf("%q is named before it is written", name)
	}
	return other.alert.Sender + "," + other.alert.Identifier + "," + other.alert.Sent.Text
}

func (c *story) signed(a *cap.Alert, by string) []byte {
	document, err := writer.Sign(a, c.key(by))
	if err != nil {
		c.t.Fatal(err)
	}
	return document
}

// onAlert sets a field of the alert itself.
func (c *story) onAlert(l *message, field, value string) bool {
	a := l.alert
	fields := map[string]*string{"identifier": &a.Identifier, "sender": &a.Sender, "status": (*string)(&a.Status),
		"scope": (*string)(&a.Scope),
		"note":  &a.Note, "references": &a.References, "incidents": &a.Incidents, "source": &a.Source,
		"restriction": &a.Restriction, "addresses": &a.Addresses}
	if at, ok := fields[field]; ok {
		*at = value
		return true
	}
	if field == "code" {
		a.Codes = append(a.Codes, value)
	}
	return field == "code"
}

func (l *message) info(canadian bool, language string) *cap.Info {
	usual := "en-US"
	if canadian {
		usual = "en-CA"
	}
	l.alert.Infos = append(l.alert.Infos, cap.Info{Language: cmp.Or(language, usual), Urgency: "Immediate",
		Severity: "Severe", Certainty: "Observed"})
	return &l.alert.Infos[len(l.alert.Infos)-1]
}

// onInfo sets a field of the last info, which it begins where there is none.
func (c *story) onInfo(l *message, canadian bool, field, value string) bool {
	if field == "info" {
		l.info(canadian, value)
		return true
	}
	if len(l.alert.Infos) == 0 {
		l.info(canadian, "")
	}
	i := &l.alert.Infos[len(l.alert.Infos)-1]
	texts := map[string]*string{"event": &i.Event, "urgency": (*string)(&i.Urgency), "severity": (*string)(&i.Severity),
		"certainty": (*string)(&i.Certainty),
		"headline":  &i.Headline, "text": &i.Description, "instruction": &i.Instruction, "contact": &i.Contact,
		"audience": &i.Audience, "sendername": &i.SenderName}
	times := map[string]*cap.Time{"effective": &i.Effective, "onset": &i.Onset, "expires": &i.Expires}
	if at, ok := texts[field]; ok {
		*at = value
		return true
	}
	if at, ok := times[field]; ok {
		*at = c.at(value, canadian)
		return true
	}
	name, pair, _ := strings.Cut(value, "=")
	switch field {
	case "category":
		i.Categories = append(i.Categories, value)
	case "response":
		i.ResponseTypes = append(i.ResponseTypes, value)
	case "eventcode":
		i.EventCodes = append(i.EventCodes, cap.Pair{Name: name, Value: pair})
	case "parameter":
		i.Parameters = append(i.Parameters, cap.Pair{Name: name, Value: pair})
	case "area":
		i.Areas = append(i.Areas, cap.Area{Desc: value})
	default:
		return onArea(i, field, value, cap.Pair{Name: name, Value: pair})
	}
	return true
}

func onArea(i *cap.Info, field, value string, pair cap.Pair) bool {
	if len(i.Areas) == 0 {
		i.Areas = []cap.Area{{Desc: "an area"}}
	}
	a := &i.Areas[len(i.Areas)-1]
	switch field {
	case "polygon":
		a.Polygons = append(a.Polygons, value)
	case "circle":
		a.Circles = append(a.Circles, value)
	case "geocode":
		a.Geocodes = append(a.Geocodes, pair)
	}
	return slices.Contains([]string{"polygon", "circle", "geocode"}, field)
}

// complete gives an info what it does not say.
func (l *message) complete(i *cap.Info, canadian bool, sent time.Time) {
	if len(i.Categories) == 0 {
		i.Categories = []string{"CBRNE"}
	}
	if i.Expires.Text == "" {
		i.Expires = cap.FormatTime(sent.Add(2 * time.Hour))
	}
	mark := "EXERCISE "
	if strings.HasPrefix(i.Language, "fr") {
		mark = "EXERCICE "
	}
	i.Headline = cmp.Or(i.Headline, mark+l.name)
	i.Description = cmp.Or(i.Description, mark+l.name+".")
	event, code := "Hazardous Materials Warning", cap.Pair{Name: "SAME", Value: "HMW"}
	area := cap.Area{Desc: "Washington County", Geocodes: []cap.Pair{{Name: "SAME", Value: "023029"}}}
	if canadian {
		event, code = "hazardous materials", cap.Pair{Name: "profile:CAP-CP:Event:0.4", Value: "hazmat"}
		area = cap.Area{Desc: "Charlotte County", Geocodes: []cap.Pair{{Name: "profile:CAP-CP:Location:0.3", Value: "1302"}}}
	}
	i.Event = cmp.Or(i.Event, event)
	if len(i.EventCodes) == 0 {
		i.EventCodes = []cap.Pair{code}
	}
	if len(i.Areas) == 0 {
		i.Areas = []cap.Area{area}
	}
}

// at reads a time of a chain's file: Eastern, written as Atlantic by Canadians.
func (c *story) at(text string, canadian bool) cap.Time {
	c.t.Helper()
	days := 0
	if rest, ok := strings.CutPrefix(text, "+"); ok {
		day, clock, _ := strings.Cut(rest, " ")
		days, _ = strconv.Atoi(day)
		text = clock
	}
	if strings.Count(text, ":") == 1 {
		text += ":00"
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-03-05 "+text, time.FixedZone("", -5*3600))
	if err != nil {
		c.t.Fatal(err)
	}
	at = at.AddDate(0, 0, days)
	if canadian {
		at = at.In(time.FixedZone("", -4*3600))
	}
	return cap.FormatTime(at)
}
