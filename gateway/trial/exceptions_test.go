package trial

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
)

// exception is a real message whose event has a code on the other side and which stays below its profile's level for
// what its originator wrote.
type exception struct {
	path string // of the message
	to   cap.Side
	rule string // the only rule that is broken
	why  string // why that is right, and where it stands
}

// exceptions is as short as can be: TestCorpusLevels fails on one that nothing needs.
var exceptions = []exception{
	{"ca-eccc/dj2999-retro-weather-chan__thunderstorm_warning.js-2.xml", cap.US, "ipaws-1.0/references/present",
		"edited by the authors of a test: its references are one identifier and no triplet (CAP 1.2 §3.2.1), so the Update names nothing, which IPAWS refuses (status 207)"},
}

// excepted is the exception that covers all reasons of a derived alert, nil for none.
func excepted(c *crossed) *exception {
	if !c.promised() || c.reached() {
		return nil
	}
	for n := range exceptions {
		e := &exceptions[n]
		other := func(reason string) bool { return !strings.Contains(reason, "("+e.rule+")") }
		if e.to == c.to && e.path == c.source && !slices.ContainsFunc(c.draft.Reasons, other) {
			return e
		}
	}
	return nil
}

func everyExceptionNeeded(t *testing.T, all []crossed) {
	t.Helper()
	needed := map[*exception]bool{}
	for n := range all {
		needed[excepted(&all[n])] = true
	}
	for n := range exceptions {
		if !needed[&exceptions[n]] {
			t.Errorf("%s to %s needs no exception: take it out", exceptions[n].path, exceptions[n].to)
		}
	}
}
