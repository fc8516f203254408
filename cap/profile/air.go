package profile

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
)

// airRules are those of EAS and NWEM, the two that are heard on the air, and of what they share with wireless alerts.
func airRules() []Rule {
	rule := func(id, asks string, check func(*checker), closes ...Channel) Rule {
		return channelRule("idg-4.07/"+id, Reported, fromGuide, asks, check, closes...)
	}
	return []Rule{
		rule("eventCode/airable", "The SAME event code names an event; NWS and OTH are placeholders.", eachInfo(airEvent),
			EAS, NWEM, WEA),
		rule("geocode/SAME", "Every area has a SAME geocode of six digits.", eachArea(airGeocode), EAS, NWEM, WEA),
		rule("parameter/EAS-ORG", "EAS-ORG is PEP, EAS, WXR or CIV.", eachInfo(airOrg), EAS, NWEM),
		rule("description/present", "Every info has a description.", eachInfo(ipawsDescription), EAS, NWEM),
		rule("expires/99.5h", "The info expires at most 99.5 hours after it was sent.", eachInfo(airExpires), EAS, NWEM),
		rule("senderName/NWEM", "senderName is COG number, COG name, requesting agency, with commas between.",
			eachInfo(nwemSender), NWEM),
		rule("polygon/NWEM", "A polygon has at most 20 vertices.", eachArea(nwemVertices), NWEM),
		rule("circle/NWEM", "No area has a circle.", eachArea(nwemCircle), NWEM),
	}
}

func airEvent(c *checker, at string, i *cap.Info) {
	codes := cap.Values(i.EventCodes, event.SAME)
	switch {
	case len(codes) == 0:
		c.say(at+"/eventCode", "no event code is named SAME")
	case !airable(codes[0]):
		c.say(nth(at, "eventCode", event.SAME, i.EventCodes), "the SAME code %q names no event that devices know",
			clip(codes[0]))
	}
}

func airGeocode(c *checker, at string, a *cap.Area) {
	codes := a.SAME()
	if len(codes) == 0 {
		c.say(at+"/geocode", "the area has no SAME geocode")
		return
	}
	for _, code := range codes {
		if !digits(code, 6) {
			c.say(at+"/geocode", "the SAME geocode %q is not six digits", clip(code))
			return
		}
	}
}

func airOrg(c *checker, at string, i *cap.Info) {
	switch org := i.Param("EAS-ORG"); {
	case org == "":
		c.say(at+"/parameter", "no parameter EAS-ORG says who speaks: add PEP, EAS, WXR or CIV")
	case !slices.Contains([]string{"PEP", "EAS", "WXR", "CIV"}, org):
		c.say(nth(at, "parameter", "EAS-ORG", i.Parameters), "EAS-ORG is %q: write PEP, EAS, WXR or CIV", clip(org))
	}
}

func airExpires(c *checker, at string, i *cap.Info) {
	if longer(c, i, 99*time.Hour+30*time.Minute) {
		c.say(at+"/expires", "it expires at %s, more than 99.5 hours after it was sent", clip(i.Expires.Text))
	}
}

func nwemSender(c *checker, at string, i *cap.Info) {
	parts := strings.Split(i.SenderName, ",")
	if len(parts) != 3 || parts[0] == "" || !digits(parts[0], len(parts[0])) {
		c.say(at+"/senderName", "senderName is %q: weather radio wants COG number, COG name, requesting agency, with two "+
			"commas", clip(i.SenderName))
	}
}

func nwemVertices(c *checker, at string, a *cap.Area) {
	c.rings(at, a, func(place func() string, r *ring) {
		if n := len(r.points); n > 20 {
			c.say(place(), "the polygon has %d vertices and weather radio takes 20", n)
		}
	})
}

func nwemCircle(c *checker, at string, a *cap.Area) {
	if len(a.Circles) > 0 {
		c.say(at+"/circle[1]", "weather radio takes no circles: draw a polygon around it")
	}
}

// digits says whether s is n digits.
func digits(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }
