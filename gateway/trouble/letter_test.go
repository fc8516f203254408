package trouble

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/exercise/writer"
)

// letter is one alert of an agency, fictional. us and ca make one with harmless values; a test changes what it is
// about.
type letter struct {
	id, sender, status, msgType, scope string
	sent                               time.Time
	expires                            time.Duration // after sent
	references                         []letter
	language, category, event, code    string // code is a whole eventCode element, "" for none
	urgency, severity, certainty       string
	headline, text, instruction        string
	response                           string
	area                               string // what stands in the area element; "" for no area
	beforeInfo, inInfo                 string // more elements, as they are
	profile                            string
	bare                               bool // without an info, as many Cancels are
	key                                *certs.Key
	raw                                []byte // instead of everything above
}

// us is an alert of Maine about Washington County, in the profile of its side.
func us(id string) letter {
	return letter{
		id: id, sender: "duty@maine.invalid", status: "Actual", msgType: "Alert", scope: "Public",
		sent: time.Now().Truncate(time.Second), expires: 2 * time.Hour,
		language: "en-US", category: "CBRNE", event: "Hazardous Materials Warning",
		code:     "<eventCode><valueName>SAME</valueName><value>HMW</value></eventCode>",
		response: "Shelter", urgency: "Immediate", severity: "Severe", certainty: "Observed", profile: "IPAWSv1.0",
		headline: "Fictional plume near the bridge", text: "A fictional plume drifts east.", instruction: "Stay inside.",
		area: "<areaDesc>Washington County</areaDesc><polygon>45.10,-67.40 45.30,-67.40 45.30,-67.10 45.10,-67.10 45.10,-67.40</polygon><geocode><valueName>SAME</valueName><value>023029</value></geocode>",
	}
}

// ca is an alert of New Brunswick about Charlotte County, in the profile of its side.
func ca(id string) letter {
	l := us(id)
	l.sender, l.language, l.event, l.profile = "duty@nb.invalid", "en-CA", "hazardous material", "profile:CAP-CP:0.4"
	l.code = "<eventCode><valueName>profile:CAP-CP:Event:0.4</valueName><value>hazmat</value></eventCode>"
	l.area = "<areaDesc>Charlotte County</areaDesc><polygon>45.10,-67.40 45.30,-67.40 45.30,-67.00 45.10,-67.00 45.10,-67.40</polygon>" +
		"<geocode><valueName>profile:CAP-CP:Location:0.3</valueName><value>1302</value></geocode>"
	return l
}

// update is an Update of this letter, with everything else as it was.
func (l letter) update(id string) letter { return l.follow(id, "Update") }

// cancel is a bare Cancel of this letter.
func (l letter) cancel(id string) letter {
	c := l.follow(id, "Cancel")
	c.bare = true
	return c
}

// follow names this letter and comes a second after it.
func (l letter) follow(id, msgType string) letter {
	next := l
	next.id, next.msgType, next.references, next.sent = id, msgType, []letter{l}, l.sent.Add(time.Second)
	return next
}

// signed is the letter with a signature.
func (l letter) signed(key certs.Key) letter {
	l.key = &key
	return l
}

// key is the signing key of somebody in this world, whose certificate is the file keys/NAME.pem.
func (w *world) key(name string) certs.Key {
	w.t.Helper()
	key, _, err := certs.LoadOrCreateKey(filepath.Join(w.dir, "keys"), name, rand.Reader, time.Now().AddDate(-1, 0, 0))
	must(w.t, err)
	if _, err := os.Stat(filepath.Join(w.dir, "keys", name+".pem")); err != nil {
		w.t.Fatal(err)
	}
	return key
}

// file writes the letter into the world's folder and gives the file's name.
func (w *world) file(l letter) string {
	w.t.Helper()
	w.write(l.id+".xml", l.bytes(w.t))
	return l.id + ".xml"
}

func (l letter) bytes(t *testing.T) []byte {
	t.Helper()
	if l.raw != nil {
		return l.raw
	}
	doc := []byte(l.xml())
	if l.key == nil {
		return doc
	}
	a, _, err := cap.Read(doc)
	must(t, err)
	doc, err = writer.Sign(a, *l.key)
	must(t, err)
	return doc
}

func (l letter) xml() string {
	var refs []string
	for _, r := range l.references {
		refs = append(refs, r.triplet())
	}
	named := ""
	if len(refs) > 0 {
		named = "<references>" + strings.Join(refs, " ") + "</references>"
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>%s</sender><sent>%s</sent><status>%s</status><msgType>%s</msgType><scope>%s</scope><code>%s</code>%s%s%s</alert>
`, l.id, l.sender, stamp(l.sent), l.status, l.msgType, l.scope, l.profile, l.beforeInfo, named, l.info())
}

func (l letter) info() string {
	if l.bare {
		return ""
	}
	area := ""
	if l.area != "" {
		area = "<area>" + l.area + "</area>"
	}
	return fmt.Sprintf(`<info><language>%s</language><category>%s</category><event>%s</event><responseType>%s</responseType><urgency>%s</urgency><severity>%s</severity><certainty>%s</certainty>%s<expires>%s</expires><senderName>Fictional Office</senderName><headline>%s</headline><description>%s</description><instruction>%s</instruction>%s%s</info>`,
		l.language, l.category, l.event, l.response, l.urgency, l.severity, l.certainty, l.code, stamp(l.sent.Add(l.expires)),
		l.headline, l.text, l.instruction, l.inInfo, area)
}

func (l letter) triplet() string { return l.sender + "," + l.id + "," + stamp(l.sent) }

// stamp is a time as CAP writes it.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05") + "-00:00" }

func digestOf(doc []byte) string {
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:])
}
