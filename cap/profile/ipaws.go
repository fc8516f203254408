package profile

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
)

// ipawsCode is how an alert promises the IPAWS profile.
const ipawsCode = "IPAWSv1.0"

const fromProfile = "OASIS CAP v1.2 IPAWS Profile v1.0 (2009)"

// ipawsRules are what the IPAWS profile itself asks. It numbers no clauses; the element stands in their place.
func ipawsRules() []Rule {
	must := func(name, asks string, check func(*checker)) Rule {
		return Rule{ID: "ipaws-1.0/" + name, Level: cap.LevelError, Certainty: Read, From: fromProfile, Asks: asks,
			check: check}
	}
	should := func(name, asks string, check func(*checker)) Rule {
		r := must(name, asks, check)
		r.Level = cap.LevelAdvice
		return r
	}
	return []Rule{
		must("alert/version", "The message is CAP 1.2.", ipawsVersion),
		must("code/profile", "One code is IPAWSv1.0.", ipawsProfileCode),
		must("sent/offset", "The times sent and expires carry their offset from UTC.", ipawsOffsets),
		must("references/present", "An Update or Cancel names all related alerts that have not expired.", ipawsReferences),
		must("info/present", "An Alert or Update has an info, unless it is Private.", ipawsInfo),
		must("category/alike", "Every info has the same categories.", alikeCategories),
		must("eventCode/alike", "Every info has the same event codes.", alikeCodes),
		must("eventCode/same", "Every info has one eventCode named SAME, and no second.", eachInfo(ipawsOneSAME)),
		must("eventCode/form", "The SAME event code is three letters.", eachInfo(ipawsSAMEForm)),
		must("expires/present", "Every info has expires.", eachInfo(ipawsExpires)),
		must("area/present", "Every info has an area; a Cancel may have none.", eachInfo(ipawsArea)),
		should("onset/ignored", "An alert takes effect when it is issued: effective and onset in the future are not "+
			"heeded.", eachInfo(ipawsOnset)),
		should("description/present", "Every info has a description.", eachInfo(ipawsDescription)),
		should("instruction/present", "Every info has an instruction.", eachInfo(ipawsInstruction)),
		should("geocode/same", "Every area has a geocode named SAME.", eachArea(ipawsGeocode)),
	}
}

func ipawsVersion(c *checker) {
	if v := c.alert.Version; v != cap.V12 {
		c.say("alert", "the message is CAP %s, and the profile is one of CAP 1.2: send it as CAP 1.2", v)
	}
}

func ipawsProfileCode(c *checker) {
	if !slices.Contains(c.alert.Codes, ipawsCode) {
		c.say("alert/code", "no code says %s: add it, if the alert is meant for IPAWS", ipawsCode)
	}
}

func ipawsOffsets(c *checker) {
	if t := c.alert.Sent; !t.IsZero() && !t.Zoned() {
		c.say("alert/sent", "the time %q names no offset from UTC: add one, as in -05:00", clip(t.Text))
	}
	eachInfo(func(c *checker, at string, i *cap.Info) {
		if t := i.Expires; !t.IsZero() && !t.Zoned() {
			c.say(at+"/expires", "the time %q names no offset from UTC: add one, as in -05:00", clip(t.Text))
		}
	})(c)
}

func ipawsReferences(c *checker) {
	if m := c.alert.MsgType; (m == cap.MsgUpdate || m == cap.MsgCancel) && len(c.alert.ReferenceList()) == 0 {
		c.say("alert/references", "the %s names no alert: name every related one that has not expired, not only the last", m)
	}
}

func ipawsInfo(c *checker) {
	a := c.alert
	if (a.MsgType == cap.MsgAlert || a.MsgType == cap.MsgUpdate) && a.Scope != cap.Private && len(a.Infos) == 0 {
		c.say("alert/info", "the %s has no info, so there is nothing to tell: add one", a.MsgType)
	}
}

func alikeCategories(c *checker) {
	var first []string
	eachInfo(func(c *checker, at string, i *cap.Info) {
		if first == nil {
			first = set(i.Categories)
		} else if !slices.Equal(set(i.Categories), first) {
			c.say(at+"/category", "its categories differ from those of info 1: write the same in all, or send an alert for each")
		}
	})(c)
}

func alikeCodes(c *checker) {
	var first []string
	eachInfo(func(c *checker, at string, i *cap.Info) {
		if first == nil {
			first = pairSet(i.EventCodes)
		} else if !slices.Equal(pairSet(i.EventCodes), first) {
			c.say(at+"/eventCode", "its event codes differ from those of info 1: write the same in all, or send an alert for "+
				"each event")
		}
	})(c)
}

func ipawsOneSAME(c *checker, at string, i *cap.Info) {
	switch n := len(cap.Values(i.EventCodes, event.SAME)); {
	case n == 0:
		c.say(at+"/eventCode", "no event code is named SAME: add the one that fits the event")
	case n > 1:
		c.say(at+"/eventCode", "%d event codes are named SAME: keep the one that fits the event", n)
	}
}

func ipawsSAMEForm(c *checker, at string, i *cap.Info) {
	for _, code := range cap.Values(i.EventCodes, event.SAME) {
		if len(code) != 3 || strings.ToUpper(code) != code {
			c.say(nth(at, "eventCode", event.SAME, i.EventCodes), "%q is no SAME code: write its three capital letters",
				clip(code))
		}
	}
}

func ipawsExpires(c *checker, at string, i *cap.Info) {
	if i.Expires.At.IsZero() {
		c.say(at+"/expires", "the info has no expires that can be read: say until when it stands")
	}
}

func ipawsArea(c *checker, at string, i *cap.Info) {
	if len(i.Areas) == 0 && c.alert.MsgType != cap.MsgCancel {
		c.say(at+"/area", "the info has no area: add one")
	}
}

func ipawsOnset(c *checker, at string, i *cap.Info) {
	if sent := c.alert.Sent.At; i.Onset.At.After(sent) || i.Effective.At.After(sent) {
		c.say(at, "IPAWS heeds neither effective nor onset, so the alert stands from when it is sent: say the time in the "+
			"text")
	}
}

func ipawsDescription(c *checker, at string, i *cap.Info) {
	if strings.TrimSpace(i.Description) == "" {
		c.say(at+"/description", "the info has no description: say what is happening")
	}
}

func ipawsInstruction(c *checker, at string, i *cap.Info) {
	if strings.TrimSpace(i.Instruction) == "" {
		c.say(at+"/instruction", "the info has no instruction: say what people should do")
	}
}

func ipawsGeocode(c *checker, at string, a *cap.Area) {
	if len(a.SAME()) == 0 {
		c.say(at+"/geocode", "the area has no geocode named SAME: add the counties it touches")
	}
}

// set is a list as a set: sorted, each once; never nil.
func set(list []string) []string {
	list = append([]string{}, list...)
	slices.Sort(list)
	return slices.Compact(list)
}

func pairSet(pairs []cap.Pair) []string {
	var list []string
	for _, p := range pairs {
		list = append(list, p.Name+"="+strings.TrimSpace(p.Value))
	}
	return set(list)
}
