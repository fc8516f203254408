package scenarios

import "bordercast/gateway/exercise/scenario"

// plumeTwin is the plume once more, through the agency's second line.
const plumeTwin = "plume-again"

// hazmatDay is the first day: a release of hazardous materials in Maine whose cloud crosses the river.
func hazmatDay() []scenario.Scene {
	return []scenario.Scene{
		{No: 1, Title: "STARTEX", Injects: []scenario.Inject{
			{At: at(1, 9, 0), Who: "mema, nb-emo", Does: "connect; heartbeats", Acts: send(heartbeatMEMA, heartbeatNB),
				Expect: []scenario.Expectation{
					scenario.LinksUp{},
					scenario.Taken(heartbeatMEMA),
					scenario.Taken(heartbeatNB),
					scenario.Guarded{},
					scenario.Silence{Say: "a heartbeat is no alert: the trees stay empty"}}}}},

		{No: 2, Title: "Collision in Calais", Injects: []scenario.Inject{
			{At: at(1, 9, 12), Who: "washington-ema", Does: "Restricted report to New Brunswick, with a contact",
				Acts: send(collision), Follow: []string{collision},
				Expect: []scenario.Expectation{
					scenario.Taken(collision),
					scenario.Stands{Message: collision, Party: "nb-emo", Is: []scenario.Check{scenario.PlainLevel{},
						scenario.Redacted{Words: []string{contactName, contactPhone}}, scenario.Signed{}}},
					nowherePublic(collision),
					scenario.Nowhere{Message: collision, Under: others("nb-emo"), Say: "nobody else's tree shows it"}}}}},

		{No: 3, Title: "Hazardous materials, plume over both banks", Injects: []scenario.Inject{
			{At: at(1, 9, 20), Who: "mema", Does: "warning, Severe, Immediate", Acts: send(plume),
				Expect: []scenario.Expectation{
					scenario.Taken(plume),
					scenario.Receipt{Message: plume, At: "responders-ca", State: "held"},
					scenario.Asked{Message: plume, Party: "nb-emo"},
					scenario.Nowhere{Message: plume, Under: []string{"alerts/v1/exercise/ca/"}, Say: "not one reader has it yet"}}},
			{At: at(1, 9, 27), Who: "nb-emo duty officer", Does: "accepts it",
				Acts: []scenario.Act{scenario.Approve{Message: plume, Party: "nb-emo",
					Reason: "Seen; the cloud will reach St. Stephen."}},
				Follow: []string{plume},
				Expect: []scenario.Expectation{
					scenario.Receipt{Message: plume, At: "responders-ca", State: "crossed"},
					scenario.Unheld{Message: plume, Say: "the question is gone"},
					scenario.Stands{Message: plume, Reader: "ca", Is: []scenario.Check{scenario.CanadianForm{Event: "hazmat"},
						scenario.ComposedFrench{Event: "matières dangereuses"}, scenario.ClockFrame{}, scenario.Signed{}}}}}}},

		{No: 4, Title: "The same alert by a second line", Injects: []scenario.Inject{
			{At: at(1, 9, 28), Who: "mema-2", Does: "the same bytes again",
				Acts: []scenario.Act{scenario.Again{Message: plume, As: plumeTwin, By: "mema-2"}},
				Expect: []scenario.Expectation{
					scenario.Receipt{Message: plumeTwin, State: "duplicate"},
					scenario.Undisturbed{Message: plume, Since: plumeTwin, Say: "one more sighting; nothing is sent"}}}}},

		{No: 5, Title: "The wind turns", Injects: []scenario.Inject{
			{At: at(1, 9, 31), Who: "mema", Does: "Update: the plume grows inside the same districts",
				Acts: send(plumeGrows), Follow: []string{plumeGrows},
				Expect: []scenario.Expectation{
					scenario.Taken(plumeGrows),
					scenario.Unasked{Message: plumeGrows},
					scenario.Stands{Message: plumeGrows, Reader: "ca", Is: []scenario.Check{
						scenario.CanadianForm{Event: "hazmat"}, scenario.InPlace{Of: plume}}}}}}},

		{No: 6, Title: "An intruder", Injects: []scenario.Inject{
			{At: at(1, 9, 40), Who: "intruder", Does: "its own, validly signed Cancel of mema's alert", Acts: send(forgedCancel),
				Expect: []scenario.Expectation{
					scenario.Taken(forgedCancel),
					scenario.Reason{Message: forgedCancel, Any: []string{"not-entitled"}},
					scenario.Alarmed{Since: forgedCancel, Any: []string{"not-entitled", "not entitled"}},
					scenario.Undisturbed{Message: plume, Since: forgedCancel, Say: "the alert stays as it is"}}},
			{At: at(1, 9, 43), Who: "intruder", Does: "mema's own signed Cancel, one character changed",
				Acts: []scenario.Act{scenario.Tamper{Message: brokenCancel, Old: "has been sealed", New: "has been seated"}},
				Expect: []scenario.Expectation{
					scenario.Receipt{Message: brokenCancel, State: "quarantined", Any: []string{"invalid", "digest", "signature"}},
					scenario.Alarmed{Since: brokenCancel, Any: []string{"invalid", "quarantine", "signature"}},
					scenario.Remains{Message: plume, Reader: "ca"}}},
			{At: at(1, 9, 46), Who: "those who were alarmed", Does: "acknowledge",
				Acts:   []scenario.Act{scenario.Acknowledge{Note: "Seen. The two senders are being called."}},
				Expect: []scenario.Expectation{scenario.AlarmsDown{}}}}},

		{No: 7, Title: "St. Stephen warns its own people", Injects: []scenario.Inject{
			{At: at(1, 9, 52), Who: "nb-emo", Does: "its own CAP-CP alert, same incident",
				Acts: send(stStephen), Follow: []string{stStephen},
				Expect: []scenario.Expectation{
					scenario.Taken(stStephen),
					scenario.Stands{Message: stStephen, Reader: "us", Is: []scenario.Check{scenario.AmericanForm{Event: "HMW"},
						scenario.ToAct{SAME: "023029"}, scenario.Signed{}}},
					scenario.Joined{Party: "mema", First: plume, Second: stStephen},
					scenario.Joined{Party: "nb-emo", First: plume, Second: stStephen}}}}},

		{No: 8, Title: "Mutual aid", Injects: []scenario.Inject{
			{At: at(1, 10, 5), Who: "nb-emo", Does: "offer, Private to mema", Acts: send(mutualAid), Follow: []string{mutualAid},
				Expect: []scenario.Expectation{
					scenario.Taken(mutualAid),
					scenario.Stands{Message: mutualAid, Party: "mema", Is: []scenario.Check{scenario.PlainLevel{}}},
					nowherePublic(mutualAid),
					scenario.Nowhere{Message: mutualAid, Under: others("mema"), Say: "nobody else's tree shows it"}}}}},

		{No: 9, Title: "All clear", Injects: []scenario.Inject{
			{At: at(1, 11, 15), Who: "mema", Does: "Cancel", Acts: send(plumeAllClear),
				Expect: []scenario.Expectation{
					scenario.Taken(plumeAllClear),
					scenario.Ended{Message: plume, How: "cancelled"},
					scenario.Unasked{Message: plumeAllClear},
					scenario.Remains{Message: stStephen, Reader: "us"},
					scenario.Remains{Message: mutualAid, Party: "mema"}}}}},

		{No: 10, Title: "Too late", Injects: []scenario.Inject{
			{At: at(1, 11, 20), Who: "mema", Does: "Update with a sent of 09:30", Acts: send(plumeLate),
				Expect: []scenario.Expectation{
					scenario.Taken(plumeLate),
					scenario.Reason{Message: plumeLate, Any: []string{"late"}},
					scenario.Unsent{Message: plumeLate, Say: "recorded, not sent"}}}}},
	}
}

// night is jumped over; what was to end in it ends.
func night() []scenario.Scene {
	return []scenario.Scene{{No: 0, Title: "Night", Injects: []scenario.Inject{
		{At: at(1, 22, 10), Who: "the clock", Does: "is jumped over the evening",
			Expect: []scenario.Expectation{
				scenario.Ended{Message: stStephen, How: "expired"},
				scenario.Ended{Message: mutualAid, How: "expired"},
				scenario.Ended{Message: collision, How: "expired"},
				scenario.EmptyLane{Lane: "exercise"}}}}}}
}

func at(day, hour, minute int) scenario.Moment {
	return scenario.Moment{Day: day, Hour: hour, Minute: minute}
}

func send(messages ...string) []scenario.Act {
	return []scenario.Act{scenario.Send{Messages: messages}}
}

func nowherePublic(message string) scenario.Nowhere {
	return scenario.Nowhere{Message: message, Under: []string{"alerts/"}, Say: "the public trees stay silent"}
}

// others are the trees of every party but one.
func others(but string) []string {
	var out []string
	for _, party := range parties {
		if party != but {
			out = append(out, "parties/v1/exercise/"+party+"/alerts/")
		}
	}
	return out
}
