package health

import "time"

// afterwards is how long the other links have to come back once the first one has, before they are told of.
const afterwards = 10 * time.Second

// Reporter makes of one verdict after another what people are told: each trouble once, again while it goes on, and one
// for one cause. Links that a dead broker takes along do not go, nor come back, at the same instant: while all of them
// are down, and for a moment after the broker is back, no other trouble begins.
type Reporter struct {
	Repeat time.Duration // a trouble that goes on is told again so often, for an acknowledgement lasts no longer

	reported map[string]time.Time
	whole    time.Time // when no link at all was up, the last time
}

// Next says what to tell now, and the keys of what is over.
func (t *Reporter) Next(now time.Time, v Verdict) (tell []Trouble, over []string) {
	if t.reported == nil {
		t.reported = map[string]time.Time{}
	}
	for _, trouble := range v.Troubles {
		key := trouble.Key()
		last, known := t.reported[key]
		if trouble.Code == BrokerDown {
			t.whole = now
		} else if !known && (v.AllDown || now.Sub(t.whole) < afterwards) {
			continue
		}
		if known && now.Sub(last) < t.Repeat {
			continue
		}
		t.reported[key] = now
		tell = append(tell, trouble)
	}
	for _, key := range v.Well {
		delete(t.reported, key)
	}
	return tell, v.Well
}
