package validate

import (
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

// checkName checks identifier and sender: CAP 1.2 §3.2.1 forbids spaces, commas, < and &, since references join them.
func checkName(v *validator, e *etree.Element, text string) {
	s := xmltree.Trim(text)
	switch {
	case s == "":
		v.rule(e, cap.LevelError, "empty", "<%s> is required and empty: fill it in", e.Tag)
	case s != text:
		v.rule(e, cap.LevelWarning, "name-space", "<%s> has white space around it, which is not read as part of it: "+
			"remove it", e.Tag)
	}
	if strings.ContainsAny(s, " ,<&\t\r\n") {
		v.rule(e, cap.LevelError, "name-characters", "<%s> holds %q: it may hold no space, comma, < or &, because "+
			"references join it with commas", e.Tag, form.Clip(s))
	}
}

func withdrawn(v *validator, e *etree.Element, _ string) {
	v.rule(e, cap.LevelWarning, "password", "<password> was withdrawn in CAP 1.1 and anyone can read it: change it, "+
		"and send it no more")
}

// checkReferences checks what can be made of each triplet. None is refused for its looks (traps us-9): a Cancel may
// hang on it.
func checkReferences(v *validator, e *etree.Element, _ string) {
	for _, r := range v.alert.ReferenceList() {
		switch {
		case r.Identifier == "" || r.Sender == "":
			v.rule(e, cap.LevelWarning, "references", "the reference %q is no sender,identifier,sent: name all three, with "+
				"commas between and a space after", form.Clip(strings.Trim(r.String(), ",")))
		case r.Sent.Text == "" && v.alert.Version == cap.V10: // 1.0 had identifier/sender and no time
		case r.Sent.At.IsZero():
			v.rule(e, cap.LevelWarning, "references", "the reference to %q has no readable time: repeat that alert's <sent> "+
				"to the letter", form.Clip(r.Identifier))
		case r.Identity().Key() == v.alert.Identity().Key():
			v.rule(e, cap.LevelWarning, "references", "the alert refers to itself: name the alerts that it updates or cancels")
		}
	}
}

// wholeAlert checks what depends on several elements (CAP 1.2 §3.2.1).
func wholeAlert(v *validator, e *etree.Element, _ string) {
	a := v.alert
	switch {
	case a.Scope == cap.Restricted && a.Restriction == "":
		v.about(e, "restriction", cap.LevelError, "scope", "scope Restricted needs <restriction>, which says who may have "+
			"the alert: add it")
	case a.Scope == cap.Private && len(a.AddressList()) == 0:
		v.about(e, "addresses", cap.LevelError, "scope", "scope Private needs <addresses>, which says whom the alert is "+
			"for: add it")
	case a.Scope == cap.Public && a.Restriction != "":
		v.about(e, "restriction", cap.LevelAdvice, "scope", "<restriction> has no force with scope Public: set the scope "+
			"to Restricted if it is meant")
	}
	if a.MsgType != cap.MsgAlert && a.MsgType != "" && len(a.ReferenceList()) == 0 {
		v.about(e, "references", cap.LevelWarning, "references", "msgType %s names no alert in <references>: name every "+
			"one it concerns that has not expired", form.Clip(string(a.MsgType)))
	}
	if a.Note == "" && (a.Status == cap.Exercise || a.MsgType == cap.MsgError) {
		v.about(e, "note", cap.LevelAdvice, "note", "<note> should say which exercise this is, or why the message was "+
			"rejected")
	}
	if len(a.Infos) == 0 && (a.MsgType == cap.MsgAlert || a.MsgType == cap.MsgUpdate) && a.Status != cap.System {
		v.about(e, "info", cap.LevelAdvice, "info", "the alert carries no <info>, so it tells nobody anything: add one in "+
			"each language")
	}
}
