package trial

import (
	"strings"
	"testing"

	"bordercast/cap"
)

// excuse is a real message whose event has a code on the other side and which stays below its profile's level, because
// of what its originator wrote.
type excuse struct {
	path   string // beginning of its path
	to     cap.Side
	reason string // what stands in every reason that is given
	why    string // why that is right, and by which rule
}

// excuses is kept as short as can be: TestCorpusLevels fails on one that nothing needs.
var excuses = []excuse{}

func excused(c *crossed) *excuse {
	if !c.promised() || c.reached() {
		return nil
	}
	for n := range excuses {
		e := &excuses[n]
		if e.to != c.to || !strings.HasPrefix(c.source, e.path) {
			continue
		}
		fits := true
		for _, r := range c.draft.Reasons {
			fits = fits && strings.Contains(r, e.reason)
		}
		if fits {
			return e
		}
	}
	return nil
}

func everyExcuseNeeded(t *testing.T, all []crossed) {
	t.Helper()
	needed := map[*excuse]bool{}
	for n := range all {
		needed[all[n].excuse] = true
	}
	for n := range excuses {
		if !needed[&excuses[n]] {
			t.Errorf("%s to %s needs no excuse: take it out", excuses[n].path, excuses[n].to)
		}
	}
}
