package validate

import (
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

// enum checks a value against a list, and says what was probably meant.
func enum(values ...string) check {
	return func(v *validator, e *etree.Element, text string) {
		for _, want := range values {
			if text == want {
				return
			}
		}
		for _, want := range values {
			if strings.EqualFold(xmltree.Trim(text), want) {
				v.schema(e, cap.LevelError, "enumeration", "<%s> holds %q: write %q, in this case and without white space "+
					"around it", e.Tag, clipRaw(text), want)
				return
			}
		}
		v.schema(e, cap.LevelError, "enumeration", "<%s> holds %q, which CAP %s does not know: use one of %s", e.Tag,
			form.Clip(text), v.alert.Version, strings.Join(values, ", "))
	}
}

// clipRaw keeps the white space that is the fault.
func clipRaw(s string) string { return s[:min(len(s), 60)] }

// checkTime12 checks a time as CAP 1.2 §3.3.2 restricts it.
func checkTime12(v *validator, e *etree.Element, text string) {
	t := cap.ParseTime(text)
	switch {
	case t.At.IsZero():
		badTime(v, e, text)
	case !t.Valid12():
		v.schema(e, cap.LevelError, "time-form", "<%s> holds %q: write it as %s (whole seconds, offset in numbers, UTC as "+
			"-00:00)", e.Tag, form.Clip(text), cap.FormatTime(t.At).Text)
	}
}

// checkTimeXSD checks a time of CAP 1.0 and 1.1: any xs:dateTime, so Z, fractions and a missing offset pass.
func checkTimeXSD(v *validator, e *etree.Element, text string) {
	t := cap.ParseTime(text)
	switch {
	case t.At.IsZero():
		badTime(v, e, text)
	case !form.IsDateTime(t.Text):
		v.schema(e, cap.LevelError, "time-form", "<%s> holds %q: write it as %s", e.Tag, form.Clip(text),
			cap.FormatTime(t.At).Text)
	case !t.Zoned():
		v.add(e, "", "3.3.2", cap.LevelWarning, "time-zone", "<%s> names no offset from UTC, so its instant is a guess: "+
			"add one, as in %s", e.Tag, cap.FormatTime(t.At).Text)
	}
}

func badTime(v *validator, e *etree.Element, text string) {
	if xmltree.Trim(text) == "" {
		v.schema(e, cap.LevelError, "time-form", "<%s> is empty: give a time, or leave the element out where it is "+
			"optional", e.Tag)
		return
	}
	v.schema(e, cap.LevelError, "time-form", "<%s> holds %q, which is no time there can be: write it like "+
		"2026-11-21T18:30:00-04:00", e.Tag, form.Clip(text))
}

// checkLanguage checks RFC 3066's form, as xs:language has it. An empty element takes the default, en-US.
func checkLanguage(v *validator, e *etree.Element, text string) {
	if text == "" {
		return
	}
	for n, part := range strings.Split(xmltree.Trim(text), "-") {
		if len(part) < 1 || len(part) > 8 || !alphanumeric(part, n > 0) {
			v.schema(e, cap.LevelError, "language", "<language> holds %q, which is no language tag: write it like en-CA or "+
				"fr-CA", form.Clip(text))
			return
		}
	}
}

func alphanumeric(s string, digits bool) bool {
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && !(digits && r >= '0' && r <= '9') {
			return false
		}
	}
	return true
}

// checkURI checks xs:anyURI as far as its check goes: no white space inside, and percent signs that mean something.
func checkURI(v *validator, e *etree.Element, text string) {
	s := xmltree.Trim(text)
	if strings.ContainsAny(s, " \t\r\n") || badPercent(s) {
		v.schema(e, cap.LevelError, "uri", "<%s> holds %q, which is no URI: write one, with %%20 for a space", e.Tag,
			form.Clip(text))
	}
}

func badPercent(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1:i+3])) {
			return true
		}
	}
	return false
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdefABCDEF") == "" && s != "" }

func wholeNumber(v *validator, e *etree.Element, text string) {
	if form.Integer(xmltree.Trim(text)) == "" {
		v.schema(e, cap.LevelError, "number", "<%s> holds %q: write a whole number of bytes, or leave the element out",
			e.Tag, form.Clip(text))
	}
}

func feet(v *validator, e *etree.Element, text string) {
	if form.Decimal(xmltree.Trim(text)) == "" {
		v.schema(e, cap.LevelError, "number", "<%s> holds %q: write a number of feet above mean sea level, or leave the "+
			"element out", e.Tag, form.Clip(text))
	}
}

// looseFeet is for CAP 1.0 and 1.1, whose schemas took any text.
func looseFeet(v *validator, e *etree.Element, text string) {
	if s := xmltree.Trim(text); s != "" && form.Decimal(s) == "" {
		v.rule(e, cap.LevelWarning, "number", "<%s> holds %q, which CAP 1.2 cannot carry: write a number of feet above "+
			"mean sea level", e.Tag, form.Clip(text))
	}
}

// checkWanted checks text that the schema lets be empty and readers cannot do without.
func checkWanted(v *validator, e *etree.Element, text string) {
	if xmltree.Trim(text) == "" {
		v.rule(e, cap.LevelError, "empty", "<%s> is required and empty: fill it in", e.Tag)
	}
}
