package profile

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
)

// channelRule is a rule that decides channels and gives no finding.
func channelRule(id string, certainty Certainty, from, asks string, check func(*checker), closes ...Channel) Rule {
	return Rule{ID: id, Certainty: certainty, From: from, Asks: asks, Closes: closes, check: check}
}

// usChannelRules hold for every channel behind IPAWS.
func usChannelRules() []Rule {
	all := IPAWS.Channels()
	rules := []Rule{
		channelRule("ecig-1.0/3.9/status", Reported, fromECIG, "Only status Actual is made public: exercises and tests "+
			"never are.", onlyActual, all...),
		channelRule("idg-4.07/scope", Reported, fromGuide, "Only scope Public is made public.", onlyPublic, all...),
		channelRule("ecig-1.0/msgType", Reported, fromECIG, "Only Alert, Update and Cancel are made public.", onlyNews,
			all...),
		channelRule("idg-4.07/303/sent", Reported, fromGuide, "The alert is sent within five minutes of when IPAWS gets "+
			"it.", fresh, all...),
		channelRule("ecig-1.0/expires", Reported, fromECIG, "The alert has not expired.", notExpired, all...),
	}
	for _, ch := range all {
		rules = append(rules, channelRule("idg-4.07/BLOCKCHANNEL/"+string(ch), Reported, fromGuide,
			"No BLOCKCHANNEL names "+string(ch)+".", notBlocked(ch), ch))
	}
	return rules
}

func onlyActual(c *checker) {
	if s := c.alert.Status; s != cap.Actual {
		c.say("alert/status", "status is %q and only Actual goes to the public", clip(string(s)))
	}
}

func onlyPublic(c *checker) {
	if s := c.alert.Scope; s != cap.Public {
		c.say("alert/scope", "scope is %q and only Public goes to the public", clip(string(s)))
	}
}

func onlyNews(c *checker) {
	switch m := c.alert.MsgType; m {
	case cap.MsgAlert, cap.MsgUpdate, cap.MsgCancel:
	default:
		c.say("alert/msgType", "msgType is %q, which speaks to systems and not to people", clip(string(m)))
	}
}

func fresh(c *checker) {
	sent := c.alert.Sent.At
	if c.at.IsZero() || sent.IsZero() {
		return
	}
	if d := c.at.Sub(sent).Abs(); d > 5*time.Minute {
		c.say("alert/sent", "it was sent %s from then, and IPAWS takes five minutes: send it anew with a new sent and "+
			"identifier", d.Truncate(time.Second))
	}
}

// notExpired wants one info at least that still stands. A Cancel is heard however late.
func notExpired(c *checker) {
	a := c.alert
	if c.at.IsZero() || a.MsgType == cap.MsgCancel || len(a.Infos) == 0 {
		return
	}
	for n := range a.Infos {
		if t := a.Infos[n].Expires.At; t.IsZero() || t.After(c.at) {
			return
		}
	}
	c.say("alert/info[1]/expires", "every info has expired by then")
}

// notBlocked: what an originator blocked stays blocked, and one info's word holds for all.
func notBlocked(ch Channel) func(*checker) {
	return eachInfo(func(c *checker, at string, i *cap.Info) {
		if slices.Contains(i.Params(blockChannel), string(ch)) {
			c.say(at+"/parameter", "the sender has blocked this channel by BLOCKCHANNEL")
		}
	})
}

// longer says whether an info stands for more than a span after the alert was sent.
func longer(c *checker, i *cap.Info, than time.Duration) bool {
	sent, expires := c.alert.Sent.At, i.Expires.At
	return !sent.IsZero() && !expires.IsZero() && expires.Sub(sent) > than
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
