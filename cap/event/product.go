package event

import (
	"strings"

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

// ProductOf is the kind of product an info is. A public test comes first, for it must not look real; then the order
// of judgement (what ends something is no warning); then what the sender says: Environment Canada's Alert_Type and
// Alert_Name, the SAME code's own kind, the weather service's second code or VTEC; then by urgency,
// severity and certainty.
func (t *Table) ProductOf(a *cap.Alert, i *cap.Info) Product {
	t = t.orDefault()
	switch {
	case t.isTest(i):
		return Test
	case a.Ends() || i.Ended():
		return Ended
	}
	if p := t.said(i); p != "" {
		return p
	}
	return judged(i)
}

// isTest: the public tests, whose status is Actual all the same (traps us-1, traps ca-24).
func (t *Table) isTest(i *cap.Info) bool {
	if strings.EqualFold(capcpCode(i), "testMessage") {
		return true
	}
	if c, ok := t.lists.of(ListSAME, sameCode(i)); ok && c.product == Test {
		return true
	}
	for _, v := range i.VTEC() {
		if v.Class != "T" {
			return false
		}
	}
	return len(i.VTEC()) > 0
}

// said is the kind the sender says; "" where it says none.
func (t *Table) said(i *cap.Info) Product {
	if p := ecccKind(i); p != "" {
		return p
	}
	if c, ok := t.sameOf(i); ok {
		return c.product
	}
	return t.phenomenon(i).kind
}

func judged(i *cap.Info) Product {
	soon := i.Urgency == cap.Immediate || i.Urgency == cap.Expected
	grave := i.Severity == cap.Severe || i.Severity == cap.Extreme
	sure := i.Certainty == cap.Observed || i.Certainty == cap.Likely
	switch {
	case soon && grave && sure:
		return Warning
	case grave && (i.Urgency == cap.Future || i.Certainty == cap.Possible):
		return Watch
	}
	return Advisory
}
