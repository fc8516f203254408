package trial

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/gateway/exercise/scenarios"
)

// TestTheDemonstration plays all of it with the program as it is built: exit code 0 means that every expectation held,
// and the observer, which shares no code with the gateway, found no leak. It waits most of the time, and the other
// scenarios are played meanwhile.
func TestTheDemonstration(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a minute: it was left out by -short")
	}
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	t.Parallel()
	played(t, program, "demo", "--exit")
}

// TestTheOtherScenarios plays every scenario that comes with the program beside the demonstration, all at once: most of
// the time of each goes by in listening for what must not come.
func TestTheOtherScenarios(t *testing.T) {
	if testing.Short() {
		t.Skip("needs half a minute: it was left out by -short")
	}
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	t.Parallel()
	for _, name := range scenarios.Names() {
		if name == "maine-new-brunswick" {
			continue // the demonstration
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			played(t, program, "replay", name)
		})
	}
}

// played plays a scenario to its end, as fast as it goes, and fails unless all that was expected of it held.
func played(t *testing.T, program string, command ...string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "played")
	command = append(command, "--speed", "max", "--dir", dir)
	out, err := exec.CommandContext(t.Context(), program, command...).CombinedOutput()
	text := string(out)
	_, summary, there := strings.Cut(text, "── Summary ")
	if err != nil || !there {
		t.Fatalf("%s ended with: %v\n%s", strings.Join(command, " "), err, text)
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
