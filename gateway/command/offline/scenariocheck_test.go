package offline

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bordercast/gateway/command/cli"
)

var update = flag.Bool("update", false, "write golden files anew")

// morning is a clock that stands still.
type morning struct{}

func (morning) Now() time.Time { return time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC) }

func (morning) After(time.Duration) (<-chan time.Time, func()) { return nil, func() {} }

// checked is what scenario check writes about a file, as on a terminal of 80 columns.
func checked(t *testing.T, file string, programs bool, want int) []byte {
	t.Helper()
	var out bytes.Buffer
	e := &cli.Env{Out: &out, Err: &out, Prose: true, Width: 80, Clock: morning{}}
	c := ScenarioCheck{JSON: programs}
	c.Scenario = file
	if code := cli.CodeOf(c.Run(t.Context(), e)); code != want {
		t.Errorf("exit code %d, not %d: %s", code, want, out.String())
	}
	return out.Bytes()
}

func same(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "dry", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (run with -update and read the diff):\n%s", file, got)
	}
}

// What would come of a scenario, for a person and for a program; twice the same.
func TestScenarioCheckPlaysDry(t *testing.T) {
	const file = "testdata/dry/levee.yaml"
	for range 2 {
		same(t, "levee.txt", checked(t, file, false, 1))
		same(t, "levee.jsonl", checked(t, file, true, 1))
	}
	for line := range strings.Lines(string(checked(t, file, false, 1))) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	for line := range bytes.Lines(checked(t, "maine-new-brunswick", true, 0)) {
		var i dryInject
		if err := json.Unmarshal(line, &i); err != nil || i.ID == "" || len(i.Expectations) == 0 {
			t.Errorf("%v: %s", err, line)
		}
	}
}
