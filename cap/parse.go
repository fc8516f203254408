package cap

import (
	"fmt"

	"github.com/beevik/etree"

	"bordercast/cap/xmltree"
)

// The namespaces of CAP.
const (
	NS10 = "http://www.incident.com/cap/1.0"
	NS11 = "urn:oasis:names:tc:emergency:cap:1.1"
	NS12 = "urn:oasis:names:tc:emergency:cap:1.2"

	signatureNS = "http://www.w3.org/2000/09/xmldsig#"
)

// Read reads one CAP alert from bytes: xmltree.Read with its default limits, then Parse. The error is always a
// *xmltree.Refusal. The document is returned whenever the XML could be read.
func Read(b []byte) (*Alert, *xmltree.Document, error) {
	doc, err := xmltree.Read(b, xmltree.DefaultLimits())
	if err != nil {
		return nil, nil, err
	}
	a, err := Parse(doc)
	return a, doc, err
}

// Parse reads an alert of CAP 1.0, 1.1 or 1.2 out of a document. It refuses only what is no CAP alert at all
// (code not-cap or wrong-namespace); whatever is wrong inside an alert is read as well as can be, and is a
// Finding of Validate. Of an element that may stand once and stands twice, the first that says something counts;
// of description and instruction all does.
func Parse(doc *xmltree.Document) (*Alert, error) {
	version, bad := versionOf(doc.Root)
	if bad != nil {
		bad.Line = doc.Line(doc.Root)
		return nil, bad
	}
	a := &Alert{Version: version}
	p := parser{namespace: doc.Root.NamespaceURI(), v10: version == V10}
	p.alert(a, doc.Root)
	if version == V10 {
		a.upconvert()
	}
	return a, nil
}

func versionOf(root *etree.Element) (Version, *xmltree.Refusal) {
	ns := root.NamespaceURI()
	if root.Tag != "alert" {
		return "", &xmltree.Refusal{Code: "not-cap", Text: fmt.Sprintf("the root is <%s>, not <alert>: this is %s; send each CAP alert as a document of its own", clip(root.FullTag()), kindOf(root))}
	}
	switch ns {
	case NS12:
		return V12, nil
	case NS11:
		return V11, nil
	case NS10:
		return V10, nil
	}
	return "", &xmltree.Refusal{Code: "wrong-namespace", Text: fmt.Sprintf("<alert> stands in the namespace %q, which is no version of CAP: use %s", clip(ns), NS12)}
}

func kindOf(root *etree.Element) string {
	switch root.Tag {
	case "feed", "entry":
		return "an Atom feed"
	case "rss", "RDF", "channel":
		return "an RSS feed"
	case "EDXLDistribution":
		return "an EDXL-DE envelope"
	case "alerts":
		return "a collection of alerts"
	case "Envelope":
		return "a SOAP message"
	case "html", "HTML":
		return "a web page"
	}
	return "another kind of document"
}

// parser reads elements of one namespace and passes over all others.
type parser struct {
	namespace string
	v10       bool
}

// each calls read for every CAP child of e.
func (p parser) each(e *etree.Element, read func(*etree.Element)) {
	for _, t := range e.Child {
		if c, ok := t.(*etree.Element); ok && inNamespace(c, e, p.namespace) {
			read(c)
		}
	}
}

// inNamespace says whether e stands in the namespace that parent does, without asking the whole way up where e is
// written like it.
func inNamespace(e, parent *etree.Element, namespace string) bool {
	return e.Space == parent.Space && len(e.Attr) == 0 || e.NamespaceURI() == namespace
}

func (p parser) alert(a *Alert, root *etree.Element) {
	p.each(root, func(e *etree.Element) {
		switch e.Tag {
		case "identifier":
			token(&a.Identifier, e)
		case "sender":
			token(&a.Sender, e)
		case "sent":
			moment(&a.Sent, e)
		case "status":
			token(&a.Status, e)
		case "msgType":
			token(&a.MsgType, e)
		case "source":
			prose(&a.Source, e)
		case "scope":
			token(&a.Scope, e)
		case "restriction":
			prose(&a.Restriction, e)
		case "addresses":
			token(&a.Addresses, e)
		case "code":
			many(&a.Codes, e)
		case "note":
			prose(&a.Note, e)
		case "references":
			token(&a.References, e)
		case "incidents":
			token(&a.Incidents, e)
		case "info":
			a.Infos = append(a.Infos, p.info(e))
		}
	})
}

// token reads a value that a machine reads: outer white space is no part of it.
func token[S ~string](to *S, e *etree.Element) {
	if *to == "" {
		*to = S(xmltree.Trim(xmltree.Text(e)))
	}
}

// prose reads text as sent, with what a sender nested in it. White space alone says nothing.
func prose(to *string, e *etree.Element) {
	if s := xmltree.AllText(e); *to == "" && xmltree.Trim(s) != "" {
		*to = s
	}
}

// whole is prose of which nothing is left out where a sender wrote it in several elements: what people are to do may
// stand in the second.
func whole(to *string, e *etree.Element) {
	more := ""
	prose(&more, e)
	switch {
	case more == "":
	case *to == "":
		*to = more
	default:
		*to += "\n" + more
	}
}

func moment(to *Time, e *etree.Element) {
	if to.IsZero() {
		*to = ParseTime(xmltree.Text(e))
	}
}

func many(to *[]string, e *etree.Element) {
	if s := xmltree.Trim(xmltree.Text(e)); s != "" {
		*to = append(*to, s)
	}
}
