package translate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEveryReasonHasItsFrench reads the program: each reason that a row is given in so many words is in the table of
// phrases, unless no note says it. Those put together are found by TestFrenchNoteIsFrench.
func TestEveryReasonHasItsFrench(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	n, found := note{t: frCA}, 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			action, rule, why := rowOf(node)
			if why == "" || slices.Contains(housekeeping, rule) || rule == "flags" && action == "Added" || rule == "events" && action == "Added" || why == "when the derived alert was made" {
				return true
			}
			if found++; n.known(why) == "" {
				t.Errorf("%s: phrases.csv has no French for %q", e.Name(), why)
			}
			return true
		})
	}
	if found < 30 {
		t.Errorf("only %d reasons were found in the program", found)
	}
}

// rowOf reads a call of Report.add whose rule and reason are constants.
func rowOf(node ast.Node) (action, rule, why string) {
	call, ok := node.(*ast.CallExpr)
	if !ok || len(call.Args) != 6 {
		return "", "", ""
	}
	if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "add" {
		return "", "", ""
	}
	if id, ok := call.Args[0].(*ast.Ident); ok {
		action = id.Name
	}
	return action, text(call.Args[4]), text(call.Args[5])
}

func text(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}
