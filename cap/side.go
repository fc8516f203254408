package cap

// Side is one of the two countries, and the profile and language its readers expect.
type Side string

// The two sides.
const (
	CA Side = "ca"
	US Side = "us"
)

// Other is the neighbour.
func (s Side) Other() Side {
	if s == CA {
		return US
	}
	return CA
}

// Lane keeps real alerts, exercises and tests apart from end to end. System messages and drafts have no lane.
type Lane string

// The lanes. NoLane is what System and Draft have.
const (
	LaneActual   Lane = "actual"
	LaneExercise Lane = "exercise"
	LaneTest     Lane = "test"
	NoLane       Lane = ""
)
