package phrase

import (
	"strings"

	"bordercast/cap"
)

// Keys that more than one package writes.
const (
	UnnamedArea Key = "area/unnamed" // an area that nobody described
	InPart      Key = "area/part"    // a district that stands for a part of it
	Unreviewed  Key = "line/unreviewed"

	exercise Key = "line/exercise"
	test     Key = "line/test"
)

// Unreal is the line of a lane that is not real, its mark (package drill) included; "" in lane actual.
func Unreal(l cap.Lane) (line Key) {
	switch l {
	case cap.LaneExercise:
		return exercise
	case cap.LaneTest:
		return test
	}
	return ""
}

// Capital begins a sentence with a capital letter.
func Capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
