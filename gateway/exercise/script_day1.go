package exercise

import (
	"context"
	"time"

	"bordercast/gateway/api"
)

// send is the act of sending letters, one after the other.
func send(names ...string) func(context.Context, *stage) error {
	return func(_ context.Context, s *stage) error {
		for _, name := range names {
			if err := s.send(name); err != nil {
				return err
			}
		}
		return nil
	}
}

// plumeTwin is the plume once more, through the agency's second line.
const plumeTwin = "plume-again"

// scriptDay1 is the first day: a release of hazardous materials in Maine whose cloud crosses the river.
func scriptDay1() []inject {
	return []inject{
		{1, "STARTEX", []beat{{at: moment{1, 9, 0}, who: "mema, nb-emo", does: "connect; heartbeats", act: send(heartbeatMEMA, heartbeatNB),
			expect: []expectation{linksUp(), taken(heartbeatMEMA), taken(heartbeatNB), guarded(), silence("a heartbeat is no alert: the trees stay empty")}}}},
		{2, "Collision in Calais", []beat{{at: moment{1, 9, 12}, who: "washington-ema", does: "Restricted report to New Brunswick, with a contact", act: send(collision),
			tell: []string{collision}, expect: []expectation{taken(collision), private(collision, "nb-emo", plainLevel(), redacted(contactName, contactPhone), signed()),
				nowhere(collision, "the public trees stay silent", "alerts/"), nowhere(collision, "nobody else's tree shows it", others("nb-emo")...)}}}},
		{3, "Hazardous materials, plume over both banks", []beat{
			{at: moment{1, 9, 20}, who: "mema", does: "warning, Severe, Immediate", act: send(plume),
				expect: []expectation{taken(plume), state(plume, "responders-ca", "held"), asked(plume, "nb-emo"), nowhere(plume, "not one reader has it yet", "alerts/v1/exercise/ca/")}},
			{at: moment{1, 9, 27}, who: "nb-emo duty officer", does: "accepts it", act: rule(plume, "nb-emo", api.Approve, "Seen; the cloud will reach St. Stephen."),
				tell: []string{plume}, expect: []expectation{state(plume, "responders-ca", "crossed"), unheld(plume, "the question is gone"),
					public(plume, "ca", canadianForm("hazmat"), composedFrench("matières dangereuses"), clockFrame(), signed())}}}},
		{4, "The same alert by a second line", []beat{{at: moment{1, 9, 28}, who: "mema-2", does: "the same bytes again",
			act:    func(_ context.Context, s *stage) error { return s.again(plume, plumeTwin, "mema-2") },
			expect: []expectation{state(plumeTwin, "", "duplicate"), undisturbed(plume, plumeTwin, "one more sighting; nothing is sent")}}}},
		{5, "The wind turns", []beat{{at: moment{1, 9, 31}, who: "mema", does: "Update: the plume grows inside the same districts", act: send(plumeGrows),
			tell: []string{plumeGrows}, expect: []expectation{taken(plumeGrows), unasked(plumeGrows), public(plumeGrows, "ca", canadianForm("hazmat"), inPlace(plume))}}}},
		{6, "An intruder", []beat{
			{at: moment{1, 9, 40}, who: "intruder", does: "its own, validly signed Cancel of mema's alert", act: send(forgedCancel),
				expect: []expectation{taken(forgedCancel), told(forgedCancel, "not-entitled"), alarmed("", forgedCancel, 0, "not-entitled", "not entitled"), undisturbed(plume, forgedCancel, "the alert stays as it is")}},
			{at: moment{1, 9, 43}, who: "intruder", does: "mema's own signed Cancel, one character changed", act: func(_ context.Context, s *stage) error {
				return s.tampered(brokenCancel, "has been sealed", "has been seated")
			},
				expect: []expectation{state(brokenCancel, "", "quarantined", "invalid", "digest", "signature"), alarmed("", brokenCancel, 0, "invalid", "quarantine", "signature"), remains(plume, "ca")}},
			{at: moment{1, 9, 46}, who: "those who were alarmed", does: "acknowledge", act: acknowledge("Seen. The two senders are being called."), expect: []expectation{quieted()}}}},
		{7, "St. Stephen warns its own people", []beat{{at: moment{1, 9, 52}, who: "nb-emo", does: "its own CAP-CP alert, same incident", act: send(stStephen),
			tell: []string{stStephen}, expect: []expectation{taken(stStephen), public(stStephen, "us", americanForm("HMW"), toAct("023029"), signed()),
				joined("mema", plume, stStephen), joined("nb-emo", plume, stStephen)}}}},
		{8, "Mutual aid", []beat{{at: moment{1, 10, 5}, who: "nb-emo", does: "offer, Private to mema", act: send(mutualAid),
			tell: []string{mutualAid}, expect: []expectation{taken(mutualAid), private(mutualAid, "mema", plainLevel()), nowhere(mutualAid, "the public trees stay silent", "alerts/"),
				nowhere(mutualAid, "nobody else's tree shows it", others("mema")...)}}}},
		{9, "All clear", []beat{{at: moment{1, 11, 15}, who: "mema", does: "Cancel", act: send(plumeAllClear),
			expect: []expectation{taken(plumeAllClear), ended(plume, "cancelled"), unasked(plumeAllClear), remains(stStephen, "us"), remainsPrivate(mutualAid, "mema")}}}},
		{10, "Too late", []beat{{at: moment{1, 11, 20}, who: "mema", does: "Update with a sent of 09:30", act: send(plumeLate),
			expect: []expectation{taken(plumeLate), told(plumeLate, "late"), unsent(plumeLate, "recorded, not sent")}}}},
		night(),
	}
}

// night is jumped over; what was to end in it ends.
func night() inject {
	return inject{0, "Night", []beat{{at: moment{1, 22, 10}, who: "the clock", does: "is jumped over the evening",
		expect: []expectation{ended(stStephen, "expired"), ended(mutualAid, "expired"), ended(collision, "expired"), emptyLane("exercise")}}}}
}

// others are the trees of every party but one.
func others(but string) []string {
	var out []string
	for _, party := range []string{"mema", "washington-ema", "nb-emo", "nws", "sensors-nb", "responders-us", "responders-ca", "intruder"} {
		if party != but {
			out = append(out, "parties/v1/exercise/"+party+"/alerts/")
		}
	}
	return out
}

// linksUp expects the gateway to report every link up.
func linksUp() expectation {
	return expectation{text: "links up", holds: func(s *stage) finding {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		st, err := s.client.Status(ctx)
		if err != nil {
			return no(err.Error())
		}
		for _, l := range st.Links {
			if !l.Up {
				return no(l.Name + " (" + l.Direction + ") is down: " + l.Text)
			}
		}
		if len(st.Links) == 0 {
			return no("the gateway reports no links")
		}
		return yes("")
	}}
}

// told expects the reason to be given in a receipt or in the gateway's own explanation of the message.
func told(name string, words ...string) expectation {
	return expectation{text: "the reason given is " + words[0], holds: func(s *stage) finding {
		all := s.receipts(name)
		for _, r := range all {
			if about(r, words) {
				return yes(spoken(r))
			}
		}
		return no(heard(all))
	}}
}
