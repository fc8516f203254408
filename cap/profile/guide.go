package profile

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/event"
)

const (
	fromGuide = "IPAWS-OPEN Interface Design Guide 4.07 (2026), as implementers report it"
	fromECIG  = "ECIG CAP-to-EAS guide 1.0 (2010), as transcribed"
)

// guideRules are what IPAWS-OPEN's guide asks of any alert. The guide is known at second hand, so none is an error;
// where the status code it answers with is known, that stands for the clause.
func guideRules() []Rule {
	rule := func(level cap.Level, id, asks string, check func(*checker)) Rule {
		return Rule{ID: "idg-4.07/" + id, Level: level, Certainty: Reported, From: fromGuide, Asks: asks, check: check}
	}
	warn := func(id, asks string, check func(*checker)) Rule { return rule(cap.LevelWarning, id, asks, check) }
	advise := func(id, asks string, check func(*checker)) Rule { return rule(cap.LevelAdvice, id, asks, check) }
	ecig := warn("", "EAS and NWEM use at most 31 SAME geocodes, the first of the info.", eachInfo(ecigLocations))
	ecig.ID, ecig.From = "ecig-1.0/3.4.1.3/locations", fromECIG
	return []Rule{
		warn("identifier/characters", `The identifier holds none of space , ' < > & { } | \ / ^ ~ [ ] ( ).`, guideIdentifier),
		warn("sender/characters", `The sender holds none of space , " < > & { } | \ ^ ~.`, guideSender),
		warn("207/references", "An Ack or Error names the alert it answers.", guideReferences),
		advise("225/source", "The alert has a source.", guideSource),
		warn("source/length", "The source has at most 30 characters.", guideSourceLength),
		warn("eventCode/listed", "The SAME event code is one that IPAWS accepts.", eachInfo(guideListed)),
		warn("expires/after-sent", "The info expires after it was sent, by five minutes or more.", eachInfo(guideExpires)),
		warn("geocode/present", "Every area has a geocode.", eachArea(guideGeocode)),
		warn("description/length", "Description and instruction have at most 1800 characters together: EAS reads no more.",
			eachInfo(guideLength)),
		warn("uri/form", "Addresses in web and uri begin with http(s)://, hold no space or question mark, and have at "+
			"most 2083 characters.", eachInfo(guideURIs)),
		warn("resource/audio", "Audio for EAS is described as EAS Broadcast Content and has one of IPAWS's media types.",
			eachInfo(guideAudio)),
		warn("parameter/BLOCKCHANNEL", "BLOCKCHANNEL names a channel: EAS, NWEM, CMAS, PUBLIC or CAPEXCH.",
			eachInfo(guideBlock)),
		warn("parameter/flags", "EAS-Must-Carry and DBGFBYPASS are TRUE or FALSE, in capitals.", eachInfo(guideFlags)),
		advise("valueName/spelling", "Names of codes and parameters are spelt as the guide spells them, capitals included.",
			eachInfo(guideSpelling)),
		warn("polygon/vertices", "A polygon has at most 200 vertices.", eachArea(guideVertices)),
		warn("213/shape", "A polygon names no point twice and does not cross itself.", eachArea(guideShape)),
		ecig,
	}
}

func guideIdentifier(c *checker) {
	if s := c.alert.Identifier; strings.ContainsAny(s, " ,'<>&{}|\\/^~[]()") {
		c.say("alert/identifier", "%q holds a character that IPAWS refuses: keep to letters, digits, dots, hyphens and "+
			"colons", clip(s))
	}
}

func guideSender(c *checker) {
	if s := c.alert.Sender; strings.ContainsAny(s, " ,\"<>&{}|\\^~") {
		c.say("alert/sender", "%q holds a character that IPAWS refuses: write it like name@domain", clip(s))
	}
}

func guideReferences(c *checker) {
	if m := c.alert.MsgType; (m == cap.MsgAck || m == cap.MsgError) && len(c.alert.ReferenceList()) == 0 {
		c.say("alert/references", "the %s names no alert: name the one it answers", m)
	}
}

func guideSource(c *checker) {
	if c.alert.Source == "" {
		c.say("alert/source", "there is no source: name the person or desk the alert comes from")
	}
}

func guideSourceLength(c *checker) {
	if n := utf8.RuneCountInString(c.alert.Source); n > 30 {
		c.say("alert/source", "the source has %d characters, more than 30: shorten it", n)
	}
}

// accepted says whether IPAWS takes a SAME event code: one on its list, or the weather service's placeholder.
func accepted(code string) bool { return code == "NWS" || airable(code) }

// airable says whether a SAME code names an event, and not "none" as NWS and OTH do (traps us-3).
func airable(code string) bool { return event.OnIPAWSList(code) }

func guideListed(c *checker, at string, i *cap.Info) {
	for _, code := range cap.Values(i.EventCodes, event.SAME) {
		if !accepted(code) {
			c.say(nth(at, "eventCode", event.SAME, i.EventCodes), "%q is on no list of SAME codes that IPAWS accepts: use "+
				"one that is", clip(code))
		}
	}
}

func guideExpires(c *checker, at string, i *cap.Info) {
	sent, expires := c.alert.Sent.At, i.Expires.At
	if !sent.IsZero() && !expires.IsZero() && expires.Before(sent.Add(5*time.Minute)) {
		c.say(at+"/expires", "the info expires at %s, less than five minutes after it was sent: give it longer",
			clip(i.Expires.Text))
	}
}

func guideGeocode(c *checker, at string, a *cap.Area) {
	if len(a.Geocodes) == 0 {
		c.say(at+"/geocode", "the area has no geocode: add the counties it touches")
	}
}

func guideLength(c *checker, at string, i *cap.Info) {
	if n := utf8.RuneCountInString(i.Description) + utf8.RuneCountInString(i.Instruction); n > 1800 {
		c.say(at+"/description", "description and instruction have %d characters together, and EAS reads 1800: shorten "+
			"them, the most important first", n)
	}
}

func guideURIs(c *checker, at string, i *cap.Info) {
	if i.Web != "" && !fetchable(i.Web) {
		c.say(at+"/web", "IPAWS does not take the address %q: give one with http(s)://, without ? and spaces", clip(i.Web))
	}
	for n, r := range i.Resources {
		if r.URI != "" && !fetchable(r.URI) {
			c.say(fmt.Sprintf("%s/resource[%d]/uri", at, n+1), "IPAWS does not take the address %q: give one with "+
				"http(s)://, without ? and spaces", clip(r.URI))
		}
	}
}

func fetchable(uri string) bool {
	low := strings.ToLower(uri)
	return (strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://")) && !strings.ContainsAny(uri, " ?") &&
		len(uri) <= 2083
}

const audioDesc = "EAS Broadcast Content"

// audioTypes are the guide's media types and ECIG 2010's: both are met.
func audioTypes() []string {
	return []string{"audio/x-ipaws-audio-mp3", "audio/x-ipaws-streaming-audio", "video/x-ipaws-video",
		"video/x-ipaws-streaming-video",
		"audio/x-ipaws-audio-wav", "audio/x-ipaws-streaming-audio-mp3"}
}

func guideAudio(c *checker, at string, i *cap.Info) {
	for n, r := range i.Resources {
		place := fmt.Sprintf("%s/resource[%d]", at, n+1)
		switch listed := slices.Contains(audioTypes(), r.MimeType); {
		case strings.EqualFold(r.Desc, audioDesc) && r.Desc != audioDesc, listed && r.Desc != audioDesc:
			c.say(place+"/resourceDesc", "audio for EAS is found by its description: write %q", audioDesc)
		case r.Desc == audioDesc && !listed:
			c.say(place+"/mimeType", "%q is no media type that EAS devices take: write audio/x-ipaws-audio-mp3 for MP3",
				clip(r.MimeType))
		}
	}
}
