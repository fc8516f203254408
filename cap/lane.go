package cap

import (
	"slices"
	"strings"
)

// Lane is where the alert belongs, and the reason. Status Exercise and Test decide by themselves. Status Actual
// does not: public tests are sent as Actual in both countries (traps us-1, traps ca-24), and only a code
// tells. An alert is a test only if *every* info is marked, so that one stray code cannot hide a real warning.
// System, Draft and an unknown status have no lane. A Cancel without infos is judged by its chain, not here.
func (a *Alert) Lane() (Lane, string) {
	switch a.Status {
	case Exercise:
		return LaneExercise, "status"
	case Test:
		return LaneTest, "status"
	case System:
		return NoLane, "system"
	case Draft:
		return NoLane, "draft"
	case Actual:
		return a.actualLane()
	}
	return NoLane, "unknown-status"
}

func (a *Alert) actualLane() (Lane, string) {
	if slices.Contains(testSenders, a.Sender) {
		return LaneTest, TestSender
	}
	reason := ""
	for n := range a.Infos {
		mark := a.Infos[n].testMark()
		if mark == "" {
			return LaneActual, "status"
		}
		if reason == "" {
			reason = mark
		}
	}
	if reason == "" {
		return LaneActual, "status"
	}
	return LaneTest, reason
}

// testMark says what marks this info as a public test, or "".
func (i *Info) testMark() string {
	for _, p := range i.EventCodes {
		switch value := strings.TrimSpace(p.Value); {
		case strings.EqualFold(p.Name, "SAME") && isPublicTest(value):
			return "public-test"
		case strings.EqualFold(value, "testMessage"):
			if _, event := CutPrefix(p.Name, "profile:cap-cp:event:"); event {
				return "test-message"
			}
		}
	}
	if i.onlyTests() {
		return "vtec-t"
	}
	return ""
}

// isPublicTest knows the SAME codes of 47 CFR 11.31(e) that are tests: required weekly and monthly, national
// periodic, and the practice or demonstration; and the national audible and silent tests of older weather radio.
func isPublicTest(code string) bool {
	switch strings.ToUpper(code) {
	case "RWT", "RMT", "NPT", "DMO", "NAT", "NST":
		return true
	}
	return false
}

// onlyTests: every VTEC, and there is one, is of class T.
func (i *Info) onlyTests() bool {
	some := false
	for f := range i.vtecFields() {
		if some = true; f[0] != "T" {
			return false
		}
	}
	return some
}

// TestSender is Lane's reason for an alert of status Actual that comes from a sender of test messages: whoever relies
// on that sender for real warnings has to know that it is taken for none.
const TestSender = "test-sender"

// testSenders are those that NAAD's test bed and its operator's samples use, with status Actual (traps ca-24). They are
// compared to the letter: a part of a name makes no test of a warning. The other mark of that bed, the target inside
// its signature's Object, is signed by nobody: to judge by it would let anyone move a genuine warning into the test
// lane. It is a finding of Validate.
var testSenders = []string{"testSender@Pelmorex-test", "PelmorexTest",
	"NAADS-Testing@NAADS@PelmorexCommunications(Testing)"}

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
