package translate

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/event"
)

// The public channels. They are closed unless a route opened them and a human approved this very draft.
const (
	ChannelWEA       Channel = "CMAS"
	ChannelEAS       Channel = "EAS"
	ChannelNWEM      Channel = "NWEM"
	ChannelPublic    Channel = "PUBLIC"
	ChannelBroadcast Channel = "broadcast-immediate"
	ChannelWireless  Channel = "wireless"
)

var (
	usChannels = []Channel{ChannelWEA, ChannelEAS, ChannelNWEM, ChannelPublic}
	caChannels = []Channel{ChannelBroadcast, ChannelWireless}
)

// open are the channels that are open for this part: approved, of this side, in lane actual, for an alert people
// are to act on, with a code that asserts nothing new (DESIGN §3.3, §5), and not blocked by the originator.
func (w *work) open() []Channel {
	known := caChannels
	if w.req.To == cap.US {
		known = usChannels
	}
	if w.req.Lane != cap.LaneActual || w.src.Scope != cap.Public || !w.cancels() && (w.reach != Actionable || !sure(w.match)) {
		return nil
	}
	var out []Channel
	for _, c := range known {
		if slices.Contains(w.req.Channels, string(c)) && !w.blocked(c) {
			out = append(out, c)
		}
	}
	return out
}

// cancels: a Cancel goes wherever its predecessors went, whatever it says itself (DESIGN §3.3).
func (w *work) cancels() bool { return w.g.msgType == cap.MsgCancel }

func sure(m event.Match) bool {
	return m.Code != "" && m.Grade != event.Judgement && m.Grade != event.None
}

// blocked: what an originator blocked stays blocked, and one info's word holds for all.
func (w *work) blocked(c Channel) bool {
	for _, n := range w.g.infos {
		i := &w.src.Infos[n]
		if slices.Contains(append(i.Params("BLOCKCHANNEL"), i.Params(layer+":BLOCKCHANNEL")...), string(c)) {
			return true
		}
	}
	return false
}

// channels lists what would carry the draft now, or every reason why nothing does.
func channels(req Request, d Draft) []Channel {
	var none []Channel
	if req.Lane != cap.LaneActual {
		none = append(none, "none: "+Channel(req.Lane))
	}
	if req.Alert.Scope != cap.Public {
		none = append(none, "none: not public")
	}
	if d.Reach == Awareness && d.Kind != KindCancel {
		none = append(none, "none: awareness")
	}
	if d.Level == LevelCAP && d.Kind != KindCancel {
		none = append(none, "none: level cap")
	}
	if len(none) > 0 {
		return none
	}
	w := work{req: req, src: req.Alert, reach: d.Reach, match: d.Match}
	w.g.msgType = d.Alert.MsgType
	for n := range req.Alert.Infos {
		w.g.infos = append(w.g.infos, n)
	}
	if open := w.open(); len(open) > 0 {
		return open
	}
	return []Channel{"none: not approved"}
}
