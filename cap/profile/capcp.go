package profile

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

const (
	fromCAPCP = "CAP-CP 0.4A, rule %s"
	fromV1    = "CAP-CP 1.0 (draft), rule 9"
)

// capcpRules are the musts of CAP-CP by their numbers. 0.4 is what is sent; an alert that says 1.0 is read by 1.0
// where the two differ.
func capcpRules() []Rule {
	rule := func(level cap.Level, number, name, asks string, check func(*checker)) Rule {
		return Rule{ID: "capcp-0.4/" + number + "/" + name, Level: level, Certainty: Read,
			From: strings.Replace(fromCAPCP, "%s", number, 1), Asks: asks, check: check}
	}
	must := func(number, name, asks string, check func(*checker)) Rule {
		return rule(cap.LevelError, number, name, asks, check)
	}
	warn := func(number, name, asks string, check func(*checker)) Rule {
		r := rule(cap.LevelWarning, number, name, asks, check)
		r.Certainty = Reported
		return r
	}
	place := Rule{ID: "capcp-1.0/9/place", Level: cap.LevelWarning, Certainty: Reported, From: fromV1,
		Asks: "Every area has a polygon, a circle or a CAP-CP location.", check: eachArea(capcpPlace)}
	return []Rule{
		must("2", "one-event", "Every info has the same event codes: one alert, one event.", alikeCodes),
		must("3", "code", "One code names the version of CAP-CP.", capcpCode),
		warn("3", "version", "The version of CAP-CP is 0.3, 0.4 or 1.0.", capcpVersion),
		must("4", "offset", "Every time carries its offset from UTC.", capcpOffsets),
		must("5", "info", "An Alert, Update or Cancel for the public has an info.", capcpInfo),
		must("6", "language", "Every info names its language.", eachInfo(capcpLanguage)),
		warn("6", "parity", "What is not free text is the same in each language.", capcpParity),
		must("8", "event-code", "Every info has an eventCode of CAP-CP.", eachInfo(capcpEvent)),
		warn("8", "event-code-form", "A CAP-CP event code has at most 12 characters and no space.", eachInfo(capcpEventForm)),
		warn("8", "event-code-known", "The CAP-CP event code is one of the list.", eachInfo(capcpEventKnown)),
		must("9", "location", "Every area within Canada has a geocode of CAP-CP (0.4).", eachArea(capcpLocation)),
		warn("9", "location-code", "A CAP-CP location is a code of the Standard Geographical Classification, or a marine "+
			"one.", eachArea(capcpLocationCode)),
		place,
		must("10", "area", "Every info has an area.", eachInfo(capcpArea)),
		warn("11", "sender", "The sender tells people which agency it is, as in name@domain.", capcpSender),
		must("12", "references", "An Update or Cancel names all related alerts that are active.", capcpReferences),
	}
}

const capcpPrefix = "profile:cap-cp:"

// declared are the versions of CAP-CP that an alert's codes name.
func declared(a *cap.Alert) []string {
	var list []string
	for _, code := range a.Codes {
		if strings.HasPrefix(strings.ToLower(code), capcpPrefix) {
			list = append(list, code[len(capcpPrefix):])
		}
	}
	return list
}

// v1 says whether the alert is to be read by CAP-CP 1.0.
func v1(a *cap.Alert) bool { return slices.Contains(declared(a), "1.0") }

func capcpCode(c *checker) {
	if len(declared(c.alert)) == 0 {
		c.say("alert/code", "no code names CAP-CP: add profile:CAP-CP:0.4, if the alert is meant for Canadian readers")
	}
}

func capcpVersion(c *checker) {
	for _, v := range declared(c.alert) {
		if v != "0.3" && v != "0.4" && v != "1.0" {
			c.say("alert/code", "the version %q of CAP-CP is not known: write profile:CAP-CP:0.4", clip(v))
		}
	}
}

func capcpOffsets(c *checker) {
	unzoned(c, "alert/sent", c.alert.Sent)
	eachInfo(func(c *checker, at string, i *cap.Info) {
		unzoned(c, at+"/effective", i.Effective)
		unzoned(c, at+"/onset", i.Onset)
		unzoned(c, at+"/expires", i.Expires)
	})(c)
}

func unzoned(c *checker, at string, t cap.Time) {
	if !t.IsZero() && !t.Zoned() {
		c.say(at, "the time %q names no offset from UTC: add one, as in -04:00", clip(t.Text))
	}
}

func capcpInfo(c *checker) {
	a := c.alert
	speaks := a.MsgType != cap.MsgAck && a.MsgType != cap.MsgError && a.Status != cap.System
	if speaks && a.Scope == cap.Public && len(a.Infos) == 0 {
		c.say("alert/info", "the %s has no info, and the public is to be told: add one in each language",
			clip(string(a.MsgType)))
	}
}

func capcpEvents(i *cap.Info) []string {
	var list []string
	for _, p := range i.EventCodes {
		if strings.HasPrefix(strings.ToLower(p.Name), capcpPrefix+"event:") {
			list = append(list, strings.TrimSpace(p.Value))
		}
	}
	return list
}

func capcpEvent(c *checker, at string, i *cap.Info) {
	if len(capcpEvents(i)) == 0 {
		c.say(at+"/eventCode", "no event code is CAP-CP's: add one named profile:CAP-CP:Event:0.4")
	}
}

// capcpEventForm sets no least length: ice and fog are codes.
func capcpEventForm(c *checker, at string, i *cap.Info) {
	for _, code := range capcpEvents(i) {
		if n := utf8.RuneCountInString(code); n == 0 || n > 12 || strings.ContainsAny(code, " \t\r\n") {
			c.say(at+"/eventCode", "%q is no CAP-CP event code: they have 1 to 12 characters and no space", clip(code))
		}
	}
}

func capcpEventKnown(c *checker, at string, i *cap.Info) {
	for _, code := range capcpEvents(i) {
		if code != "" && !event.OnCAPCPList(code) {
			c.say(at+"/eventCode", "%q is on no list of CAP-CP event codes: use one that receivers know", clip(code))
		}
	}
}

// outside says whether an area is placed, and only in the United States.
func outside(a *cap.Area) bool {
	return !slices.ContainsFunc(geo.Districts(*a), func(d geo.District) bool { return d.Side() != cap.US })
}

func located(a *cap.Area) bool { return slices.ContainsFunc(a.Geocodes, geo.IsLocation) }

func capcpLocation(c *checker, at string, a *cap.Area) {
	if !v1(c.alert) && !located(a) && !outside(a) {
		c.say(at+"/geocode", "the area has no CAP-CP location: add the divisions it touches, named "+
			"profile:CAP-CP:Location:0.3")
	}
}

func capcpPlace(c *checker, at string, a *cap.Area) {
	if v1(c.alert) && !located(a) && len(a.Polygons) == 0 && len(a.Circles) == 0 {
		c.say(at, "the area has no polygon, circle or CAP-CP location: add one, so that machines can find it")
	}
}

func capcpLocationCode(c *checker, at string, a *cap.Area) {
	for _, g := range a.Geocodes {
		if geo.IsLocation(g) && geo.OfGeocode(g) == "" {
			c.say(at+"/geocode", "%q is no location code: write 2, 4 or 7 digits for a province, division or subdivision, 3 "+
				"or 5 at sea", clip(g.Value))
		}
	}
}

func capcpArea(c *checker, at string, i *cap.Info) {
	if len(i.Areas) == 0 {
		c.say(at+"/area", "the info has no area: add one")
	}
}

func capcpSender(c *checker) {
	if s := c.alert.Sender; !strings.Contains(s, "@") {
		c.say("alert/sender", "%q does not tell people which agency it is: write it like name@domain", clip(s))
	}
}

func capcpReferences(c *checker) {
	if m := c.alert.MsgType; (m == cap.MsgUpdate || m == cap.MsgCancel) && len(c.alert.ReferenceList()) == 0 {
		c.say("alert/references", "the %s names no alert: name every related one that is active, not only the last", m)
	}
}
