// Package priority orders alerts by how urgent they are, the same everywhere: in front of the parser, at the outbox,
// on a duty officer's list. Of is the whole of it.
package priority

import "bordercast/cap"

// Of is an alert's place in the urgency order; smaller goes first. The order is: lane actual, exercise, test; within a
// lane endings, then Immediate, Expected, the rest; then Extreme to Unknown. Equal ones keep their order of arrival.
func Of(lane cap.Lane, ends bool, urgency cap.Urgency, severity cap.Severity) int64 {
	place := laneRank(lane) * 100
	if ends {
		return place
	}
	return place + 10 + urgencyRank(urgency)*10 + severityRank(severity)
}

// Last is behind every alert: reports, annotations and housekeeping.
const Last int64 = 1000

func laneRank(l cap.Lane) int64 {
	switch l {
	case cap.LaneActual:
		return 0
	case cap.LaneExercise:
		return 1
	}
	return 2
}

func urgencyRank(u cap.Urgency) int64 {
	switch u {
	case cap.Immediate:
		return 0
	case cap.Expected:
		return 1
	}
	return 2
}

func severityRank(s cap.Severity) int64 {
	switch s {
	case cap.Extreme:
		return 0
	case cap.Severe:
		return 1
	case cap.Moderate:
		return 2
	case cap.Minor:
		return 3
	}
	return 4
}
