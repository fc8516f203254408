package translate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	trapRow  = regexp.MustCompile(`(?m)^\| (us|ca) (\d+) \| ([^|]+) \| ([^|]+) \|$`)
	trapTest = regexp.MustCompile("`([a-z/]+) (Test[A-Za-z0-9]+)`")
)

// TestTrapsAreHeld: docs/translation.md has a line for each of the 25 traps of either side, and the tests it names exist.
func TestTrapsAreHeld(t *testing.T) {
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "translation.md"))
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for n := range 25 {
		missing[fmt.Sprint("us ", n+1)], missing[fmt.Sprint("ca ", n+1)] = true, true
	}
	for _, row := range trapRow.FindAllStringSubmatch(string(page), -1) {
		trap := row[1] + " " + row[2]
		if !missing[trap] {
			t.Errorf("%s stands there twice, or is none", trap)
		}
		delete(missing, trap)
		tests := trapTest.FindAllStringSubmatch(row[4], -1)
		if len(tests) == 0 && strings.TrimSpace(row[4]) != "–" {
			t.Errorf("%s names no test: %q", trap, row[4])
		}
		for _, name := range tests {
			if !exists(t, filepath.Join(root, name[1]), name[2]) {
				t.Errorf("%s is to be held by %s, which %s does not have", trap, name[2], name[1])
			}
		}
	}
	for trap := range missing {
		t.Errorf("%s has no line", trap)
	}
}

func exists(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no tests: %v", folder, err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && strings.Contains(string(b), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}
