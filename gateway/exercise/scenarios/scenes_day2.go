package scenarios

import (
	"time"

	"bordercast/gateway/exercise/scenario"
)

// derailmentDay is what the centres live through on the second day: a derailment in New Brunswick.
func derailmentDay() []scenario.Scene {
	return []scenario.Scene{
		{No: 11, Title: "Derailment near McAdam", Injects: []scenario.Inject{
			{At: at(2, 9, 0), Who: "nb-emo", Does: "crude-oil tank cars on fire, Severe", Acts: send(derailment),
				Expect: []scenario.Expectation{
					scenario.Taken(derailment),
					scenario.Asked{Message: derailment, Party: "mema"}}},
			{At: at(2, 9, 6), Who: "mema duty officer", Does: "accepts it",
				Acts:   []scenario.Act{scenario.Approve{Message: derailment, Party: "mema", Reason: "Vanceboro must know."}},
				Follow: []string{derailment},
				Expect: []scenario.Expectation{
					scenario.Receipt{Message: derailment, At: "responders-us", State: "crossed"},
					scenario.Stands{Message: derailment, Reader: "us", Is: []scenario.Check{scenario.NoSAME{},
						scenario.PlainLevel{}, scenario.Awareness{}}},
					scenario.LevelSaid{Message: derailment, Reader: "us"}}}}},

		{No: 12, Title: "Smoke", Injects: []scenario.Inject{
			{At: at(2, 9, 10), Who: "nb-emo", Does: "smoke advisory", Acts: send(smoke),
				Expect: []scenario.Expectation{
					scenario.Taken(smoke),
					scenario.Asked{Message: smoke, Party: "mema"}}},
			{At: at(2, 9, 15), Who: "mema duty officer", Does: "denies it",
				Acts: []scenario.Act{scenario.Deny{Message: smoke, Party: "mema",
					Reason: "The wind keeps it on your side; our people have enough to read."}},
				Expect: []scenario.Expectation{
					scenario.Receipt{Message: smoke, At: "responders-us", State: "stayed"},
					scenario.Unheld{Message: smoke, Say: "the question is gone"}}},
			{At: at(2, 9, 20), Who: "nb-emo", Does: "Update, same area, same severity", Acts: send(smokeAgain),
				Expect: []scenario.Expectation{
					scenario.Taken(smokeAgain),
					scenario.Receipt{Message: smokeAgain, At: "responders-us", State: "stayed"},
					scenario.Unasked{Message: smokeAgain},
					scenario.Nowhere{Message: smoke, Under: []string{"alerts/v1/exercise/us/"}, Say: "no US reader ever sees it"}}}}},

		{No: 13, Title: "Evacuation", Injects: []scenario.Inject{
			{At: at(2, 9, 25), Who: "nb-emo", Does: "Update: Extreme, evacuation, over the river", Acts: send(evacuation),
				Expect: []scenario.Expectation{
					scenario.Taken(evacuation),
					scenario.Asked{Message: evacuation, Party: "mema"},
					scenario.Pending{Message: derailment, Reader: "us"}}},
			{At: at(2, 9, 30), Who: "nb-emo", Does: "a further Update", Acts: send(evacuationMore),
				Expect: []scenario.Expectation{
					scenario.Taken(evacuationMore),
					scenario.Asked{Message: evacuationMore, Party: "mema"},
					scenario.Unheld{Message: evacuation, Say: "it takes over the hold"}}},
			{At: at(2, 9, 34), Who: "mema duty officer", Does: "accepts it",
				Acts:   []scenario.Act{scenario.Approve{Message: evacuationMore, Party: "mema", Reason: "Go."}},
				Follow: []string{evacuationMore},
				Expect: []scenario.Expectation{
					scenario.Receipt{Message: evacuationMore, At: "responders-us", State: "crossed"},
					scenario.Stands{Message: evacuationMore, Reader: "us", Is: []scenario.Check{scenario.NoSAME{}}},
					scenario.Moved{Message: derailment},
					scenario.Unsent{Message: evacuation, Say: "the version in between is never sent"}}}}},

		{No: 14, Title: "Compressor station", Injects: []scenario.Inject{
			{At: at(2, 9, 40), Who: "nb-emo", Does: "Restricted report, Moderate", Acts: send(compressor),
				Expect: []scenario.Expectation{
					scenario.Taken(compressor),
					scenario.Receipt{Message: compressor, At: "responders-us", State: "stayed", Any: []string{"route"}},
					scenario.Nowhere{Message: compressor, Under: []string{"alerts/", "parties/"}, Say: "it stays in Canada"},
					scenario.Calm{Since: compressor}}}}},

		{No: 15, Title: "Required weekly test", Injects: []scenario.Inject{
			{At: at(2, 9, 45), Who: "nws", Does: "RWT, status Actual, Extreme, Observed",
				Acts: send(weeklyTest), Follow: []string{weeklyTest},
				Expect: []scenario.Expectation{
					scenario.Taken(weeklyTest),
					scenario.Stands{Message: weeklyTest, Reader: "ca", Is: []scenario.Check{scenario.Status{Is: "Test"},
						scenario.CanadianForm{Event: "testMessage"}}},
					scenario.Nowhere{Message: weeklyTest, Under: []string{"alerts/v1/actual/", "alerts/v1/exercise/"},
						Say: "never on an actual or exercise topic"}}}}},
	}
}

// cutFor is how long the line to responders-us stays dead, in real time.
const cutFor = 5 * time.Second

// troubledDay is what the gateway and the people at it live through.
func troubledDay() []scenario.Scene {
	return []scenario.Scene{
		{No: 16, Title: "A cut line, a flood, and a real storm", Injects: []scenario.Inject{
			{At: at(2, 10, 0), Who: "the script",
				Does: "cuts responders-us for 5 real seconds; 500 reports; then an actual warning",
				Acts: []scenario.Act{scenario.Cut{Line: "responders-us", For: cutFor}, scenario.SendFlood{Flood: floodOne},
					scenario.Send{Messages: []string{storm}}},
				Follow: []string{storm},
				Expect: []scenario.Expectation{
					scenario.Taken(storm),
					scenario.DuringCut{Message: storm, Reader: "ca", Cut: cutFor,
						Say: "the storm reaches responders-ca during the cut"},
					scenario.Stands{Message: storm, Reader: "ca", Is: []scenario.Check{
						scenario.CanadianForm{Event: "winterStorm"}, scenario.Status{Is: "Actual"}}},
					scenario.Stands{Message: storm, Reader: "us", Is: []scenario.Check{scenario.SameBytes{}}},
					scenario.FirstAfterCut{Message: storm, Reader: "us", Cut: cutFor,
						Say: "the storm is the first thing on responders-us after the cut, before the 500"},
					scenario.AllArrive{Flood: floodOne, Count: floodSize}}}}},

		{No: 17, Title: "The gateway is killed", Injects: []scenario.Inject{
			{At: at(2, 10, 5), Who: "the script",
				Does: "500 more reports; SIGKILL when 200 have been seen; started again",
				Acts: []scenario.Act{scenario.SendFlood{Flood: floodTwo}, scenario.Kill{Flood: floodTwo, Seen: 200}},
				Expect: []scenario.Expectation{
					scenario.AllArrive{Flood: floodTwo, Count: floodSize},
					scenario.AllReceipted{System: "sensors-nb"},
					scenario.Resumes{Flood: floodTwo},
					scenario.TrailVerifies{}}}}},

		{No: 18, Title: "A late responder", Injects: []scenario.Inject{
			{At: at(2, 10, 20), Who: "a responder", Does: "subscribes to Washington County",
				Acts: []scenario.Act{scenario.Subscribe{Name: "late-responder", Filters: []string{
					"alerts/v1/actual/us/us/me/029/#", "alerts/v1/exercise/us/us/me/029/#"}}},
				Expect: []scenario.Expectation{scenario.SeesOnly{
					Active: []string{"actual " + storm, "exercise " + derailment},
					Say:    "sees at once: actual the storm, exercise the evacuation; nothing else"}}}}},
	}
}

// lastDay is how the exercise ends.
func lastDay() []scenario.Scene {
	return []scenario.Scene{
		{No: 22, Title: "A mistake, taken back", Injects: []scenario.Inject{
			{At: at(2, 10, 30), Who: "nb-emo", Does: "bridge closure notice", Acts: send(bridge),
				Expect: []scenario.Expectation{
					scenario.Taken(bridge),
					scenario.Asked{Message: bridge, Party: "mema"}}},
			{At: at(2, 10, 33), Who: "mema duty officer", Does: "accepts it by mistake",
				Acts:   []scenario.Act{scenario.Approve{Message: bridge, Party: "mema", Reason: "OK"}},
				Follow: []string{bridge},
				Expect: []scenario.Expectation{
					scenario.Receipt{Message: bridge, At: "responders-us", State: "crossed"},
					scenario.Stands{Message: bridge, Reader: "us", Is: []scenario.Check{scenario.NoSAME{}}}}},
			{At: at(2, 10, 35), Who: "operator", Does: "recalls it",
				Acts: []scenario.Act{scenario.Recall{Message: bridge, Party: "operator",
					Reason: "Accepted by mistake: that bridge is not ours."}},
				Expect: []scenario.Expectation{
					scenario.Ended{Message: bridge, How: "withdrawn"},
					scenario.Phrased{Message: bridge,
						English: "withdrawn by the gateway's operator; the originator has not cancelled it",
						French:  "retirée par l'exploitant"}}},
			{At: at(2, 10, 37), Who: "nb-emo", Does: "Update that changes nothing", Acts: send(bridgeAgain),
				Expect: []scenario.Expectation{
					scenario.Taken(bridgeAgain),
					scenario.Receipt{Message: bridgeAgain, At: "responders-us", State: "stayed"},
					scenario.Unasked{Message: bridgeAgain},
					scenario.Unsent{Message: bridgeAgain, Say: "bound like a denial: not sent"}}}}},

		{No: 23, Title: "Nobody thought of this", Injects: []scenario.Inject{
			{At: at(2, 10, 38), Who: "the clock", Does: "passes the end of both floods",
				Expect: []scenario.Expectation{scenario.AllExpire{Floods: []string{floodOne, floodTwo}, Count: 2 * floodSize}}},
			{At: at(2, 10, 40), Who: "nb-emo", Does: "Extreme, Immediate, an event no list has", Acts: send(unknownEvent),
				Expect: []scenario.Expectation{
					scenario.Taken(unknownEvent),
					scenario.Receipt{Message: unknownEvent, At: "responders-us", State: "stayed", Any: []string{"route"}},
					scenario.Nowhere{Message: unknownEvent, Under: []string{"alerts/"}, Say: "dropped for want of a route"},
					scenario.Alarmed{Party: "mema", Since: unknownEvent, Took: time.Second, Any: []string{"route"}},
					scenario.Alarmed{Party: "nb-emo", Since: unknownEvent, Took: time.Second, Any: []string{"route"}}}},
			{At: at(2, 10, 44), Who: "both duty officers", Does: "acknowledge, and talk by telephone",
				Acts:   []scenario.Act{scenario.Acknowledge{Note: "Seen; the two centres are on the telephone."}},
				Expect: []scenario.Expectation{scenario.AlarmsDown{}}}}},

		{No: 24, Title: "ENDEX", Injects: []scenario.Inject{
			{At: at(2, 11, 0), Who: "everybody", Does: "cancels what is theirs",
				Acts: send(derailmentOver, smokeOver, compressorOver, bridgeOver, unknownOver),
				Expect: []scenario.Expectation{
					scenario.Taken(derailmentOver),
					scenario.Taken(bridgeOver),
					scenario.Ended{Message: derailment, How: "cancelled"},
					scenario.EmptyLane{Lane: "exercise"},
					scenario.Remains{Message: storm, Reader: "ca"},
					scenario.Remains{Message: storm, Reader: "us"}}}}},
	}
}
