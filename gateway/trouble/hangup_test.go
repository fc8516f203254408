package trouble

import (
	"strings"
	"testing"
)

// A hangup is an act of the host's: nobody gives a name with it, and the trail says so.
func TestAHangupIsTheHosts(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	before := d.status().Configured
	d.hangup()
	w.until("it has taken the file", func() bool { s := d.status(); return s.Ready && s.Configured.After(before) })
	lines := strings.Split(w.does("trail", "show", "--data", "data"), "\n")
	var configured []string
	for _, line := range lines {
		if strings.Contains(line, "configured") {
			configured = append(configured, line)
		}
	}
	if len(configured) != 2 || strings.Contains(configured[0], "the host") || !strings.Contains(configured[1],
		"the host") {
		t.Errorf("the trail says\n%s", strings.Join(configured, "\n"))
	}
}
