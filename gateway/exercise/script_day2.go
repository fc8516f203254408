package exercise

import (
	"slices"
	"time"

	"bordercast/gateway/api"
)

// scriptDay2 is the second day: a derailment in New Brunswick, and everything else that goes wrong.
func scriptDay2() []inject {
	return slices.Concat(derailmentDay(), troubledDay(), mishaps(), lastDay())
}

// derailmentDay is what the centres live through.
func derailmentDay() []inject {
	return []inject{
		{11, "Derailment near McAdam", []beat{
			{at: moment{2, 9, 0}, who: "nb-emo", does: "crude-oil tank cars on fire, Severe", act: send(derailment),
				expect: []expectation{taken(derailment), asked(derailment, "mema")}},
			{at: moment{2, 9, 6}, who: "mema duty officer", does: "accepts it", act: rule(derailment, "mema", api.Approve, "Vanceboro must know."),
				tell: []string{derailment}, expect: []expectation{state(derailment, "responders-us", "crossed"), public(derailment, "us", noSAME(), plainLevel(), awareness()), levelReason(derailment, "us")}}}},
		{12, "Smoke", []beat{
			{at: moment{2, 9, 10}, who: "nb-emo", does: "smoke advisory", act: send(smoke), expect: []expectation{taken(smoke), asked(smoke, "mema")}},
			{at: moment{2, 9, 15}, who: "mema duty officer", does: "denies it", act: rule(smoke, "mema", api.Deny, "The wind keeps it on your side; our people have enough to read."),
				expect: []expectation{state(smoke, "responders-us", "stayed"), unheld(smoke, "the question is gone")}},
			{at: moment{2, 9, 20}, who: "nb-emo", does: "Update, same area, same severity", act: send(smokeAgain),
				expect: []expectation{taken(smokeAgain), state(smokeAgain, "responders-us", "stayed"), unasked(smokeAgain), nowhere(smoke, "no US reader ever sees it", "alerts/v1/exercise/us/")}}}},
		{13, "Evacuation", []beat{
			{at: moment{2, 9, 25}, who: "nb-emo", does: "Update: Extreme, evacuation, over the river", act: send(evacuation),
				expect: []expectation{taken(evacuation), asked(evacuation, "mema"), pendingShown(derailment, "us")}},
			{at: moment{2, 9, 30}, who: "nb-emo", does: "a further Update", act: send(evacuationMore),
				expect: []expectation{taken(evacuationMore), asked(evacuationMore, "mema"), unheld(evacuation, "it takes over the hold")}},
			{at: moment{2, 9, 34}, who: "mema duty officer", does: "accepts it", act: rule(evacuationMore, "mema", api.Approve, "Go."),
				tell: []string{evacuationMore}, expect: []expectation{state(evacuationMore, "responders-us", "crossed"), public(evacuationMore, "us", noSAME()), moved(derailment), unsent(evacuation, "the version in between is never sent")}}}},
		{14, "Compressor station", []beat{{at: moment{2, 9, 40}, who: "nb-emo", does: "Restricted report, Moderate", act: send(compressor),
			expect: []expectation{taken(compressor), state(compressor, "responders-us", "stayed", "route"), nowhere(compressor, "it stays in Canada", "alerts/", "parties/"), calm(compressor)}}}},
		{15, "Required weekly test", []beat{{at: moment{2, 9, 45}, who: "nws", does: "RWT, status Actual, Extreme, Observed", act: send(weeklyTest),
			tell: []string{weeklyTest}, expect: []expectation{taken(weeklyTest), public(weeklyTest, "ca", status("Test"), canadianForm("testMessage")),
				nowhere(weeklyTest, "never on an actual or exercise topic", "alerts/v1/actual/", "alerts/v1/exercise/")}}}},
	}
}

// troubledDay is what the gateway and the people at it live through.
func troubledDay() []inject {
	return []inject{
		{16, "A cut line, a flood, and a real storm", []beat{{at: moment{2, 10, 0}, who: "the script", does: "cuts responders-us for 5 real seconds; 500 reports; then an actual warning", act: cutFloodStorm,
			tell: []string{storm}, expect: []expectation{taken(storm), duringTheCut(), public(storm, "ca", canadianForm("winterStorm"), status("Actual")), public(storm, "us", sameBytes()), stormFirst(), allReports(floodOne)}}}},
		{17, "The gateway is killed", []beat{{at: moment{2, 10, 5}, who: "the script", does: "500 more reports; SIGKILL when 200 have been seen; started again", act: killInFlood,
			expect: []expectation{allReports(floodTwo), receipted(floodTwo), newDelivery(), trailClean()}}}},
		{18, "A late responder", []beat{{at: moment{2, 10, 20}, who: "a responder", does: "subscribes to Washington County", act: lateResponder,
			expect: []expectation{lateSees()}}}},
	}
}

// lastDay is how the exercise ends.
func lastDay() []inject {
	return []inject{
		{22, "A mistake, taken back", []beat{
			{at: moment{2, 10, 30}, who: "nb-emo", does: "bridge closure notice", act: send(bridge), expect: []expectation{taken(bridge), asked(bridge, "mema")}},
			{at: moment{2, 10, 33}, who: "mema duty officer", does: "accepts it by mistake", act: rule(bridge, "mema", api.Approve, "OK"),
				tell: []string{bridge}, expect: []expectation{state(bridge, "responders-us", "crossed"), public(bridge, "us", noSAME())}},
			{at: moment{2, 10, 35}, who: "operator", does: "recalls it", act: recall(bridge, "operator", "Accepted by mistake: that bridge is not ours."),
				expect: []expectation{ended(bridge, "withdrawn"), phrased(bridge, "withdrawn by the gateway's operator; the originator has not cancelled it", "retirée par l'exploitant")}},
			{at: moment{2, 10, 37}, who: "nb-emo", does: "Update that changes nothing", act: send(bridgeAgain),
				expect: []expectation{taken(bridgeAgain), state(bridgeAgain, "responders-us", "stayed"), unasked(bridgeAgain), unsent(bridgeAgain, "bound like a denial: not sent")}}}},
		{23, "Nobody thought of this", []beat{
			{at: moment{2, 10, 38}, who: "the clock", does: "passes the end of both floods", expect: []expectation{floodsOver()}},
			{at: moment{2, 10, 40}, who: "nb-emo", does: "Extreme, Immediate, an event no list has", act: send(unknownEvent),
				expect: []expectation{taken(unknownEvent), state(unknownEvent, "responders-us", "stayed", "route"), nowhere(unknownEvent, "dropped for want of a route", "alerts/"),
					alarmed("mema", unknownEvent, time.Second, "route"), alarmed("nb-emo", unknownEvent, time.Second, "route")}},
			{at: moment{2, 10, 44}, who: "both duty officers", does: "acknowledge, and talk by telephone", act: acknowledge("Seen; the two centres are on the telephone."), expect: []expectation{quieted()}}}},
		{24, "ENDEX", []beat{{at: moment{2, 11, 0}, who: "everybody", does: "cancels what is theirs", act: send(derailmentOver, smokeOver, compressorOver, bridgeOver, unknownOver),
			expect: []expectation{taken(derailmentOver), taken(bridgeOver), ended(derailment, "cancelled"), emptyLane("exercise"), remains(storm, "ca"), remains(storm, "us")}}}},
	}
}
