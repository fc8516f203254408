package code

import (
	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/parts"
)

// Pivot is what the code of a part is found from.
type Pivot struct {
	Alert   *cap.Alert
	Group   parts.Group
	To      cap.Side
	Product event.Product
	Events  *event.Table
}

// Match is the other side's event, named by its code where the match names nothing.
func (p Pivot) Match() event.Match {
	m := p.pivoted()
	if m.NameEN == "" {
		m.NameEN, m.NameFR, m.FrenchOfficial, _ = event.Names(p.Group.Event)
	}
	return m
}

// pivoted is the match of the event's code. The first info decides; the others repeat it (CAP-CP rule 2, IPAWS
// profile).
func (p Pivot) pivoted() event.Match {
	i := &cap.Info{}
	if len(p.Group.Infos) > 0 {
		i = &p.Alert.Infos[p.Group.Infos[0]]
	}
	if own := p.Group.Own; own != nil && own.Code != "" && event.Key(i) == "" {
		return p.matchedTo(own.Code)
	}
	i = p.Group.Coded(i)
	if p.To == cap.US {
		return p.Events.ToSAME(i, p.Product)
	}
	return p.Events.ToCAPCP(i, p.Product)
}

// matchedTo is the code of what is ended, which its end repeats: nobody says again which kind of warning it was.
func (p Pivot) matchedTo(code string) (m event.Match) {
	if p.To == cap.US {
		m = p.Events.ToSAME(&cap.Info{EventCodes: []cap.Pair{{Name: event.SAME, Value: code}}}, p.Product)
	} else {
		m = p.Events.ToCAPCP(&cap.Info{EventCodes: []cap.Pair{{Name: event.CAPCP, Value: code}}}, p.Product)
	}
	m.Source, m.Why = "predecessor", "what it ends has this code"
	return m
}
