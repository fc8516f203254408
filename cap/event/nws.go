package event

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// second is what the weather service says beside SAME: a phenomenon, and as what kind of product. Its zero value is
// nothing.
type second struct {
	text string // as it stood: SVW, TsunamiSystemCategory=Warning, SV.W
	code code
	kind Product
}

// key is the phenomenon and its kind with VTEC's point between; "" where either is unknown.
func (s second) key() string {
	if s.code.product != "" {
		return s.code.code
	}
	for _, letter := range s.code.kinds {
		if s.kind != "" && significance(byte(letter)) == s.kind {
			return s.code.code + "." + string(letter)
		}
	}
	return ""
}

// reading is an info whose codes are read by the lists: what it says itself of its event.
type reading struct {
	lists *lists
	info  *cap.Info
}

// phenomenon reads the weather service's own code (VTEC's pp and s without the point), the tsunami centers'
// category, or else the VTEC itself. Only what the list knows in that kind counts: TOE is a telephone outage and no
// tornado, FRW a fire and no frost, SVS about any severe weather.
func (r reading) phenomenon() second {
	if s := r.lists.paired(r.info.Code(NWS)); s.text != "" && !r.relayed(s) {
		return s
	}
	s, v := r.lists.tsunami(r.info.Code(Tsunami)), r.ofVTEC()
	if s.text != "" && (s.kind != "" || v.text == "") {
		return s
	}
	return v // a cancellation says no kind, and the VTEC beside it does
}

// relayed tells a civil code in the weather service's slot that is spelt like a phenomenon's: LEW is law enforcement
// when a police force's warning is passed on, and lake effect snow beside the VTEC that such a warning always has.
func (r reading) relayed(s second) bool {
	same, ok := r.lists.same[s.text]
	if !ok || strings.Contains(r.info.Code(NWS), ".") || subject(same.nameEN) == subject(s.code.nameEN) {
		return false
	}
	if r.info.Code(SAME) == s.text {
		return true
	}
	return !slices.ContainsFunc(r.info.VTEC(), func(v cap.VTEC) bool { return v.Phenomenon == s.code.code })
}

// Outlook tells what looks ahead for days or tells the next hours (HWO, ESF, NOW): a statement that asks nothing of
// anybody, however grave what it speaks of. What also has a code of its own subject is none.
func (t *Table) Outlook(i *cap.Info) bool {
	t = t.orDefault()
	c := t.lists.products[strings.TrimSpace(i.Code(NWS))]
	same := sameCode(i)
	return c.outlook && (same == "" || placeholder(same)) && capcpCode(i) == "" && len(i.VTEC()) == 0
}

// paired reads pp and s, written together or with VTEC's point between, or a product of the weather service's that has
// no VTEC.
func (l *lists) paired(text string) second {
	text = strings.Replace(strings.TrimSpace(text), ".", "", 1)
	if len(text) != 3 {
		return second{}
	}
	if c, ok := l.products[text]; ok {
		return second{text, c, c.product}
	}
	c, ok := l.nws[text[:2]]
	if !ok || !strings.Contains(c.kinds, text[2:]) {
		return second{}
	}
	return second{text, c, significance(text[2])}
}

// tsunami reads the warning centers' scheme: words until 2024, since then also pp and s.
func (l *lists) tsunami(text string) second {
	text = strings.TrimSpace(text)
	if text == "" {
		return second{}
	}
	if s := l.paired(text); s.text != "" {
		return s
	}
	kind := Product(fold(text))
	switch kind {
	case Warning, Watch, Advisory:
	case "information", "information statement":
		kind = Statement
	default:
		kind = "" // a cancellation: what ends is told elsewhere
	}
	return second{Tsunami + "=" + text, l.nws["TS"], kind}
}

// ofVTEC is the first VTEC string that is in force, or the first at all: one that was upgraded stands before the one
// that took its place.
func (r reading) ofVTEC() second {
	var found second
	for _, v := range r.info.VTEC() {
		s := r.lists.paired(v.Phenomenon + v.Significance)
		if s.text == "" {
			continue
		}
		s.text = "VTEC " + v.Phenomenon + "." + v.Significance
		if v.Action != "UPG" && v.Action != "CAN" && v.Action != "EXP" {
			return s
		}
		if found.text == "" {
			found = s
		}
	}
	return found
}

// significance reads VTEC's letter for the kind.
func significance(letter byte) Product {
	switch letter {
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
