package cap

// Rank orders severities: Extreme 4, Severe 3, Moderate 2, Minor 1, Unknown and anything else 0.
func (s Severity) Rank() int {
	switch s {
	case Extreme:
		return 4
	case Severe:
		return 3
	case Moderate:
		return 2
	case Minor:
		return 1
	}
	return 0
}

// Rank orders urgencies: Immediate 4, Expected 3, Future 2, Past 1, Unknown and anything else 0.
func (u Urgency) Rank() int {
	switch u {
	case Immediate:
		return 4
	case Expected:
		return 3
	case Future:
		return 2
	case Past:
		return 1
	}
	return 0
}

// Rank orders certainties: Observed 4, Likely 3, Possible 2, Unlikely 1, Unknown and anything else 0.
func (c Certainty) Rank() int {
	switch c {
	case Observed:
		return 4
	case Likely:
		return 3
	case Possible:
		return 2
	case Unlikely:
		return 1
	}
	return 0
}

// Worst are the highest urgency, severity and certainty, each by itself, over the infos that are still active,
// or over all of them when every one has ended. Without infos they are "".
func (a *Alert) Worst() (u Urgency, s Severity, c Certainty) {
	ended := a.allEnded()
	for n := range a.Infos {
		i := &a.Infos[n]
		if a.Ended(i) && !ended {
			continue
		}
		if u == "" || i.Urgency.Rank() > u.Rank() {
			u = i.Urgency
		}
		if s == "" || i.Severity.Rank() > s.Rank() {
			s = i.Severity
		}
		if c == "" || i.Certainty.Rank() > c.Rank() {
			c = i.Certainty
		}
	}
	return u, s, c
}
