package text

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/checks"
	"bordercast/cap/translate/clock"
	"bordercast/cap/translate/phrase"
)

// composedTimes are the sentences of a composed block on when: sent, until when the hazard lasts by its sender's words,
// and the message. Only the hazard's own end is an "until"; expires is the message's (traps us-6).
func (c *Composer) composedTimes(n int, out *cap.Info, t phrase.Tongue) []string {
	clocks := clock.Of(c.w.Clocks())
	lines := []string{c.sentLine(t)}
	i := &c.w.Alert.Infos[n]
	if !c.pastAlready(i) && c.w.Product != event.Ended && c.w.Product != event.Test && c.w.Group.MsgType != cap.MsgCancel {
		end, name := i.HazardEnd()
		told := name != "" && (c.w.Gate.MayCross("parameter:"+name) || name == "VTEC" && c.w.Gate.MayCross("parameter:VTEC"))
		switch {
		case i.UntilFurtherNotice() && c.w.Gate.MayCross("parameter:VTEC"):
			lines = append(lines, phrase.Key("block/in-effect-open").In(t))
		case told:
			lines = append(lines, phrase.Key("block/in-effect-until").With(t, "when", clocks.When(end, t)))
		default:
			lines = append(lines, phrase.Key("block/in-effect").In(t))
		}
	}
	return append(lines, phrase.Key("block/expires").With(t, "when", clocks.When(out.Expires.At, t)))
}

// sentLine says when the source was sent.
func (c *Composer) sentLine(t phrase.Tongue) string {
	return phrase.Key("block/sent").With(t, "when", clock.Of(c.w.Clocks()).When(c.w.Alert.Sent.At, t))
}

// pastAlready recognises an info that says it is over, or whose hazard was by its own times when it was sent: nothing
// of it is in effect.
func (c *Composer) pastAlready(i *cap.Info) bool {
	return i.Urgency == cap.Past || slices.Contains(i.ResponseTypes, "AllClear") || checks.OverBySent(c.w.Alert, i) != ""
}
