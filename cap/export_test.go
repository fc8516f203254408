package cap

import "bordercast/cap/xmltree"

// Validate and Faultless are those of package validate, which imports this one, so that tests of reading and writing
// can hold the two against each other. TestMain puts them in.
var (
	Validate  func(*xmltree.Document, *Alert) []Finding
	Faultless func(*Alert) bool
)

// What package validate lists, and looks at, at most.
const (
	maxFindings = 200
	mostProbed  = 256 << 10
)
