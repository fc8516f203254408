// Package validate says what is wrong with a CAP alert, by the schema and the prose of the version it was sent in. Call
// Alert with what cap.Read returned, or Faultless with an alert that is about to be written; Twice finds what makes an
// alert say different things to different readers.
//
// It refuses nothing and mends nothing: a warning with a fault in it is still a warning, so every fault is a finding,
// and whoever reads it decides. What profiles add to CAP is package profile's.
package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

// maxFindings bounds the list: whoever must act has read enough by then.
const maxFindings = 200

// Alert finds all that is wrong with an alert, by the schema and the prose of the version it was sent in.
// doc and a are one message, as cap.Read returns them. Findings stand in the order of the document.
func Alert(doc *xmltree.Document, a *cap.Alert) []cap.Finding {
	v := &validator{doc: doc, alert: a, namespace: doc.Root.NamespaceURI()}
	if in := schemas[a.Version]; in != nil {
		v.element(doc.Root, in)
	}
	if twice := Twice(doc, a); len(twice) > 0 &&
		!slices.ContainsFunc(v.found, func(f cap.Finding) bool { return f.Rule == twice[0].Rule }) {
		v.found = append(v.found, twice[0]) // in another namespace, or behind more findings than are listed
	}
	listed := v.found[:min(len(v.found), maxFindings-1)]
	slices.SortStableFunc(listed, func(a, b cap.Finding) int { return a.Line - b.Line })
	return v.found
}

// validator walks one document beside the schema.
type validator struct {
	doc       *xmltree.Document
	alert     *cap.Alert
	namespace string
	clause    string // of the element being walked
	infos     int    // infos walked so far
	found     []cap.Finding
	drawn     map[string]bool // polygons that can be drawn

	probing bool // Faultless asks: nothing is written down but that there is something
	faulty  bool
}

// element checks e against what may stand in it, its children first.
func (v *validator) element(e *etree.Element, in *content) {
	outer := v.clause
	v.clause = in.clause
	v.attributes(e)
	v.sequence(e, in)
	if in.whole != nil {
		in.whole(v, e, "")
	}
	v.clause = outer
}

// sequence checks order and number, and each child.
func (v *validator) sequence(e *etree.Element, in *content) {
	var counts [32]int
	at := 0
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			if xmltree.Trim(t.Data) != "" {
				v.schema(e, cap.LevelError, "stray-text", "the text %q stands between elements of <%s>: put it into one of them",
					form.Clip(t.Data), e.Tag)
			}
		case *etree.Element:
			if v.mixed(t, e); !form.InCAP(t, e) {
				v.foreign(t)
			} else if n := in.find(t.Tag, at); n < 0 {
				v.schema(t, cap.LevelError, "unknown-element", "<%s> is no element of <%s> in CAP %s: remove it or correct its "+
					"name", form.Clip(t.Tag), e.Tag, v.alert.Version)
			} else {
				v.place(e, t, in, n, at, &counts)
				at = max(at, n)
			}
		}
	}
	for n := range in.items {
		if counts[n] < in.items[n].min {
			v.schema(e, cap.LevelError, "missing-element", "<%s> lacks <%s>, which CAP %s requires: add it", e.Tag,
				in.items[n].tag, v.alert.Version)
		}
	}
}

// place checks child, which is item n of the sequence, when item at came last.
func (v *validator) place(e, child *etree.Element, in *content, n, at int, counts *[32]int) {
	it := &in.items[n]
	counts[n]++
	switch {
	case counts[n] > it.max:
		v.doubled(child, e)
	case n < at:
		v.schema(child, cap.LevelError, "element-order", "<%s> must stand before <%s>: put the elements into the order of "+
			"CAP %s", it.tag, in.items[at].tag, v.alert.Version)
	}
	if it.in != nil {
		v.element(child, it.in)
		return
	}
	v.attributes(child)
	v.simple(child)
	v.unseenIn(child, e.Tag, xmltree.AllText(child))
	if it.check != nil {
		it.check(v, child, xmltree.AllText(child))
	}
}

// simple finds elements where only text may stand.
func (v *validator) simple(e *etree.Element) {
	for _, t := range e.Child {
		if c, ok := t.(*etree.Element); ok {
			v.schema(c, cap.LevelError, "unknown-element", "<%s> stands inside <%s>, which holds text only: its text is "+
				"read, so write it without the tag", form.Clip(c.Tag), e.Tag)
		}
	}
}

// unseenIn finds characters that nobody sees, which Parse takes out; and white space around the codes of a pair, which
// are compared to the letter.
func (v *validator) unseenIn(e *etree.Element, parent, text string) {
	if _, what := form.Visible(text); what != "" {
		v.add(e, "", "3.3", cap.LevelWarning, "unseen-characters", "<%s> holds characters that nobody sees (%s): they are "+
			"not read; remove them", e.Tag, what)
	}
	if e.Tag != "value" && e.Tag != "valueName" || xmltree.Trim(text) == text {
		return
	}
	if e.Tag == "valueName" || parent == "eventCode" || parent == "geocode" {
		v.add(e, "", "3.3", cap.LevelWarning, "white-space", "<%s> of <%s> has white space around it, which is not read "+
			"as part of it: remove it", e.Tag, parent)
	}
}

// mixed finds where another version's namespace begins: Parse reads on, other readers stop there.
func (v *validator) mixed(e, parent *etree.Element) {
	if e.Space == parent.Space && len(e.Attr) == 0 || !form.InCAP(e, parent) {
		return
	}
	if ns, of := e.NamespaceURI(), parent.NamespaceURI(); ns != of {
		v.schema(e, cap.LevelError, "mixed-namespaces",
			"<%s> stands in the namespace %q inside <%s> of %q: it is read, but other readers pass over it; "+
				"write the whole alert in one", form.Clip(e.Tag), ns, form.Clip(parent.Tag), of)
	}
}

// foreign judges an element of another namespace. Only signatures may be in an alert, after every info
// (CAP 1.2 §3.3.4.1); the schemas of 1.0 and 1.1 forgot them, their prose did not.
func (v *validator) foreign(e *etree.Element) {
	switch {
	case e.NamespaceURI() != form.Signature || e.Parent() != v.doc.Root:
		v.schema(e, cap.LevelError, "foreign-element", "<%s> is of another namespace, which CAP allows nowhere but for "+
			"signatures: remove it", form.Clip(e.FullTag()))
	case v.alert.Version != cap.V12:
		v.add(e, "", "3.3", cap.LevelAdvice, "signature", "the schema of CAP %s has no place for a signature: send CAP 1.2",
			v.alert.Version)
	case followedByCAP(e):
		v.schema(e, cap.LevelError, "element-order", "the signature must stand last, after every <info>: move it")
	default:
		v.staging(e)
	}
}

// staging finds the target of NAAD's test bed in a signature on what looks like a real alert.
func (v *validator) staging(signature *etree.Element) {
	if lane, _ := v.alert.Lane(); lane != cap.LaneActual {
		return
	}
	for _, property := range signature.FindElements("./Object//SignatureProperty") {
		if target := property.SelectAttrValue("Target", ""); strings.Contains(target, "-staging.") {
			v.add(signature, "", "3.3", cap.LevelWarning, "staging", "the signature names the test bed %q on an alert that "+
				"is sent as real: ask its sender which it is", form.Clip(target))
			return
		}
	}
}

func followedByCAP(e *etree.Element) bool {
	for _, t := range e.Parent().Child[e.Index()+1:] {
		if c, ok := t.(*etree.Element); ok && form.InCAP(c, e.Parent()) {
			return true
		}
	}
	return false
}

// attributes finds any but namespace declarations and xsi's: CAP has none.
func (v *validator) attributes(e *etree.Element) {
	for _, a := range e.Attr {
		if form.OfXML(&a) {
			continue
		}
		v.schema(e, cap.LevelError, "attribute", "<%s> has the attribute %q, and CAP has none: remove it", e.Tag,
			form.Clip(a.FullKey()))
	}
}

// schema adds a finding of the schema's own, clause 3.4.
func (v *validator) schema(e *etree.Element, level cap.Level, name, format string, args ...any) {
	v.add(e, "", "3.4", level, name, format, args...)
}

// rule adds a finding of the data dictionary's prose about e.
func (v *validator) rule(e *etree.Element, level cap.Level, name, format string, args ...any) {
	v.add(e, "", v.clause, level, name, format, args...)
}

// about adds a finding of the data dictionary on a child of e that may be absent.
func (v *validator) about(e *etree.Element, tag string, level cap.Level, name, format string, args ...any) {
	if c := v.child(e, tag); c != nil {
		v.add(c, "", v.clause, level, name, format, args...)
		return
	}
	v.add(e, "/"+tag, v.clause, level, name, format, args...)
}

func (v *validator) add(e *etree.Element, below, clause string, level cap.Level, name, format string, args ...any) {
	if v.probing {
		v.faulty = v.faulty || level != cap.LevelAdvice
		return
	}
	if len(v.found) >= maxFindings {
		return
	}
	f := cap.Finding{
		Rule:  "cap-" + string(v.alert.Version) + "/" + clause + "/" + name,
		Level: level,
		Path:  form.Path(e) + below,
		Line:  v.doc.Line(e),
		Text:  fmt.Sprintf(format, args...),
	}
	if len(v.found) == maxFindings-1 {
		f.Text = fmt.Sprintf("there are more findings than the %d listed: mend these and look again", maxFindings-1)
		f.Rule = "cap-" + string(v.alert.Version) + "/3.4/too-many-findings"
	}
	v.found = append(v.found, f)
}

func (v *validator) child(e *etree.Element, tag string) *etree.Element {
	for _, t := range e.Child {
		if c, ok := t.(*etree.Element); ok && c.Tag == tag && form.InCAP(c, e) {
			return c
		}
	}
	return nil
}
