package alarm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Whoever is alarmed finds in the operator's guide what the alarm means and what to do: every code that an alarm is
// raised with by its own name in the source stands in the guide's table.
func TestTheGuideTellsEveryAlarm(t *testing.T) {
	guide, err := os.ReadFile("../../docs/operators-guide.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{}
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if code := raisedCode(n); code != "" {
				codes[code] = path
			}
			return true
		})
		return nil
	})
	if err != nil || len(codes) < 10 {
		t.Fatalf("%d codes: %v", len(codes), err)
	}
	for code, path := range codes {
		if !strings.Contains(string(guide), "`"+code+"`") {
			t.Errorf("alarm %s (%s) does not stand in docs/operators-guide.md", code, path)
		}
	}
}

// raisedCode is the code in the literal of an alarm that is raised, "" for anything else and for a code in a variable.
func raisedCode(n ast.Node) string {
	literal, ok := n.(*ast.CompositeLit)
	if !ok {
		return ""
	}
	switch name := literal.Type.(type) {
	case *ast.SelectorExpr:
		if name.Sel.Name != "Raised" {
			return ""
		}
	case *ast.Ident:
		if name.Name != "Raised" {
			return ""
		}
	default:
		return ""
	}
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Code" {
			if value, ok := pair.Value.(*ast.BasicLit); ok {
				code, _ := strconv.Unquote(value.Value)
				return code
			}
		}
	}
	return ""
}
