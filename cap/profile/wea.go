package profile

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/event"
)

// weaRules are those of wireless emergency alerts. Telephones show English and Spanish; an info in another language
// stands beside and is not judged.
func weaRules() []Rule {
	rule := func(id, asks string, check func(*checker)) Rule {
		return channelRule("idg-4.07/"+id, Reported, fromGuide, asks, check, WEA)
	}
	return []Rule{
		rule("language/WEA", "One info is in en-US or es-US.", weaLanguage),
		rule("urgency/WEA", "Urgency is Immediate or Expected.", eachWEA(weaUrgency)),
		rule("severity/WEA", "Severity is Extreme or Severe.", eachWEA(weaSeverity)),
		rule("certainty/WEA", "Certainty is Observed or Likely.", eachWEA(weaCertainty)),
		rule("responseType/WEA", "No responseType is AllClear, Assess or None: an all-clear is a Cancel.",
			eachWEA(weaResponse)),
		rule("expires/24h", "The info expires at most 24 hours after it was sent.", eachWEA(weaExpires)),
		rule("parameter/CMAMtext", "CMAMtext is there and has at most 90 characters.", eachWEA(weaText)),
		rule("parameter/CMAMlongtext", "CMAMlongtext has at most 360 characters.", eachWEA(weaLongText)),
		rule("parameter/characters", `The texts hold none of { } | \ ^ ~ [ ].`, eachWEA(weaCharacters)),
		rule("parameter/WEAHandling", "There is one WEAHandling.", eachWEA(weaHandling)),
		rule("polygon/WEA", "A polygon has at most 100 vertices, an area at most 10 shapes and 100 points.",
			eachArea(weaShapes)),
	}
}

// weaHandlingRules ties WEAHandling to the code. The weather service sends codes of its own that are not in the
// guide's table, so its profile leaves this out.
func weaHandlingRules() []Rule {
	gsm := Rule{ID: "wea/gsm-7", Level: cap.LevelAdvice, Certainty: Reported, From: "WEA guidance by an integrator " +
		"(Donelan)",
		Asks: "The texts of wireless alerts keep to the GSM 7-bit characters.", check: eachWEA(weaAlphabet)}
	decimals := Rule{ID: "idg-4.07/polygon/decimals", Level: cap.LevelAdvice, Certainty: Reported, From: fromGuide,
		Asks: "Coordinates of a wireless alert have at most four decimals.", check: eachWEA(weaDecimals)}
	return []Rule{gsm, decimals, channelRule("idg-4.07/WEAHandling/code", Reported, fromGuide,
		"WEAHandling fits the SAME event code by the guide's table.", eachWEA(weaFits), WEA)}
}

func weaSpoken(i *cap.Info) bool {
	l := strings.TrimSpace(i.Language)
	return l == "" || strings.EqualFold(l, "en-US") || strings.EqualFold(l, "es-US")
}

// eachWEA makes a check of every info whose language telephones show.
func eachWEA(f func(c *checker, at string, i *cap.Info)) func(*checker) {
	return eachInfo(func(c *checker, at string, i *cap.Info) {
		if weaSpoken(i) {
			f(c, at, i)
		}
	})
}

func weaLanguage(c *checker) {
	infos := c.alert.Infos
	for n := range infos {
		if weaSpoken(&infos[n]) {
			return
		}
	}
	if len(infos) > 0 {
		c.say("alert/info[1]/language", "no info is in en-US or es-US, the languages of wireless alerts")
	}
}

func weaUrgency(c *checker, at string, i *cap.Info) {
	if i.Urgency != cap.Immediate && i.Urgency != cap.Expected {
		c.say(at+"/urgency", "urgency is %q: telephones take Immediate and Expected", clip(string(i.Urgency)))
	}
}

func weaSeverity(c *checker, at string, i *cap.Info) {
	if i.Severity != cap.Extreme && i.Severity != cap.Severe {
		c.say(at+"/severity", "severity is %q: telephones take Extreme and Severe", clip(string(i.Severity)))
	}
}

func weaCertainty(c *checker, at string, i *cap.Info) {
	if i.Certainty != cap.Observed && i.Certainty != cap.Likely {
		c.say(at+"/certainty", "certainty is %q: telephones take Observed and Likely", clip(string(i.Certainty)))
	}
}

func weaResponse(c *checker, at string, i *cap.Info) {
	for _, r := range i.ResponseTypes {
		if r == "AllClear" || r == "Assess" || r == "None" {
			c.say(at+"/responseType", "responseType %s is not for telephones: end an alert by a Cancel", r)
		}
	}
}

func weaExpires(c *checker, at string, i *cap.Info) {
	if longer(c, i, 24*time.Hour) {
		c.say(at+"/expires", "it expires at %s, more than 24 hours after it was sent", clip(i.Expires.Text))
	}
}

const (
	weaShort = "CMAMtext"
	weaLong  = "CMAMlongtext"
)

func weaText(c *checker, at string, i *cap.Info) {
	switch n := utf8.RuneCountInString(i.Param(weaShort)); {
	case n == 0:
		c.say(at+"/parameter", "no parameter CMAMtext holds the text for telephones")
	case n > 90:
		c.say(nth(at, "parameter", weaShort, i.Parameters), "CMAMtext has %d characters, more than 90", n)
	}
}

func weaLongText(c *checker, at string, i *cap.Info) {
	if n := utf8.RuneCountInString(i.Param(weaLong)); n > 360 {
		c.say(nth(at, "parameter", weaLong, i.Parameters), "CMAMlongtext has %d characters, more than 360", n)
	}
}

func weaCharacters(c *checker, at string, i *cap.Info) {
	for _, name := range []string{weaShort, weaLong} {
		if strings.ContainsAny(i.Param(name), `{}|\^~[]`) {
			c.say(nth(at, "parameter", name, i.Parameters), `%s holds one of { } | \ ^ ~ [ ], which IPAWS refuses`, name)
		}
	}
}

func weaHandling(c *checker, at string, i *cap.Info) {
	switch n := len(i.Params("WEAHandling")); n {
	case 0:
		c.say(at+"/parameter", "no parameter WEAHandling says what kind of wireless alert it is")
	case 1:
	default:
		c.say(nth(at, "parameter", "WEAHandling", i.Parameters), "%d parameters are named WEAHandling, and one must be", n)
	}
}

func weaShapes(c *checker, at string, a *cap.Area) {
	points := 0
	c.rings(at, a, func(place func() string, r *ring) {
		points += len(r.points) + 1
		if n := len(r.points); n > 100 {
			c.say(place(), "the polygon has %d vertices and telephones take 100", n)
		}
	})
	if n := len(a.Polygons) + len(a.Circles); n > 10 || points > 100 {
		c.say(at, "the area has %d shapes with %d points, and telephones take 10 with 100", n, points)
	}
}

// handled are the SAME codes that each WEAHandling is for.
func handled(kind string) []string {
	imminent := []string{"AVW", "BLU", "CDW", "CEM", "EQW", "EVI", "FRW", "HMW", "LEW", "NUW", "RHW", "SPW", "VOW"}
	switch kind {
	case "Imminent Threat":
		return imminent
	case "Public Safety":
		return append(imminent, "LAE", "MEP", "TOE")
	case "Amber":
		return []string{"CAE"}
	case "WEA Test":
		return []string{"DMO", "NPT", "RMT", "RWT"}
	case "Presidential":
		return []string{"EAN"}
	case "Earthquake":
		return []string{"EQW"}
	}
	return nil
}

// Handling is the kind of wireless alert that a SAME event code is for, "" where the guide names none. Of several kinds
// it is the plainest: a human may choose another.
func Handling(code string) string {
	for _, kind := range []string{"Imminent Threat", "Public Safety", "Amber", "WEA Test"} {
		if slices.Contains(handled(kind), code) {
			return kind
		}
	}
	return ""
}

func weaFits(c *checker, at string, i *cap.Info) {
	kind, code := i.Param("WEAHandling"), i.Code(event.SAME)
	if kind != "" && !slices.Contains(handled(kind), code) {
		c.say(nth(at, "parameter", "WEAHandling", i.Parameters), "WEAHandling %q is not for the code %q", clip(kind),
			clip(code))
	}
}
