package validate

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

// checkHeadline: CAP 1.2 §3.2.2 notes that some displays take 160 characters only.
func checkHeadline(v *validator, e *etree.Element, text string) {
	checkProse(v, e, text)
	if n := utf8.RuneCountInString(text); n > 160 {
		v.rule(e, cap.LevelAdvice, "headline-length", "<headline> has %d characters and some displays show 160: shorten it",
			n)
	}
}

func checkProse(v *validator, e *etree.Element, text string) {
	if m := markup(text); m != "" {
		v.add(e, "", "3.3.3", cap.LevelAdvice, "markup", "<%s> holds %q as text, which people will see as it stands: "+
			"write plain text", e.Tag, form.Clip(m))
	}
}

func checkStringPair(v *validator, e *etree.Element, text string) {
	if name, _, paired := strings.Cut(xmltree.Trim(text), "="); !paired || strings.TrimSpace(name) == "" {
		v.rule(e, cap.LevelWarning, "pair", "<%s> holds %q and no name: write name=value", e.Tag, form.Clip(text))
	}
}

// wholeInfo checks the times of an info against each other. Onset after expires is no fault: expires is when the
// product lapses, and real NWS warnings have it so (traps us-6).
func wholeInfo(v *validator, e *etree.Element, _ string) {
	if v.infos >= len(v.alert.Infos) {
		return // the alert was changed since it was read
	}
	i := &v.alert.Infos[v.infos]
	v.infos++
	expires, sent := i.Expires.At, v.alert.Sent.At
	switch {
	case i.Expires.IsZero():
		v.about(e, "expires", cap.LevelAdvice, "expires", "<expires> is absent, so each receiver sets its own end: give one")
	case expires.IsZero():
	case !sent.IsZero() && !expires.After(sent):
		v.about(e, "expires", cap.LevelWarning, "times", "the info expires at %s, not after it was sent at %s: correct "+
			"one of them", i.Expires.Text, v.alert.Sent.Text)
	case !i.Effective.At.IsZero() && !expires.After(i.Effective.At):
		v.about(e, "expires", cap.LevelWarning, "times", "the info expires at %s, not after it takes effect at %s: "+
			"correct one of them", i.Expires.Text, i.Effective.Text)
	case !i.Onset.At.IsZero() && !expires.After(i.Onset.At):
		v.about(e, "onset", cap.LevelAdvice, "times", "the info expires before the onset of what it warns of: a later "+
			"message must follow, or <expires> be later")
	}
	if len(i.Areas) == 0 {
		v.about(e, "area", cap.LevelAdvice, "area", "the info names no <area>, so nobody knows whom it concerns: add one")
	}
}

// checkPolygon checks CAP 1.2 §3.2.4: four points or more, the last repeating the first.
func checkPolygon(v *validator, e *etree.Element, text string) {
	if xmltree.Trim(text) == "" {
		v.rule(e, cap.LevelAdvice, "polygon", "<polygon> is empty: leave it out")
	} else if v.drawn[text] { // in another language
		return
	} else if _, err := cap.ParsePolygon(text); err != nil {
		v.rule(e, cap.LevelError, "polygon", "the polygon cannot be drawn: %s", err)
	} else {
		if v.drawn == nil {
			v.drawn = map[string]bool{}
		}
		v.drawn[text] = true
	}
}

func checkCircle(v *validator, e *etree.Element, text string) {
	if xmltree.Trim(text) == "" {
		v.rule(e, cap.LevelAdvice, "circle", "<circle> is empty: leave it out")
	} else if _, err := cap.ParseCircle(text); err != nil {
		v.rule(e, cap.LevelError, "circle", "the circle cannot be drawn: %s", err)
	}
}

func wholeArea(v *validator, e *etree.Element, _ string) {
	if v.child(e, "ceiling") != nil && v.child(e, "altitude") == nil {
		v.about(e, "ceiling", cap.LevelError, "ceiling", "<ceiling> means nothing without <altitude>: add the altitude it "+
			"counts from")
	}
	if low, high := numberIn(v, e, "altitude"), numberIn(v, e, "ceiling"); low > high {
		v.about(e, "ceiling", cap.LevelWarning, "ceiling", "<ceiling> at %g feet lies below <altitude> at %g: exchange "+
			"them", high, low)
	}
	if v.child(e, "polygon") == nil && v.child(e, "circle") == nil && v.child(e, "geocode") == nil {
		v.rule(e, cap.LevelAdvice, "place", "the area is only described: add a polygon, a circle or a geocode, so that "+
			"machines can find it")
	}
}

// numberIn is what a child holds; NaN, which compares with nothing, where it holds no number.
func numberIn(v *validator, e *etree.Element, tag string) float64 {
	if c := v.child(e, tag); c != nil {
		if f, err := strconv.ParseFloat(form.Decimal(xmltree.Trim(xmltree.Text(c))), 64); err == nil {
			return f
		}
	}
	return math.NaN()
}

func checkMimeType(v *validator, e *etree.Element, text string) {
	if !strings.Contains(text, "/") {
		v.rule(e, cap.LevelWarning, "mime-type", "<mimeType> holds %q: write a type and a subtype, as in audio/mpeg (RFC "+
			"2046)", form.Clip(text))
	}
}

// checkDeref: CAP 1.2 §3.2.3 has forwarders onto two-way networks strip derefUri.
func checkDeref(v *validator, e *etree.Element, text string) {
	if xmltree.Trim(text) == "" {
		return
	}
	v.rule(e, cap.LevelAdvice, "deref-uri", "<derefUri> carries %d characters and is not passed on: offer the resource "+
		"under a <uri>", len(text))
}

// checkDigest: SHA-1, as 40 hexadecimal digits or as base64 of 20 bytes; both are sent.
func checkDigest(v *validator, e *etree.Element, text string) {
	s := xmltree.Trim(text)
	if s == "" || len(s) == 40 && isHex(s) || len(s) == 28 && s[27] == '=' {
		return
	}
	v.rule(e, cap.LevelWarning, "digest", "<digest> holds %q, which is no SHA-1 hash: give its 40 hexadecimal digits",
		form.Clip(text))
}

func wholeResource(v *validator, e *etree.Element, _ string) {
	uri, deref := v.child(e, "uri"), v.child(e, "derefUri")
	switch {
	case uri == nil && deref == nil:
		v.rule(e, cap.LevelAdvice, "uri", "the resource has neither <uri> nor <derefUri>, so nobody can get it: add a uri")
	case uri != nil && deref == nil && !strings.Contains(xmltree.Text(uri), ":"):
		v.about(e, "uri", cap.LevelWarning, "uri", "<uri> is relative, which names the content of a <derefUri> that is "+
			"not there: give the whole address")
	}
}
