package event

import (
	"slices"
	"strings"
	"unicode"

	"bordercast/cap"
)

// Product is the kind of message: what a SAME code says beside its subject, and what CAP-CP leaves to other fields.
type Product string

// The products.
const (
	Warning   Product = "warning"
	Watch     Product = "watch"
	Advisory  Product = "advisory"
	Statement Product = "statement"
	Ended     Product = "ended"
	Test      Product = "test"
)

// ProductOf is the kind of product an info is. A public test comes first, for it must not look real; then the order of
// judgement (what ends something is no warning, nor is what tells of the past); then what the sender says: Environment
// Canada's Alert_Type and Alert_Name, the SAME code's own kind, the weather service's second code or VTEC, the word in
// the headline; then what urgency, severity, certainty and the subject come to. A kind is never raised.
func (t *Table) ProductOf(a *cap.Alert, i *cap.Info) Product {
	r := t.reading(i)
	switch {
	case r.isTest():
		return Test
	case a.Ends() || a.Ended(i):
		return Ended
	case a.Told(i):
		return Statement // of what is past already
	}
	if p := r.said(); p != "" {
		return p
	}
	return r.judged()
}

// isTest: the public tests, whose status is Actual all the same (traps us-1, traps ca-24).
func (r reading) isTest() bool {
	i := r.info
	if strings.EqualFold(capcpCode(i), "testMessage") {
		return true
	}
	if c, ok := r.lists.of(ListSAME, sameCode(i)); ok && c.product == Test {
		return true
	}
	for _, v := range i.VTEC() {
		if v.Class != "T" {
			return false
		}
	}
	return len(i.VTEC()) > 0
}

// said is the kind the sender says by a code or a parameter of Environment Canada's; "" where it says none.
func (r reading) said() Product {
	if p := ecccKind(r.info); p != "" {
		return p
	}
	if c, ok := r.same(); ok {
		return c.product
	}
	return r.phenomenon().kind
}

// judged is the kind of what names none by a code: the issuer's own word; what goes on the air at once; what is
// immediate, sure and grave; what is a warning by nature; what may yet come. Of the rest nothing asserts a warning.
func (r reading) judged() Product {
	i := r.info
	seen, sure := i.Certainty == cap.Observed, i.Certainty == cap.Observed || i.Certainty == cap.Likely
	of := r.nature()
	switch word := issuersWord(i); {
	case word != "":
		return word
	case airedAtOnce(i):
		return Warning
	case i.Urgency == cap.Immediate && sure && (i.Severity == cap.Severe || i.Severity == cap.Extreme):
		return Warning
	case i.Urgency == cap.Immediate && seen && of.warning:
		return Warning
	case i.Urgency == cap.Future || i.Certainty == cap.Possible:
		return Watch
	case of.advisory:
		return Advisory
	}
	return Statement
}

// nature is that of the info's subject.
func (r reading) nature() nature {
	code := capcpCode(r.info)
	if c, ok := byOET(r.lists.capcp, term(r.info), ""); code == "" && ok {
		code = c.code
	}
	return r.lists.natures[fold(code)]
}

// airedAtOnce: Canadian broadcasters air it at once (SOREM layer), which no one asks for what is not a warning.
func airedAtOnce(i *cap.Info) bool {
	const flag = "layer:SOREM:1.0:Broadcast_Immediately"
	return strings.EqualFold(first(i.Param(flag), i.Param("layer:bordercast:1.0:"+flag)), "Yes")
}

// headlineParam is where the weather service says in words what it issued.
const headlineParam = "nwsheadline"

// issuersWord is the kind that the issuer's own word says: in the headline, in the weather service's own headline
// parameter, or in a parameter that names the type. Of two words the lower counts; where something is over, or not in
// force, the words say nothing of what the alert is.
func issuersWord(i *cap.Info) Product {
	kind := wordIn(i.Headline)
	lower := func(k Product) {
		if k != "" && (kind == "" || rank(k) < rank(kind)) {
			kind = k
		}
	}
	for _, p := range i.Parameters {
		name := fold(p.Name)
		switch name[strings.LastIndexByte(name, ':')+1:] {
		case headlineParam:
			lower(wordIn(p.Value))
		case "alerttype", "alert_type", "producttype", "product_type", "messagetype":
			lower(kindWord(fold(p.Value)))
		}
	}
	return kind
}

func wordIn(text string) (kind Product) {
	words := strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	for n, w := range words {
		k := headlineWord(words[n:])
		switch {
		case denied(w):
			return ""
		case k != "" && slices.ContainsFunc(words[max(0, n-3):n], negates):
		case k != "" && (kind == "" || rank(k) < rank(kind)):
			kind = k
		}
	}
	return kind
}

// denied are words by which a headline takes back a kind, or says that it is over.
func denied(word string) bool { return word == "downgraded" || endWord(word) }

func negates(word string) bool {
	return slices.Contains([]string{"no", "not", "without", "aucun", "aucune", "sans"}, word)
}

// headlineWord is the kind a word of a headline says. "Watch for ice" asks people to look, and « alerte » is any alert,
// but for the two hazards of which Environment Canada says it for a warning.
func headlineWord(words []string) Product {
	next := words[1:min(len(words), 5)]
	switch words[0] {
	case "alerte":
		if slices.Contains(next, "tornade") || slices.Contains(next, "orages") {
			return Warning
		}
		return ""
	case "warning", "warnings", "avertissement", "avertissements":
		return Warning
	case "watch":
		if len(next) > 0 && (next[0] == "for" || next[0] == "out") {
			return ""
		}
		return Watch
	case "watches", "veille", "veilles":
		return Watch
	case "advisory", "advisories", "avis":
		return Advisory
	case "statement", "statements", "bulletin":
		return Statement
	}
	return ""
}
