package adapters

import (
	"strings"
	"testing"
)

func TestHealthTellsEachChangeOnce(t *testing.T) {
	var got []string
	h := NewReporter("x", bubbleClock{}, func(h Health) { got = append(got, h.Reason) })
	for _, reason := range []string{"connected", "connected", "cut", "refused", "refused", "connected"} {
		h.Report(reason == "connected", reason, "")
	}
	if text := strings.Join(got, " "); text != "connected cut refused connected" {
		t.Errorf("told %s", text)
	}
	NewReporter("x", bubbleClock{}, nil).Report(true, "connected", "") // nobody listens
}
