package gateway_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var walkStep = regexp.MustCompile("^\\| [^|]+ \\| `([^`]+\\.go)` \\| (`[^|]+`) \\|$")

// The walk of docs/architecture.md leads a stranger to files and functions that exist.
func TestTheWalkForStrangers(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for line := range strings.Lines(string(text)) {
		m := walkStep.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		steps++
		there := functionsOf(t, m[1])
		for name := range strings.SplitSeq(m[2], ", ") {
			if name = strings.Trim(name, "`"); !there[name] {
				t.Errorf("there is no function %s in %s", name, m[1])
			}
		}
	}
	if steps < 25 {
		t.Errorf("the walk has %d steps", steps)
	}
}

// functionsOf are the functions and methods that a file of the repository declares; none where it is not there.
func functionsOf(t *testing.T, file string) map[string]bool {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", filepath.FromSlash(file)), nil,
		parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return nil
	}
	names := map[string]bool{}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			names[f.Name.Name] = true
		}
	}
	return names
}
