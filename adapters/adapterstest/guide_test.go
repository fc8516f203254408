package adapterstest_test

import (
	"encoding/json"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The wire that docs/writing-an-adapter.md shows is compiled and passes the contract: as a package that stands nowhere
// but in an overlay over this module.
func TestTheGuideShowsAWireThatWorks(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a package")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile(filepath.Join(root, "docs", "writing-an-adapter.md"))
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)\n```go (\\S+\\.go)\n(.*?)\n```\n").FindAllStringSubmatch(string(guide), -1)
	if len(shown) != 2 {
		t.Fatalf("the guide shows %d files, want a wire and its test", len(shown))
	}
	dir, overlay := t.TempDir(), map[string]map[string]string{"Replace": {}}
	for _, file := range shown {
		name, text := file[1], file[2]+"\n"
		if neat, err := format.Source([]byte(text)); err != nil || string(neat) != text {
			t.Errorf("%s is not formatted (%v): run gofmt on it", name, err)
		}
		if n := linesOfCode(text); n > 150 && !strings.HasSuffix(name, "_test.go") {
			t.Errorf("%s has %d lines of code, and the guide says 150", name, n)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay["Replace"][filepath.Join(root, "adapters", "lines", name)] = path
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, text, 0o600); err != nil {
		t.Fatal(err)
	}
	// Compiled and run apart: the folder that go test would run it in does not exist.
	program := filepath.Join(dir, "lines.test")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-vet=off", "-o", program, "-overlay", list,
		"./adapters/lines")
	build.Dir, build.Env = root, append(os.Environ(), "GOPROXY=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	test := exec.CommandContext(t.Context(), program, "-test.timeout=3m")
	test.Dir = dir
	if out, err := test.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// linesOfCode are those with more than a comment on them.
func linesOfCode(text string) (n int) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			n++
		}
	}
	return n
}
