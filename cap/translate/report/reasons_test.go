package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate/phrase"
)

// TestEveryReasonHasItsFrench reads the program: each reason that a row is given in so many words is in the table of
// phrases, unless no note says it. Those put together are found by TestFrenchNoteIsFrench.
func TestEveryReasonHasItsFrench(t *testing.T) {
	files, err := filepath.Glob("../*.go")
	below, more := filepath.Glob("../*/*.go")
	if files = append(files, below...); err != nil || more != nil {
		t.Fatal(err, more)
	}
	n, found := words{phrase.FrCA}, 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			action, rule, why := rowOf(node)
			if why == "" || slices.Contains(housekeeping, rule) || rule == "flags" && action == "Added" || rule == "events" &&
				action == "Added" || why == "when the derived alert was made" {
				return true
			}
			if found++; n.known(why) == "" {
				t.Errorf("%s: phrases.csv has no French for %q", name, why)
			}
			return true
		})
	}
	if found < 30 {
		t.Errorf("only %d reasons were found in the program", found)
	}
}

// rowOf reads a call of Account.Add whose rule and reason are constants.
func rowOf(node ast.Node) (action, rule, why string) {
	call, ok := node.(*ast.CallExpr)
	if !ok || len(call.Args) != 6 {
		return "", "", ""
	}
	if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Add" {
		return "", "", ""
	}
	switch what := call.Args[0].(type) {
	case *ast.Ident:
		action = what.Name
	case *ast.SelectorExpr:
		action = what.Sel.Name
	}
	return action, text(call.Args[4]), text(call.Args[5])
}

func text(e ast.Expr) string {
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		one, other := text(sum.X), text(sum.Y)
		if one == "" || other == "" {
			return "" // a part of it is known only when it is written
		}
		return one + other
	}
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

// TestFaultsOfDrawingsInFrench: what is wrong with a polygon or a circle is told in the reader's language too, and one
// place is one.
func TestFaultsOfDrawingsInFrench(t *testing.T) {
	n := words{phrase.FrCA}
	var faults []error
	for _, polygon := range []string{"45,-67", "45,-67 46,-67 46,-66 45,-66", "45,-67 46,-67 47,-67 45,-67", "x",
		"95,-67 46,-67 46,-66 95,-67"} {
		_, err := cap.ParsePolygon(polygon)
		faults = append(faults, err)
	}
	for _, circle := range []string{"45,-67", "45,-67 wide", "45,-67 30000"} {
		_, err := cap.ParseCircle(circle)
		faults = append(faults, err)
	}
	for _, err := range faults {
		if err == nil || n.known(err.Error()) == "" {
			t.Errorf("phrases.csv has no French for %v", err)
		}
	}
	got := n.because("the polygon cannot be drawn: it encloses no ground: all its points lie on one line")
	if strings.Contains(got, "ground") {
		t.Errorf("English in French: %q", got)
	}
	one := "so far; 1 of its 7 known places lies in the drawing, so the code is certain and the ground is approximate"
	if got := n.known(one); !strings.Contains(got, "est dans le tracé") {
		t.Errorf("one place: %q", got)
	}
}
