package translate

import (
	"slices"
	"strings"
	"unicode"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/report"
)

var (
	usChannels = []report.Channel{report.ChannelWEA, report.ChannelEAS, report.ChannelNWEM, report.ChannelPublic}
	caChannels = []report.Channel{report.ChannelBroadcast, report.ChannelWireless}
)

// open are the channels that are open for this part: approved, of this side, in lane actual, for an alert people
// are to act on, with a code that asserts nothing new, and not blocked by the originator.
func (w *work) open() []report.Channel {
	known := caChannels
	if w.req.To == cap.US {
		known = usChannels
	}
	if w.req.Lane != cap.LaneActual || w.src.Scope != cap.Public || !w.cancels() && (w.judged.Reach != report.Actionable || !sure(w.match)) {
		return nil
	}
	var out []report.Channel
	for _, c := range known {
		if slices.Contains(w.req.Channels, string(c)) && !w.blocked(c) {
			out = append(out, c)
		}
	}
	return out
}

// cancels: a Cancel goes wherever its predecessors went, whatever it says itself.
func (w *work) cancels() bool { return w.g.msgType == cap.MsgCancel }

func sure(m event.Match) bool {
	return m.Code != "" && m.Grade != event.Judgement && m.Grade != event.None
}

// blocked: what an originator blocked stays blocked, and one info's word holds for all. Who kept an alert from telephones
// or from radio and television in the United States has kept it from those in Canada (traps us-14).
func (w *work) blocked(c report.Channel) bool {
	switch c {
	case report.ChannelWireless:
		c = report.ChannelWEA
	case report.ChannelBroadcast:
		c = report.ChannelEAS
	}
	for _, n := range w.g.infos {
		i := &w.src.Infos[n]
		if blocks(append(i.Params(block), i.Params(layer+":"+block)...), c) {
			return true
		}
	}
	return false
}

// blocks reads the values of BLOCKCHANNEL without regard to case, and also where one value lists several.
func blocks(values []string, c report.Channel) bool {
	for _, v := range values {
		for word := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
			if strings.EqualFold(word, string(c)) {
				return true
			}
		}
	}
	return false
}

// agree makes the flags in the alert say what the draft's channels say: the level, and what another part of the
// source blocked, are known only when the whole is written, and a flag left open is obeyed by machines.
func (w *work) agree(d *Draft) {
	for n := range d.Alert.Infos {
		i := &d.Alert.Infos[n]
		for k := range i.Parameters {
			if p := &i.Parameters[k]; p.Value == "Yes" && slices.Contains(caFlags, p.Name) {
				c := map[string]report.Channel{caFlags[0]: report.ChannelBroadcast, caFlags[1]: report.ChannelWireless}[p.Name]
				p.Value = yes(slices.Contains(d.Channels, c))
			}
		}
		if w.req.To == cap.US {
			w.agreeUS(d, i)
			w.capped(d.Channels, i)
		}
	}
}

func (w *work) agreeUS(d *Draft, i *cap.Info) {
	for _, c := range usChannels {
		if !slices.Contains(d.Channels, c) && !slices.Contains(i.Params(block), string(c)) {
			i.Parameters = append(i.Parameters, cap.Pair{Name: block, Value: string(c)})
			w.account.Add(report.Added, "/alert/info/parameter["+block+"]", "", string(c), "flags", "the channel is closed after all: "+string(d.Channels[0]))
		}
	}
	if !slices.Contains(d.Channels, report.ChannelEAS) && !slices.Contains(d.Channels, report.ChannelNWEM) {
		i.Parameters = slices.DeleteFunc(i.Parameters, func(p cap.Pair) bool { return strings.EqualFold(p.Name, "EAS-ORG") })
	}
}

// channels lists what would carry the draft now, or every reason why nothing does.
func channels(req Request, d Draft) []report.Channel {
	var none []report.Channel
	if req.Lane != cap.LaneActual {
		none = append(none, "none: "+report.Channel(req.Lane))
	}
	if req.Alert.Scope != cap.Public {
		none = append(none, "none: not public")
	}
	if d.Reach == report.Awareness && d.Kind != report.KindCancel {
		none = append(none, "none: awareness")
	}
	if d.Level == report.LevelCAP && d.Kind != report.KindCancel {
		none = append(none, "none: level cap")
	}
	if len(none) > 0 {
		return none
	}
	w := work{req: req, src: req.Alert, judged: &area.Judgement{Reach: d.Reach}, match: d.Match}
	w.g.msgType = d.Alert.MsgType
	for n := range req.Alert.Infos {
		w.g.infos = append(w.g.infos, n)
	}
	if open := w.open(); len(open) > 0 {
		return open
	}
	return []report.Channel{"none: not approved"}
}
