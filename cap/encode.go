package cap

import (
	"bytes"
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap/form"
)

// Encode writes the alert as a CAP 1.2 document: XML declaration, elements in the order of the schema, valid
// wherever the values are. Signatures are not part of an alert and are not written.
func (a *Alert) Encode() []byte {
	p := newPage("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	p.alert(a)
	return append(p.text, '\n')
}

// Canonical is the alert's element as Encode writes it, which is its canonical form too, by C14N and by exclusive C14N:
// what a signature is made over (xmldsig.Seal).
func (a *Alert) Canonical() []byte {
	p := newPage("")
	p.alert(a)
	return p.text
}

// Bytes writes a root element as a document. It is for trees that were signed: nothing is reformatted.
func Bytes(root *etree.Element) []byte {
	// CanonicalText makes a carriage return &#xD;: written raw it would come back as a line feed.
	settings := etree.WriteSettings{CanonicalText: true}
	var b bytes.Buffer
	b.Grow(8 << 10)
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	root.WriteTo(&b, &settings)
	b.WriteByte('\n')
	return b.Bytes()
}

// Element is the alert as a CAP 1.2 tree, indented, ready to be signed. Times keep their text where CAP 1.2
// takes it. What the schema would refuse and readers can do without is left out: a size, altitude or ceiling
// that is no number. A required value that is missing is not invented, except mimeType.
func (a *Alert) Element() *etree.Element {
	root := etree.NewElement("alert")
	root.CreateAttr("xmlns", form.NS12)
	a.Write(&tree{root})
	root.IndentWithSettings(&etree.IndentSettings{Spaces: 2, PreserveLeafWhitespace: true})
	return root
}

// Write writes what stands in the alert's element on a sheet, in the order of the schema of CAP 1.2.
func (a *Alert) Write(to Sheet) {
	w := writer{to}
	w.Put("identifier", a.Identifier)
	w.Put("sender", a.Sender)
	w.opt("sent", a.Sent.spelled12())
	w.opt("status", string(a.Status))
	w.opt("msgType", string(a.MsgType))
	w.opt("source", a.Source)
	w.opt("scope", string(a.Scope))
	w.opt("restriction", a.Restriction)
	w.opt("addresses", a.Addresses)
	w.all("code", a.Codes)
	w.opt("note", a.Note)
	w.opt("references", a.References)
	w.opt("incidents", a.Incidents)
	for n := range a.Infos {
		w.Open("info")
		writeInfo(w, &a.Infos[n])
		w.Close("info")
	}
}

func writeInfo(w writer, i *Info) {
	w.opt("language", languageTag(i.Language))
	w.all("category", i.Categories)
	w.Put("event", i.Event)
	w.all("responseType", i.ResponseTypes)
	w.opt("urgency", string(i.Urgency))
	w.opt("severity", string(i.Severity))
	w.opt("certainty", string(i.Certainty))
	w.opt("audience", i.Audience)
	w.pairs("eventCode", i.EventCodes)
	w.opt("effective", i.Effective.spelled12())
	w.opt("onset", i.Onset.spelled12())
	w.opt("expires", i.Expires.spelled12())
	w.opt("senderName", i.SenderName)
	w.opt("headline", i.Headline)
	w.opt("description", i.Description)
	w.opt("instruction", i.Instruction)
	w.opt("web", i.Web)
	w.opt("contact", i.Contact)
	w.pairs("parameter", i.Parameters)
	for _, r := range i.Resources {
		w.Open("resource")
		writeResource(w, r)
		w.Close("resource")
	}
	for _, a := range i.Areas {
		w.Open("area")
		writeArea(w, a)
		w.Close("area")
	}
}

func writeResource(w writer, r Resource) {
	w.Put("resourceDesc", r.Desc)
	// Required since 1.2, optional before: this type claims nothing (RFC 2046 §4.5.1).
	if r.MimeType == "" {
		r.MimeType = "application/octet-stream"
	}
	w.Put("mimeType", r.MimeType)
	w.opt("size", form.Integer(r.Size))
	w.opt("uri", r.URI)
	w.opt("derefUri", r.Deref)
	w.opt("digest", r.Digest)
}

func writeArea(w writer, a Area) {
	w.Put("areaDesc", a.Desc)
	w.all("polygon", a.Polygons)
	w.all("circle", a.Circles)
	w.pairs("geocode", a.Geocodes)
	w.opt("altitude", form.Decimal(a.Altitude))
	w.opt("ceiling", form.Decimal(a.Ceiling))
}

// languageTag is RFC 3066's spelling: en_US, as some senders have it, is no xs:language.
func languageTag(s string) string { return strings.ReplaceAll(s, "_", "-") }
