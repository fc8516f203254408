package trial

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheDemonstration plays all of it with the program as it is built: exit code 0 means that every expectation held,
// and the observer, which shares no code with the gateway, found no leak.
func TestTheDemonstration(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a minute: it was left out by -short")
	}
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "demo")
	out, err := exec.CommandContext(t.Context(), program, "demo", "--exit", "--speed", "max", "--dir",
		dir).CombinedOutput()
	text := string(out)
	_, summary, there := strings.Cut(text, "── Summary ")
	if err != nil || !there {
		t.Fatalf("the demonstration ended with: %v\n%s", err, text)
	}
	t.Logf("── Summary %s", summary)
	for _, line := range []string{"✓ leakage between lanes: 0", "✓ privacy broken: 0", "The trail is sound:"} {
		if !strings.Contains(summary, line) {
			t.Errorf("the summary does not say %q", line)
		}
	}
	if strings.Contains(text, "✗") {
		t.Errorf("something did not hold, though the exit code is 0:\n%s", text)
	}
}
