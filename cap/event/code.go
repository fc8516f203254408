package event

import (
	"strings"

	"bordercast/cap"
)

// IsTerm tells whether a code has the form of the OASIS list.
func IsTerm(code string) bool {
	number, ok := strings.CutPrefix(code, "OET-")
	return ok && len(number) == 3 && strings.Trim(number, "0123456789") == ""
}

// OnIPAWSList tells whether IPAWS accepts a SAME code and it names an event, as the placeholders NWS and OTH do not.
func OnIPAWSList(code string) bool {
	c, ok := load().same[code]
	return ok && c.ipaws
}

// OnCAPCPList tells whether a code stands in the CAP-CP list as far as it is sourced, in whatever case.
func OnCAPCPList(code string) bool {
	_, ok := load().capcp[fold(code)]
	return ok
}

// Names are the plain names of an event code of either side, pp and s of the weather service among them; ok is false
// for a code that no list has. official says that the French is in official use and not the project's own.
func Names(key string) (en, fr string, official, ok bool) {
	t := Default()
	for _, list := range []string{ListCAPCP, ListSAME} {
		if c, found := t.lists.of(list, key); found {
			return c.nameEN, c.nameFR, c.official, true
		}
	}
	if s := t.lists.paired(key); s.text != "" {
		return s.code.nameEN, s.code.nameFR, false, true
	}
	return "", "", false, false
}

// ReasonFR is the French of a built-in row's reason; "" for any other sentence.
func ReasonFR(why string) string { return load().reasons[why] }

// Key is what parts are keyed by: the info's own event code, in the source's words, or what its VTEC or tsunami
// category comes to (TS.W); "" when it has none.
func Key(i *cap.Info) string {
	same := sameCode(i)
	own := first(capcpCode(i), unless(placeholder(same), same), pointed(i), i.Code(OET))
	return first(own, Default().reading(i).phenomenon().key(), same)
}

// pointed writes VTEC's point into a code of the weather service that SAME has for something else: LEW is lake effect
// snow in the one list and law enforcement in the other.
func pointed(i *cap.Info) string {
	r, nws := Default().reading(i), i.Code(NWS)
	s, same := r.lists.paired(nws), r.lists.same[nws]
	if s.text == "" || same.code == "" || subject(same.nameEN) == subject(s.code.nameEN) || r.relayed(s) {
		return nws
	}
	return nws[:2] + "." + nws[2:]
}

// SchemeOf is the name of the scheme that a Key is of.
func SchemeOf(key string) string {
	t := Default()
	switch _, same := t.lists.same[key]; {
	case same:
		return SAME
	case IsTerm(key):
		return OET
	case t.lists.paired(key).text != "":
		return NWS
	}
	return CAPCP
}

// Disagreement says where Environment Canada's Alert_Type and Alert_Name name different kinds of product: the lower
// rules. "" where they agree or one is absent.
func Disagreement(i *cap.Info) string {
	typed, named := kindWord(fold(param(i, typeParams[:]))), alertName(i)
	if typed != "" && named.kind != "" && typed != named.kind {
		return "Alert_Type is " + string(typed) + ", Alert_Name “" + named.text + "” says " + string(named.kind) +
			": the lower rules"
	}
	return ""
}

// term is the info's own OASIS term; what does not look like one is none.
func term(i *cap.Info) string {
	if c := i.Code(OET); IsTerm(c) {
		return c
	}
	return ""
}

func capcpCode(i *cap.Info) string {
	for _, p := range i.EventCodes {
		if strings.HasPrefix(fold(p.Name), "profile:cap-cp:event:") {
			return strings.TrimSpace(p.Value)
		}
	}
	return ""
}

func sameCode(i *cap.Info) string {
	return first(strings.TrimSpace(i.Code(SAME)), strings.TrimSpace(i.Param(KeptSAME)))
}

// placeholder: SAME=NWS and SAME=OTH stand for "no SAME code" (traps us-3).
func placeholder(same string) bool { return same == "NWS" || same == "OTH" }

// subject is a name to the letter, in lower case and without its kind word.
func subject(name string) string {
	name = strings.ToLower(name)
	for _, kind := range []string{" warning", " watch", " advisory", " statement", " message", " emergency", " alert"} {
		name = strings.TrimSuffix(name, kind)
	}
	return name
}

func unless(not bool, s string) string {
	if not {
		return ""
	}
	return s
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
