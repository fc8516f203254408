package story

import (
	"cmp"
	"crypto/rand"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/exercise/writer"
)

// message is one alert of a chain's file, written out. The lines of its section are the fields of CAP, in order:
//
//	identifier: (its name)  sender: duty@SYSTEM.invalid  status: Exercise  scope: Public  code:  note:  references: (raw)
//	incidents:  source:  restriction:  addresses:
//	info: en-US (en-CA in Canada) begins an info; an alert that names none has one, a Cancel none
//	category: CBRNE  event:  urgency: Immediate  severity: Severe  certainty: Observed  response:  eventcode: NAME=VALUE
//	effective:  onset:  expires: (two hours after sent)  headline: EXERCISE (name)  text:  instruction:  contact:
//	sendername:
//	parameter: NAME=VALUE
//	area: begins an area; an info that names none has Washington County, or Charlotte County in Canada
//	polygon:  circle:  geocode: NAME=VALUE
//	signed: maine, or anybody else
type message struct {
	name, system string
	alert        *cap.Alert
	document     []byte
}

// messages are those of a story, and the keys with which some are signed.
type messages struct {
	t      *testing.T
	folder string
	since  time.Time // a year before it the keys begin to count
	keys   map[string]certs.Key
	all    map[string]*message
	order  []string
	named  map[string]string // sender and identifier → message, derived alerts too
}

// get is the message of a name.
func (ms *messages) get(name string) *message {
	l := ms.all[name]
	if l == nil {
		ms.t.Fatalf("there is no message %q", name)
	}
	return l
}

// token is what people call an alert by.
func (ms *messages) token(name string) string { return ms.get(name).alert.Identity().Token() }

// identities are what the store knows the messages by, in order.
func (ms *messages) identities() (all []string) {
	for _, name := range ms.order {
		all = append(all, ms.all[name].alert.Identity().Key())
	}
	return all
}

// nameOf is the message of an identity, as the store writes it.
func (ms *messages) nameOf(key string) string {
	parts := strings.Split(key, "\n")
	if len(parts) < 2 {
		return "bytes"
	}
	if name := ms.named[parts[0]+" "+parts[1]]; name != "" {
		return name
	}
	return parts[1]
}

// of is the message that an alert is, or is derived from; "" for one that nobody sent.
func (ms *messages) of(a *cap.Alert) string { return ms.named[a.Sender+" "+a.Identifier] }

// references are the messages that an alert names.
func (ms *messages) references(a *cap.Alert) string {
	var names []string
	for _, r := range a.ReferenceList() {
		names = append(names, cmp.Or(ms.named[r.Sender+" "+r.Identifier], "?"+r.Identifier))
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, " ")
}

// pem is the file of a signer's certificate.
func (ms *messages) pem(of string) string {
	ms.key(of)
	return filepath.Join(ms.folder, "keys-of-"+of, of+".pem")
}

func (ms *messages) key(of string) certs.Key {
	if _, ok := ms.keys[of]; !ok {
		key, _, err := certs.LoadOrCreateKey(filepath.Join(ms.folder, "keys-of-"+of), of, rand.Reader,
			ms.since.AddDate(-1, 0, 0))
		if err != nil {
			ms.t.Fatal(err)
		}
		ms.keys[of] = key
	}
	return ms.keys[of]
}

var messageHead = regexp.MustCompile(`^(Alert|Update|Cancel|Ack|Error) by (\S+) at ((?:\+\d )?\d\d:\d\d(?::\d\d)?)(?:, after (.+))?$`)

// write reads the section of a message.
func (ms *messages) write(name, text string) {
	ms.t.Helper()
	if base, isXML := strings.CutSuffix(name, ".xml"); isXML {
		a, _, err := cap.Read([]byte(text))
		if err != nil {
			ms.t.Fatalf("%s: %v", name, err)
		}
		ms.keep(&message{name: base, alert: a, document: []byte(text)})
		return
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	head := messageHead.FindStringSubmatch(lines[0])
	if head == nil {
		ms.t.Fatalf("%s: its first line is not “Alert by SYSTEM at HH:MM, after OTHERS”: %s", name, lines[0])
	}
	l := &message{name: name, system: head[2]}
	canadian := strings.HasPrefix(l.system, "nb")
	sent := timeOf(ms.t, head[3], canadian)
	l.alert = &cap.Alert{Identifier: name, Sender: "duty@" + l.system + ".invalid", Sent: sent, Status: cap.Exercise,
		MsgType: cap.MsgType(head[1]), Scope: cap.Public, Note: "EXERCISE, fictional"}
	for other := range strings.FieldsSeq(head[4]) {
		l.alert.References = strings.TrimSpace(l.alert.References + " " + ms.reference(other))
	}
	signer := ""
	for _, line := range lines[1:] {
		field, value, ok := strings.Cut(line, ":")
		if value = strings.TrimSpace(value); !ok {
			ms.t.Fatalf("%s: %q is no field", name, line)
		}
		if field == "signed" {
			signer = value
		} else if !l.onAlert(field, value) && !l.onInfo(ms.t, canadian, field, value) {
			ms.t.Fatalf("%s: there is no field %q", name, field)
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
		l.document = ms.signed(l.alert, signer)
	}
	ms.keep(l)
}

func (ms *messages) keep(l *message) {
	ms.all[l.name] = l
	ms.order = append(ms.order, l.name)
	if key := l.alert.Sender + " " + l.alert.Identifier; ms.named[key] == "" { // copies go by the name of the first
		ms.named[key] = l.name
	}
}

func (ms *messages) reference(name string) string {
	other := ms.all[name]
	if other == nil {
		ms.t.Fatalf("%q is named before it is written", name)
	}
	return other.alert.Sender + "," + other.alert.Identifier + "," + other.alert.Sent.Text
}

func (ms *messages) signed(a *cap.Alert, by string) []byte {
	document, err := writer.Sign(a, ms.key(by))
	if err != nil {
		ms.t.Fatal(err)
	}
	return document
}

// onAlert sets a field of the alert itself.
func (l *message) onAlert(field, value string) bool {
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
func (l *message) onInfo(t *testing.T, canadian bool, field, value string) bool {
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
		*at = timeOf(t, value, canadian)
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

// timeOf reads a time of a chain's file: Eastern, written as Atlantic by Canadians.
func timeOf(t *testing.T, text string, canadian bool) cap.Time {
	t.Helper()
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
		t.Fatal(err)
	}
	at = at.AddDate(0, 0, days)
	if canadian {
		at = at.In(time.FixedZone("", -4*3600))
	}
	return cap.FormatTime(at)
}
