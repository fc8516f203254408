package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
)

const (
	fromNWS  = "NWS CAP guide (2017) and field checks, as implementers report them"
	fromVTEC = "NWS VTEC, as read in real alerts"
)

// nwsRules are what the weather service keeps to in its own alerts, beyond the IPAWS profile it promises. All are
// known at second hand.
func nwsRules() []Rule {
	rule := func(level cap.Level, id, asks string, check func(*checker)) Rule {
		return Rule{ID: "nws-2017/" + id, Level: level, Certainty: Reported, From: fromNWS, Asks: asks, check: check}
	}
	warn := func(id, asks string, check func(*checker)) Rule { return rule(cap.LevelWarning, id, asks, check) }
	advise := func(id, asks string, check func(*checker)) Rule { return rule(cap.LevelAdvice, id, asks, check) }
	vtec := warn("", "A VTEC reads /k.aaa.cccc.pp.s.####.begin-end/.", eachInfo(nwsVTEC))
	vtec.ID, vtec.Certainty, vtec.From = "nws-vtec/form", Read, fromVTEC
	return []Rule{
		warn("sender", "The sender is w-nws.webmaster@noaa.gov.", nwsSender),
		warn("identifier", "The identifier begins with urn:oid:2.49.0.1.840.0. or NWS-IDP-.", nwsIdentifier),
		warn("eventCode/NationalWeatherService", "Every info has one NationalWeatherService event code of three letters.",
			eachInfo(nwsCode)),
		warn("responseType", "Every info has a responseType.", eachInfo(nwsResponse)),
		warn("effective", "Every info takes effect when it is sent.", eachInfo(nwsEffective)),
		warn("onset", "Every info has an onset, unless its urgency is Past.", eachInfo(nwsOnset)),
		warn("texts", "Every info has senderName, headline, description and web.", eachInfo(nwsTexts)),
		warn("instruction", "Every info has an instruction, unless its urgency is Past.", eachInfo(nwsInstruction)),
		warn("geocode", "Every area has SAME and UGC geocodes.", eachArea(nwsGeocode)),
		warn("geocode/UGC", "A UGC is two letters, C or Z, and three digits or ALL.", eachArea(nwsUGC)),
		warn("BLOCKCHANNEL", "NWEM is blocked: weather radio has its own way.", eachInfo(nwsBlock)),
		warn("EAS-ORG", "EAS-ORG is WXR where the NationalWeatherService code is of a warning or watch.", eachInfo(nwsOrg)),
		vtec,
		warn("eventMotionDescription", "An eventMotionDescription reads time...kind...degreesDEG...knotsKT...lat,lon and "+
			"so on.", eachInfo(nwsMotion)),
		advise("eventCode/agree", "SAME and NationalWeatherService name the same kind of product.", eachInfo(nwsAgree)),
	}
}

func nwsSender(c *checker) {
	if s := c.alert.Sender; s != "w-nws.webmaster@noaa.gov" {
		c.say("alert/sender", "the sender %q is not the weather service's: judge the alert as ipaws if it is not one of "+
			"theirs", clip(s))
	}
}

func nwsIdentifier(c *checker) {
	if s := c.alert.Identifier; !strings.HasPrefix(s, "urn:oid:2.49.0.1.840.0.") && !strings.HasPrefix(s, "NWS-IDP-") {
		c.say("alert/identifier", "the identifier %q is not of the weather service's form: judge the alert as ipaws if it "+
			"is not one of theirs", clip(s))
	}
}

func nwsCode(c *checker, at string, i *cap.Info) {
	codes := cap.Values(i.EventCodes, event.NWS)
	if len(codes) != 1 || len(codes[0]) != 3 {
		c.say(at+"/eventCode", "the info has not one NationalWeatherService code of three letters: write the VTEC "+
			"phenomenon and significance")
	}
}

func nwsResponse(c *checker, at string, i *cap.Info) {
	if len(i.ResponseTypes) == 0 {
		c.say(at+"/responseType", "the info has no responseType: add one, None if people need do nothing")
	}
}

func nwsEffective(c *checker, at string, i *cap.Info) {
	if sent := c.alert.Sent.At; !i.Effective.At.Equal(sent) {
		c.say(at+"/effective", "effective is not the time it was sent: repeat %s", clip(c.alert.Sent.Text))
	}
}

func nwsOnset(c *checker, at string, i *cap.Info) {
	if i.Onset.At.IsZero() && i.Urgency != cap.Past {
		c.say(at+"/onset", "the info has no onset: say when the hazard begins")
	}
}

func nwsTexts(c *checker, at string, i *cap.Info) {
	for _, t := range []struct{ name, text string }{{"senderName", i.SenderName}, {"headline", i.Headline},
		{"description", i.Description}, {"web", i.Web}} {
		if blank(t.text) {
			c.say(at+"/"+t.name, "the info has no %s: add it", t.name)
		}
	}
}

func nwsInstruction(c *checker, at string, i *cap.Info) {
	if blank(i.Instruction) && i.Urgency != cap.Past {
		c.say(at+"/instruction", "the info has no instruction: say what people should do")
	}
}

func nwsGeocode(c *checker, at string, a *cap.Area) {
	if len(cap.Values(a.Geocodes, "SAME")) == 0 || len(cap.Values(a.Geocodes, "UGC")) == 0 {
		c.say(at+"/geocode", "the area has not both SAME and UGC geocodes: add what is missing")
	}
}

var ugcForm = regexp.MustCompile(`^[A-Z]{2}[CZ](\d{3}|ALL)$`)

func nwsUGC(c *checker, at string, a *cap.Area) {
	for n, g := range a.Geocodes {
		if strings.EqualFold(g.Name, "UGC") && !ugcForm.MatchString(strings.TrimSpace(g.Value)) {
			c.say(fmt.Sprintf("%s/geocode[%d]", at, n+1), "%q is no UGC: write it like MEC029 or MEZ030", clip(g.Value))
		}
	}
}

func nwsBlock(c *checker, at string, i *cap.Info) {
	if !slices.Contains(i.Params(blockChannel), "NWEM") {
		c.say(at+"/parameter", "NWEM is not blocked, so weather radio would have the alert twice: add BLOCKCHANNEL NWEM")
	}
}

func nwsOrg(c *checker, at string, i *cap.Info) {
	code := i.Code(event.NWS)
	if (strings.HasSuffix(code, "A") || strings.HasSuffix(code, "W")) && i.Param("EAS-ORG") != "WXR" {
		c.say(at+"/parameter", "a warning or watch has EAS-ORG WXR, and this one has %q: write WXR", clip(i.Param("EAS-ORG")))
	}
}

// nwsVTEC wants as many readable strings as there are parameters; a hydrologic line may follow in the same value.
func nwsVTEC(c *checker, at string, i *cap.Info) {
	if n := len(i.Params("VTEC")); n > len(i.VTEC()) {
		c.say(nth(at, "parameter", "VTEC", i.Parameters), "a VTEC cannot be read: write it like "+
			"/O.NEW.KCAR.FL.W.0007.260305T1420Z-260305T2000Z/")
	}
}

var motionForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)\.\.\.[^.]+\.\.\.\d{1,3}DEG\.\.\.\d{1,3}KT\.\.\.-?[\d.]+,-?[\d.]+( -?[\d.]+,-?[\d.]+)*$`)

func nwsMotion(c *checker, at string, i *cap.Info) {
	for _, v := range i.Params("eventMotionDescription") {
		if !motionForm.MatchString(v) {
			c.say(nth(at, "parameter", "eventMotionDescription", i.Parameters), "the motion %q cannot be read: write "+
				"time...storm...304DEG...31KT...lat,lon", clip(v))
		}
	}
}

func nwsAgree(c *checker, at string, i *cap.Info) {
	if text := event.Disagreement(i); text != "" {
		c.say(at+"/eventCode", "%s", text)
	}
	if one, others := event.Default().Contradiction(i); one != "" {
		c.say(at+"/eventCode", "%s does not agree with %s: ask which is meant", one, clip(strings.Join(others, ", ")))
	}
}
