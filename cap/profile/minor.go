package profile

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// minorRules are rule 16's: MinorChange marks an Update that changes nothing of substance.
func minorRules() []Rule {
	rule := func(name, asks string, check func(*checker)) Rule {
		return Rule{ID: "capcp-0.4/16/" + name, Level: cap.LevelWarning, Certainty: Reported,
			From: strings.Replace(fromCAPCP, "%s", "16", 1), Asks: asks, check: check}
	}
	return []Rule{
		rule("value", "MinorChange is none, text, correction, resource, layer or other.", eachInfo(minorValue)),
		rule("update", "MinorChange stands only in an Update with references.", eachInfo(minorUpdate)),
		rule("every-info", "MinorChange stands in every info or in none.", minorEvery),
		rule("once", "MinorChange stands once in an info (1.0 allows more).", eachInfo(minorOnce)),
		rule("note", "A MinorChange other is explained in note.", eachInfo(minorNote)),
	}
}

func minor(i *cap.Info) []string {
	var list []string
	for _, p := range i.Parameters {
		if name := strings.ToLower(p.Name); strings.HasPrefix(name, capcpPrefix) && strings.HasSuffix(name, ":minorchange") {
			list = append(list, strings.TrimSpace(p.Value))
		}
	}
	return list
}

func minorValue(c *checker, at string, i *cap.Info) {
	for _, v := range minor(i) {
		if !slices.Contains([]string{"none", "text", "correction", "resource", "layer", "other"}, v) {
			c.say(at+"/parameter", "MinorChange is %q: write none, text, correction, resource, layer or other", clip(v))
		}
	}
}

func minorUpdate(c *checker, at string, i *cap.Info) {
	a := c.alert
	if len(minor(i)) > 0 && (a.MsgType != cap.MsgUpdate || len(a.ReferenceList()) == 0) {
		c.say(at+"/parameter", "MinorChange says what an Update changed, and this is no Update of another alert: leave it "+
			"out")
	}
}

func minorEvery(c *checker) {
	has := func(i cap.Info) bool { return len(minor(&i)) > 0 }
	if !slices.ContainsFunc(c.alert.Infos, has) {
		return
	}
	eachInfo(func(c *checker, at string, i *cap.Info) {
		if len(minor(i)) == 0 {
			c.say(at+"/parameter", "another info has a MinorChange and this one has none: put it into all")
		}
	})(c)
}

func minorOnce(c *checker, at string, i *cap.Info) {
	if n := len(minor(i)); n > 1 && !v1(c.alert) {
		c.say(at+"/parameter", "MinorChange stands %d times: keep one", n)
	}
}

func minorNote(c *checker, at string, i *cap.Info) {
	if slices.Contains(minor(i), "other") && blank(c.alert.Note) {
		c.say("alert/note", "MinorChange is %q in %s: say in the note what was changed", "other", at)
	}
}
