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
// of judgement (what ends something is no warning); then what the sender says: Environment Canada's Alert_Type, the
// SAME code's own kind, the second code of the weather service; then contracts "Events" by urgency, severity and
// certainty.
func ProductOf(a *cap.Alert, i *cap.Info) Product {
	switch {
	case isTest(i):
		return Test
	case a.Ends() || i.Ended():
		return Ended
	}
	if p := said(i); p != "" {
		return p
	}
	return judged(i)
}

// isTest: the public tests, whose status is Actual all the same (us-traps 1, canada-traps 24).
func isTest(i *cap.Info) bool {
	if strings.EqualFold(capcpCode(i), "testMessage") {
		return true
	}
	if c, ok := load().same[sameCode(i)]; ok && c.product == Test {
		return true
	}
	for _, v := range i.VTEC() {
		if v.Class != "T" {
			return false
		}
	}
	return len(i.VTEC()) > 0
}

func said(i *cap.Info) Product {
	for _, name := range []string{"layer:EC-MSC-SMC:1.1:Alert_Type", "layer:EC-MSC-SMC:1.0:Alert_Type"} {
		switch p := Product(fold(i.Param(name))); p {
		case Warning, Watch, Advisory, Statement:
			return p
		}
	}
	if c, ok := load().same[sameCode(i)]; ok && !placeholder(c.code) {
		return c.product
	}
	return significance(strings.TrimSpace(i.Code(NWS)))
}

// significance reads the last letter of the weather service's own code (VTEC pp+s).
func significance(nws string) Product {
	if len(nws) != 3 {
		return ""
	}
	switch nws[2] {
	case 'W':
		return Warning
	case 'A':
		return Watch
	case 'Y':
		return Advisory
	case 'S':
		return Statement
	}
	return ""
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
