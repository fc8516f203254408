package cap

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap/form"
	"bordercast/cap/xmltree"
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

// Parse reads an alert of CAP 1.0, 1.1 or 1.2 out of a document. It refuses only what is no CAP alert at all (code
// not-cap or wrong-namespace); whatever is wrong inside an alert is read as well as can be, and is a Finding of package
// validate. Of an element that may stand once and stands twice, the first that says something counts; of description
// and instruction all does. Elements of another version's namespace are read like the alert's own. What has no place in
// an Alert is listed in its Unread.
func Parse(doc *xmltree.Document) (*Alert, error) {
	version, bad := versionOf(doc.Root)
	if bad != nil {
		bad.Line = doc.Line(doc.Root)
		return nil, bad
	}
	a := &Alert{Version: version}
	p := &parser{alert: a, info: -1}
	p.whole(doc.Root)
	if version == V10 {
		a.upconvert()
	}
	return a, nil
}

func versionOf(root *etree.Element) (Version, *xmltree.Refusal) {
	ns := root.NamespaceURI()
	if root.Tag != "alert" {
		return "", &xmltree.Refusal{Code: "not-cap", Text: fmt.Sprintf("the root is <%s>, not <alert>: this is %s; send "+
			"each CAP alert as a document of its own", form.Clip(root.FullTag()), kindOf(root))}
	}
	switch ns {
	case form.NS12:
		return V12, nil
	case form.NS11:
		return V11, nil
	case form.NS10:
		return V10, nil
	}
	return "", &xmltree.Refusal{Code: "wrong-namespace", Text: fmt.Sprintf("<alert> stands in the namespace %q, which "+
		"is no version of CAP: use %s", form.Clip(ns), form.NS12)}
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

// parser reads the elements of CAP, and notes what it passes over.
type parser struct {
	alert *Alert
	info  int // the number of the info it is in; -1 for none
}

// each calls read for every CAP child of e; read says whether CAP has such a child there.
func (p *parser) each(e *etree.Element, read func(*etree.Element) bool) {
	p.elements(e, read)
	p.between(e)
}

// elements is each for an element that may hold text instead.
func (p *parser) elements(e *etree.Element, read func(*etree.Element) bool) {
	p.attributes(e)
	for _, t := range e.Child {
		if c, ok := t.(*etree.Element); ok && !(form.InCAP(c, e) && read(c)) {
			p.passOver(c)
		}
	}
}

func (p *parser) whole(root *etree.Element) {
	a := p.alert
	p.each(root, func(e *etree.Element) bool {
		switch e.Tag {
		case "identifier":
			token(p, &a.Identifier, e)
		case "sender":
			token(p, &a.Sender, e)
		case "sent":
			moment(p, &a.Sent, e)
		case "status":
			enumerated(p, &a.Status, e, form.Statuses)
		case "msgType":
			enumerated(p, &a.MsgType, e, form.MsgTypes)
		case "source":
			prose(p, &a.Source, e)
		case "scope":
			enumerated(p, &a.Scope, e, form.Scopes)
		case "restriction":
			prose(p, &a.Restriction, e)
		case "addresses":
			token(p, &a.Addresses, e)
		case "code":
			many(p, &a.Codes, e)
		case "note":
			prose(p, &a.Note, e)
		case "references":
			token(p, &a.References, e)
		case "incidents":
			token(p, &a.Incidents, e)
		case "info":
			p.info = len(a.Infos)
			a.Infos = append(a.Infos, p.readInfo(e))
			p.info = -1
		default:
			return false
		}
		return true
	})
}

// token reads a value that a machine reads: outer white space is no part of it.
func token[S ~string](p *parser, to *S, e *etree.Element) {
	if *to != "" {
		p.second(e)
		return
	}
	*to = S(xmltree.Trim(p.seen(e, p.text(e))))
}

// prose reads text as sent, with what a sender nested in it. White space alone says nothing.
func prose(p *parser, to *string, e *etree.Element) {
	if *to != "" {
		p.second(e)
		return
	}
	if s := p.seen(e, p.text(e)); xmltree.Trim(s) != "" {
		*to = s
	}
}

// full is prose of which nothing is left out where a sender wrote it in several elements: what people are to do may
// stand in the second.
func full(p *parser, to *string, e *etree.Element) {
	more := ""
	prose(p, &more, e)
	switch {
	case more == "":
	case *to == "":
		*to = more
	default:
		*to += "\n" + more
	}
}

func moment(p *parser, to *Time, e *etree.Element) {
	if !to.IsZero() {
		p.second(e)
		return
	}
	*to = ParseTime(p.seen(e, p.text(e)))
}

func many(p *parser, to *[]string, e *etree.Element) {
	if s := xmltree.Trim(p.seen(e, p.text(e))); s != "" {
		*to = append(*to, s)
	}
}

// upconvert gives a CAP 1.0 alert what CAP 1.2 requires and 1.0 did not have. The password element was never
// read, so that it can reach neither a log nor a destination.
func (a *Alert) upconvert() {
	if a.Scope == "" {
		a.Scope = a.impliedScope()
	}
	for n := range a.Infos {
		i := &a.Infos[n]
		if len(i.Categories) == 0 {
			i.Categories = []string{"Other"} // optional in 1.0, required since 1.1
		}
		if i.Certainty == "Very Likely" {
			i.Certainty = Likely // CAP 1.1 withdrew "Very Likely" in favour of Likely
		}
	}
}

// impliedScope never widens: only an alert that names neither a rule nor addressees was for everyone.
func (a *Alert) impliedScope() Scope {
	switch {
	case a.Addresses != "":
		return Private
	case a.Restriction != "":
		return Restricted
	}
	return Public
}

// splitPair reads the name=value of CAP 1.0; a string without "=" is a value without a name.
func splitPair(s string) Pair {
	name, value, ok := strings.Cut(s, "=")
	if !ok {
		return Pair{Value: s}
	}
	return Pair{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)}
}
