package profile

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
)

const (
	flagBroadcast = "layer:SOREM:1.0:Broadcast_Immediately"
	flagWireless  = "layer:SOREM:2.0:WirelessImmediate"
	fromSOREM     = "SOREM layers as seen in real alerts"
	fromList      = "Alert Ready broadcast-immediate list, as clients transcribe it"
)

// soremRules are those of the flags that open Canada's channels.
func soremRules() []Rule {
	both := CAPCP.Channels()
	return []Rule{
		{ID: "sorem/flag", Level: cap.LevelWarning, Certainty: Read, From: fromSOREM,
			Asks: "Broadcast_Immediately and WirelessImmediate are Yes or No.", check: eachInfo(soremValue)},
		{ID: "npas/broadcast-immediate", Level: cap.LevelAdvice, Certainty: Reported, From: fromList,
			Asks:  "An alert to be broadcast at once is on the list of events, urgency, severity and certainty.",
			check: eachInfo(soremListed)},
		channelRule("capcp/status", Known, "practice of Canada's system", "Only status Actual is made public: exercises "+
			"and tests never are.", onlyActual, both...),
		channelRule("capcp/scope", Known, "practice of Canada's system", "Only scope Public is made public.", onlyPublic,
			both...),
		channelRule("capcp/msgType", Known, "practice of Canada's system", "Only Alert, Update and Cancel are made public.",
			onlyNews, both...),
		channelRule("capcp/expires", Known, "practice of Canada's system", "The alert has not expired.", notExpired, both...),
		channelRule("sorem-1.0/Broadcast_Immediately", Read, fromSOREM, "An info still in force has Broadcast_Immediately "+
			"Yes.", flagged(flagBroadcast), Broadcast),
		channelRule("sorem-2.0/WirelessImmediate", Read, fromSOREM, "An info still in force has WirelessImmediate Yes.",
			flagged(flagWireless), Wireless),
	}
}

func soremValue(c *checker, at string, i *cap.Info) {
	for n, p := range i.Parameters {
		flag := strings.EqualFold(p.Name, flagBroadcast) || strings.EqualFold(p.Name, flagWireless)
		if v := strings.TrimSpace(p.Value); flag && v != "Yes" && v != "No" {
			c.say(fmt.Sprintf("%s/parameter[%d]", at, n+1), "the flag is %q, which some take for No: write Yes or No", clip(v))
		}
	}
}

// flagged: an absent flag is No, and a text beside it opens nothing (traps ca-20). A Cancel goes where what it
// ends went, whatever it says itself.
func flagged(name string) func(*checker) {
	return func(c *checker) {
		if c.alert.MsgType == cap.MsgCancel {
			return
		}
		open := func(i cap.Info) bool { return !c.alert.Ended(&i) && strings.EqualFold(i.Param(name), "Yes") }
		if !slices.ContainsFunc(c.alert.Infos, open) {
			c.say("alert/info[1]/parameter", "no info that is in force says Yes in %s", name)
		}
	}
}

// The events that may be broadcast at once when Immediate and Severe or Extreme: those that must be observed, and
// those that may be likely.
const (
	whenObserved = " airquality civilemerg terrorism animaldang industryfire urbanfire chemical biological " +
		"radiological fallobject drinkingwate amber hurricane thunderstorm 911service "
	whenLikely = " wildfire forestfire stormsurge flashflood damoverflow earthquake magnetstorm landslide meteor " +
		"tsunami lahar pyroclasurge pyroclasflow volcanicash explosive tornado "
)

func soremListed(c *checker, at string, i *cap.Info) {
	if !strings.EqualFold(i.Param(flagBroadcast), "Yes") || c.alert.Ended(i) || c.alert.MsgType == cap.MsgCancel {
		return
	}
	for _, code := range capcpEvents(i) {
		if !mayBroadcast(strings.ToLower(code), i) {
			c.say(at, "an event %s that is %s, %s and %s is not on the list of what is broadcast at once: the sender's flag "+
				"stands, but ask",
				clip(code), i.Urgency, i.Severity, i.Certainty)
		}
	}
}

func mayBroadcast(code string, i *cap.Info) bool {
	if code == "testmessage" {
		return true // the list has the public tests, and real ones are sent with any severity
	}
	grave := i.Urgency == cap.Immediate && (i.Severity == cap.Severe || i.Severity == cap.Extreme)
	word := " " + code + " "
	switch i.Certainty {
	case cap.Observed:
		return grave && (strings.Contains(whenObserved, word) || strings.Contains(whenLikely, word))
	case cap.Likely:
		return grave && strings.Contains(whenLikely, word)
	}
	return false
}
