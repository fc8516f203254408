package gateway_test

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/clock"
	"bordercast/gateway/exercise/writer"
)

// message is a letter of Maine's duty desk, or of whoever claims to be. Only id is needed.
type message struct {
	id       string
	kind     cap.MsgType   // Alert
	word     string        // of the headline: id
	after    time.Duration // when it was sent, counted from the story's first letter
	lasts    time.Duration // an hour
	names    []message     // its references
	sender   string
	status   string // Exercise
	severity string // Severe
	path     string // gateways it has passed
}

// desk is Maine's duty desk: it writes letters, and signs them.
type desk struct {
	t     *testing.T
	clock *clock.Scaled
	key   certs.Key // its own
	began time.Time
}

func (n message) identity(start time.Time) cap.Identity {
	return cap.Identity{Sender: cmp.Or(n.sender, "duty@maine.invalid"), Identifier: n.id, Sent: start.Add(n.after)}
}

// letter writes a note out.
func (d *desk) letter(n message) []byte {
	start := d.start()
	id, references, path := n.identity(start), "", ""
	for _, named := range n.names {
		other := named.identity(start)
		references += " " + other.Sender + "," + other.Identifier + "," + cap.FormatTime(other.Sent).Text
	}
	if references != "" {
		references = "<references>" + strings.TrimSpace(references) + "</references>"
	}
	if n.path != "" {
		path = "<parameter><valueName>layer:bordercast:1.0:path</valueName><value>" + n.path + "</value></parameter>"
	}
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>%s</sender><sent>%s</sent><status>%s</status>
<msgType>%s</msgType><scope>Public</scope><note>EXERCISE, fictional</note>%s<info><language>en-US</language><category>CBRNE</category>
<event>Hazardous Materials Warning</event><urgency>Immediate</urgency><severity>%s</severity><certainty>Observed</certainty>
<eventCode><valueName>SAME</valueName><value>HMW</value></eventCode><expires>%s</expires><senderName>Fictional County</senderName>
<headline>EXERCISE plume %s.</headline><description>EXERCISE plume %s.</description>%s<area><areaDesc>Washington County</areaDesc>
<geocode><valueName>SAME</valueName><value>023029</value></geocode></area></info></alert>`,
		id.Identifier, id.Sender, cap.FormatTime(id.Sent).Text, cmp.Or(n.status, "Exercise"), cmp.Or(n.kind, cap.MsgAlert),
		references,
		cmp.Or(n.severity, "Severe"), cap.FormatTime(id.Sent.Add(cmp.Or(n.lasts, time.Hour))).Text, cmp.Or(n.word, n.id),
		cmp.Or(n.word, n.id), path)
}

// start is when the story's first letter was sent: ten minutes before the gateway looked at the clock.
func (d *desk) start() time.Time {
	if d.began.IsZero() {
		d.began = d.clock.Now().Add(-10 * time.Minute).Truncate(time.Second)
	}
	return d.began
}

// signed signs a letter with Maine's key, or with another.
func (d *desk) signed(doc []byte, by certs.Key) []byte {
	d.t.Helper()
	alert, _, err := cap.Read(doc)
	if err != nil {
		d.t.Fatal(err)
	}
	document, err := writer.Sign(alert, by)
	if err != nil {
		d.t.Fatal(err)
	}
	return document
}

// stranger is a key that nobody pinned.
func (d *desk) stranger() certs.Key {
	d.t.Helper()
	key, _, err := certs.LoadOrCreateKey(d.t.TempDir(), "stranger", rand.Reader, d.clock.Now().AddDate(0, -1, 0))
	if err != nil {
		d.t.Fatal(err)
	}
	return key
}

// says sends a note as Maine, unsigned, and waits until it is received.
func (s *story) says(n message) message {
	s.t.Helper()
	s.send("maine", s.desk.letter(n))
	s.gets(n.id, "", "received", "*")
	return n
}
