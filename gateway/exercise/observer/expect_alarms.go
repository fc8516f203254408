package observer

import (
	"fmt"
	"strings"
	"time"

	"bordercast/gateway/exercise/scenario"
)

// alarmed expects an alarm in a party's own tree ("" for any party's or the gateway's own) that has one of the
// words, raised since a message was sent.
func alarmed(o *Observer, e scenario.Alarmed) finding {
	m := o.Record.Of(e.Since)
	for _, v := range o.alarms(m.At) {
		said := strings.ToLower(v.Topic + " " + Words(v.Payload))
		if (e.Party == "" || v.Place.Party == e.Party) && anyOf(said, e.Any) {
			took := v.At.Sub(m.At)
			if e.Took > 0 && took > e.Took {
				return no(fmt.Sprintf("it took %.1f s", took.Seconds()))
			}
			return yes(fmt.Sprintf("after %s", Span(took)))
		}
	}
	return no("no such alarm came")
}

// alarms lists the alarms raised after a real time.
func (o *Observer) alarms(after time.Time) []Sight {
	return o.Log.Alarms(func(v Sight) bool { return len(v.Payload) > 0 && v.At.After(after) })
}

// alarmsDown expects every alarm to be taken down, once somebody has acknowledged it.
func alarmsDown(o *Observer) finding {
	for _, v := range o.Log.State("") {
		if v.Place.Folder == "alarms" {
			return no(v.Topic + " still stands")
		}
	}
	return yes("")
}

// alarmedSince expects an alarm of this code since the inject began.
func alarmedSince(o *Observer, e scenario.AlarmedSince) finding {
	for _, v := range o.alarms(o.Record.Began) {
		if strings.Contains(string(v.Payload), `"`+e.Code+`"`) {
			return yes("after " + Span(v.At.Sub(o.Record.Began)))
		}
	}
	return no("no such alarm came")
}

// calm expects that nobody is alarmed since a message was sent.
func calm(o *Observer, e scenario.Calm) finding {
	if raised := o.alarms(o.Record.Of(e.Since).At); len(raised) > 0 {
		return no(raised[0].Topic)
	}
	return yes("")
}

func anyOf(said string, words []string) bool {
	for _, w := range words {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}

// joined expects one incident that names both messages' chains, in a party's tree.
func joined(o *Observer, e scenario.Joined) finding {
	a, b := o.Record.Of(e.First).Chain, o.Record.Of(e.Second).Chain
	seen := 0
	for _, v := range o.Log.State("parties/v1/exercise/" + e.Party + "/incidents/") {
		seen++
		if words := Words(v.Payload); strings.Contains(words, a) && strings.Contains(words, b) {
			return yes(v.Place.Item)
		}
	}
	return no(fmt.Sprintf("%d incidents there, none names both", seen))
}
