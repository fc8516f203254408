package scenarios

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the guide has a coordinator write is what the script of the first hour plays, and its library is the program's.
func TestGuide(t *testing.T) {
	read := func(path ...string) string {
		text, err := os.ReadFile(filepath.Join(append([]string{"..", "..", ".."}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	guide := read("docs", "exercise-guide.md")
	script := read("gateway", "command", "testdata", "script", "coordinator_first_hour.txtar")
	_, hour, _ := strings.Cut(guide, "\n## A first hour\n")
	hour, _, _ = strings.Cut(hour, "\n## ")
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(hour, -1)
	if len(blocks) == 0 {
		t.Error("the guide's first hour writes nothing")
	}
	for _, block := range blocks {
		if !strings.Contains(script, block[1]) {
			t.Errorf("the guide writes what its script does not play:\n%s", block[1])
		}
	}
	for _, name := range Names() {
		if !strings.Contains(guide, "\n| `"+name+"` |") {
			t.Errorf("the guide's library does not list %s", name)
		}
	}
}
