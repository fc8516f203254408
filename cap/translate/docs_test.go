package translate_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	trapRow  = regexp.MustCompile(`(?m)^### (us|ca) (\d+): (.+)\n\n.+\n\n\*(?:Seen|Told)\*: .+ Held by: (.+)$`)
	trapTest = regexp.MustCompile("`([a-z/]+) (Test[A-Za-z0-9]+)`")
)

// TestTrapsAreHeld: docs/traps.md has a part for each of the 25 traps of either side, and the tests it names exist.
func TestTrapsAreHeld(t *testing.T) {
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "traps.md"))
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
		t.Errorf("%s has no part", trap)
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

// elsewhere are names of documents that no reader of this repository has; trapName is how code names a trap.
var (
	elsewhere = regexp.MustCompile(`\bDESIGN\b|\b(?:service|engine|contracts|sketch|bench|broker|deps)\.md\b|` +
		`\bthe contracts\b|\b(?:us|canada)-traps\b|\bfacts/`)
	trapName = regexp.MustCompile(`\btraps ((?:us|ca)-\d+(?:(?:, | and )(?:us|ca)-\d+)*)`)
)

// mayName tells whether a text holds a piece of anything that elsewhere or trapName matches: most lines do not, and the
// expressions take long to say so.
func mayName(text string) bool {
	for _, piece := range []string{"DESIGN", ".md", "the contracts", "-traps", "facts/", "traps us-", "traps ca-"} {
		if strings.Contains(text, piece) {
			return true
		}
	}
	return false
}

// TestNoDocumentElsewhere: whoever reads the code has every document that it names. Tests that need the design's own
// files name them.
func TestNoDocumentElsewhere(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "traps.md"))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == ".git" || name == "node_modules"):
			return fs.SkipDir
		case entry.IsDir() || !slices.Contains([]string{".go", ".md", ".txtar", ".sql", ".csv", ".yaml"}, filepath.Ext(name)):
			return nil
		}
		text, err := os.ReadFile(path)
		read++
		if !mayName(string(text)) {
			return err
		}
		for n, line := range strings.Split(string(text), "\n") {
			if !mayName(line) {
				continue
			}
			needsIt := strings.HasSuffix(name, "_test.go") &&
				(strings.Contains(line, "Join(") || strings.Contains(line, "../shared"))
			if found := elsewhere.FindString(line); found != "" && !needsIt && name != "docs_test.go" &&
				name != "contracts_test.go" {
				t.Errorf("%s:%d names %q, which is not in this repository", path, n+1, found)
			}
			for _, list := range trapName.FindAllStringSubmatch(line, -1) {
				for _, trap := range regexp.MustCompile(`[a-z]+-\d+`).FindAllString(list[1], -1) {
					if !strings.Contains(string(page), "\n### "+strings.Replace(trap, "-", " ", 1)+":") {
						t.Errorf("%s:%d names the trap %s, which docs/traps.md does not have", path, n+1, trap)
					}
				}
			}
		}
		return err
	})
	if err != nil || read < 500 {
		t.Errorf("%d files were read: %v", read, err)
	}
}
