package cap

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strings"

	"bordercast/cap/form"
)

// Digest tells whether two copies of an alert say the same.
type Digest [sha256.Size]byte

// String is the digest in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Digest is over what the alert says, so that copies that came by different ways compare equal. Left out are
// signatures, resources, and the codes and parameters NAAD adds (layer:NAADS…, NAADS:InternalUse…); white space,
// the spelling of offsets, of an absent language and of the CAP version do not count.
func (a *Alert) Digest() Digest {
	d := digester{h: sha256.New(), buf: make([]byte, 0, 4096)}
	d.text("identifier", a.Identifier)
	d.text("sender", a.Sender)
	d.time("sent", a.Sent)
	d.text("status", string(a.Status))
	d.text("msgType", string(a.MsgType))
	d.text("source", a.Source)
	d.text("scope", string(a.Scope))
	d.text("restriction", a.Restriction)
	d.text("note", a.Note)
	for _, c := range a.Codes {
		if !aggregators(c) {
			d.text("code", c)
		}
	}
	d.all("address", a.AddressList())
	d.all("incident", a.IncidentList())
	for _, r := range splitReferences(a.References, false) { // alike before and after up-conversion
		d.text("reference", r.Sender+","+r.Identifier)
		d.time("reference-sent", r.Sent)
	}
	if len(a.References)+len(a.Addresses)+len(a.Incidents) > maxField { // beyond what the lists hold
		d.text("fields", a.References+"\n"+a.Addresses+"\n"+a.Incidents)
	}
	for n := range a.Infos {
		d.info(&a.Infos[n])
	}
	return d.sum()
}

// aggregators says whether NAAD put this in on its way: its layer, and what it calls internal.
func aggregators(name string) bool {
	return foldPrefix(name, "layer:naads") || foldPrefix(name, "naads:")
}

// foldPrefix says whether s begins with prefix, which is ASCII in lower case, in whatever case.
func foldPrefix(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for n := range len(prefix) {
		c := s[n]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != prefix[n] {
			return false
		}
	}
	return true
}

type digester struct {
	h   hash.Hash
	buf []byte // what was not hashed yet: many fields at a time cost less than each by itself
}

// text takes in one field, its length before it so that no two fields run together. Nothing is not taken in.
func (d *digester) text(field, s string) {
	s = collapse(s)
	if s == "" {
		return
	}
	if len(d.buf)+len(s) > cap(d.buf)-64 {
		d.flush()
	}
	d.buf = append(d.buf, field...)
	d.buf = append(d.buf, 0)
	d.buf = binary.AppendUvarint(d.buf, uint64(len(s)))
	d.buf = append(d.buf, s...)
}

func (d *digester) time(field string, t Time) {
	if t.At.IsZero() {
		d.text(field, t.Text)
		return
	}
	var b [32]byte
	d.text(field, string(t.At.UTC().AppendFormat(b[:0], "2006-01-02T15:04:05Z")))
}

func (d *digester) all(field string, texts []string) {
	for _, s := range texts {
		d.text(field, s)
	}
}

func (d *digester) pairs(field string, pairs []Pair) {
	for _, p := range pairs {
		if aggregators(p.Name) {
			continue
		}
		d.text(field, p.Name+"=")
		d.text("value", p.Value)
	}
}

func (d *digester) info(i *Info) {
	d.text("info", "info")
	d.text("language", digestLanguage(i.Language))
	d.all("category", i.Categories)
	d.text("event", i.Event)
	d.all("responseType", i.ResponseTypes)
	d.text("urgency", string(i.Urgency))
	d.text("severity", string(i.Severity))
	d.text("certainty", string(i.Certainty))
	d.text("audience", i.Audience)
	d.pairs("eventCode", i.EventCodes)
	d.time("effective", i.Effective)
	d.time("onset", i.Onset)
	d.time("expires", i.Expires)
	d.text("senderName", i.SenderName)
	d.text("headline", i.Headline)
	d.text("description", i.Description)
	d.text("instruction", i.Instruction)
	d.text("web", i.Web)
	d.text("contact", i.Contact)
	d.pairs("parameter", i.Parameters)
	for n := range i.Areas {
		d.area(&i.Areas[n])
	}
}

func (d *digester) area(a *Area) {
	d.text("area", "area")
	d.text("areaDesc", a.Desc)
	d.all("polygon", a.Polygons)
	d.all("circle", a.Circles)
	d.pairs("geocode", a.Geocodes)
	d.text("altitude", form.Decimal(a.Altitude))
	d.text("ceiling", form.Decimal(a.Ceiling))
}

func (d *digester) flush() {
	d.h.Write(d.buf)
	d.buf = d.buf[:0]
}

func (d *digester) sum() (out Digest) {
	d.flush()
	d.h.Sum(out[:0])
	return out
}

// digestLanguage: an absent language is en-US (CAP 1.2 §3.2.2), and tags compare without regard to case.
func digestLanguage(s string) string {
	if s == "" {
		s = "en-US"
	}
	return strings.ToLower(languageTag(s))
}

// collapse makes every run of XML white space one space, and none at the ends.
func collapse(s string) string {
	if collapsed(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	parted := false
	for n := range len(s) {
		switch c := s[n]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			parted = len(b) > 0
		case parted:
			b, parted = append(b, ' ', c), false
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

func collapsed(s string) bool {
	before := byte(' ')
	for n := range len(s) {
		switch c := s[n]; {
		case c == '\t' || c == '\r' || c == '\n' || c == ' ' && before == ' ':
			return false
		default:
			before = c
		}
	}
	return before != ' ' || s == ""
}

// Identity is what makes this message itself, whichever way it came.
func (a *Alert) Identity() Identity { return Identity{a.Sender, a.Identifier, a.Sent.At} }
