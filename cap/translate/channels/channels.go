// Package channels keeps the public channels of the neighbour closed: EAS, WEA, NWEM and the public feed in the United
// States, broadcast-immediate and wireless in Canada. They are closed unless a route opened them and a human approved
// the very draft.
//
// Part.Open names the channels that are open to a part, and Part.Carrying those that would carry its draft now, or
// every reason why none would. Flags writes what closes the others, and Agree makes it true of the finished draft.
// Parameters carries a source's own parameters, under names that no machine of the other side acts on where they could
// open something there.
//
// It refuses to open what an originator blocked, in one country or the other, and to carry a flag back set.
package channels

import (
	"slices"
	"strings"
	"unicode"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/report"
)

var (
	usChannels = []report.Channel{report.ChannelWEA, report.ChannelEAS, report.ChannelNWEM, report.ChannelPublic}
	caChannels = []report.Channel{report.ChannelBroadcast, report.ChannelWireless}
)

// Part is what decides which channels are open to a part of an alert.
type Part struct {
	Alert    *cap.Alert
	Infos    []int // of the alert, whose originator may have blocked channels
	To       cap.Side
	Lane     cap.Lane
	Cancels  bool // a Cancel goes wherever its predecessors went, whatever it says itself
	Reach    report.Reach
	Match    event.Match
	Approved []string // channels that a route opened and a human approved
}

// Open are the channels that are open for this part: approved, of this side, in lane actual, for an alert people
// are to act on, with a code that asserts nothing new, and not blocked by the originator.
func (p Part) Open() []report.Channel {
	known := caChannels
	if p.To == cap.US {
		known = usChannels
	}
	if p.Lane != cap.LaneActual || p.Alert.Scope != cap.Public ||
		!p.Cancels && (p.Reach != report.Actionable || !sure(p.Match)) {
		return nil
	}
	var out []report.Channel
	for _, c := range known {
		if slices.Contains(p.Approved, string(c)) && !p.blocked(c) {
			out = append(out, c)
		}
	}
	return out
}

func sure(m event.Match) bool {
	return m.Code != "" && m.Grade != event.Judgement && m.Grade != event.None
}

// blocked: what an originator blocked stays blocked, and one info's word holds for all. Who kept an alert from
// telephones or from radio and television in the United States has kept it from those in Canada (traps us-14).
func (p Part) blocked(c report.Channel) bool {
	switch c {
	case report.ChannelWireless:
		c = report.ChannelWEA
	case report.ChannelBroadcast:
		c = report.ChannelEAS
	}
	for _, n := range p.Infos {
		i := &p.Alert.Infos[n]
		if blocks(append(i.Params(block), i.Params(Layer+":"+block)...), c) {
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

// Carrying lists what would carry a draft of the part now, or every reason why nothing does, as "none: why".
func (p Part) Carrying(kind report.Kind, level report.Level) []report.Channel {
	var none []report.Channel
	if p.Lane != cap.LaneActual {
		none = append(none, "none: "+report.Channel(p.Lane))
	}
	if p.Alert.Scope != cap.Public {
		none = append(none, "none: not public")
	}
	if p.Reach == report.Awareness && kind != report.KindCancel {
		none = append(none, "none: awareness")
	}
	if level == report.LevelCAP && kind != report.KindCancel {
		none = append(none, "none: level cap")
	}
	if len(none) > 0 {
		return none
	}
	if open := p.Open(); len(open) > 0 {
		return open
	}
	return []report.Channel{"none: not approved"}
}
