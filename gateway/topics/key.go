package topics

import (
	"strconv"
	"strings"

	"bordercast/cap"
)

// Leaves of the trees: the last level says what the payload is.
const (
	JSON     = "json"     // GeoJSON Feature, at most 4 KB in a district
	CAP      = "cap"      // CAP 1.2 XML in the reader's profile
	Ended    = "end"      // End, never retained
	Report   = "report"   // translation report
	Original = "original" // the bytes as received; only where nothing was redacted
)

const (
	public  = "alerts/v1/"
	parties = "parties/v1/"
	gateway = "gateway/v1/"
	agency  = "bordercast/v1/"
)

// LaneOf is the lane for a topic of something that may have none.
func LaneOf(l cap.Lane) cap.Lane {
	if l == cap.NoLane {
		return cap.LaneActual
	}
	return l
}

// Key is where one part of a chain stands in the public tree. Reader is the side whose profile and language the
// payload is in; Country, Region and District say where the hazard is. A chain has one Category and one Severity,
// those of its most severe active info, so an Update may leave its topics.
type Key struct {
	Lane                      cap.Lane
	Reader                    cap.Side
	Country, Region, District string
	Category, Severity        string
	Chain                     string
	Part                      int // 1 when there is only one; 0 counts as 1
}

// Topic is the name of one leaf: JSON, CAP or Ended.
func (k Key) Topic(leaf string) string {
	return public + join(string(k.Lane), string(k.Reader), k.Country, k.Region, k.District,
		k.Category, k.Severity, Part(k.Chain, k.Part), leaf)
}

// At is the same chain in another place.
func (k Key) At(p Place) Key {
	k.Country, k.Region, k.District = p.Country, p.Region, p.District
	return k
}

// Part names part n of a chain: the chain's token alone for the first, "{chain}-{n}" from the second on.
func Part(chain string, n int) string {
	if n < 2 {
		return chain
	}
	return chain + "-" + strconv.Itoa(n)
}

// CutPart is Part read back.
func CutPart(token string) (chain string, n int) {
	chain, number, found := strings.Cut(token, "-")
	n, err := strconv.Atoi(number)
	if !found || err != nil || n < 2 || strconv.Itoa(n) != number {
		return token, 1
	}
	return chain, n
}

// Root is the whole of one reader's tree in a lane, as gateways tell each other whose it is.
func Root(lane cap.Lane, reader cap.Side) string { return public + join(string(lane), string(reader)) }

// Filter matches all of one reader's tree in a lane.
func Filter(lane cap.Lane, reader cap.Side) string {
	return public + join(string(lane), string(reader)) + "/#"
}
