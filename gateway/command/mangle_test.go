package command_test

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// mangle HOW IN OUT damages an alert in a way that no text file of a script could hold.
func mangle(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: mangle HOW IN OUT")
	}
	text := ts.ReadFile(args[1])
	switch args[0] {
	case "half":
		text = text[:len(text)/2]
	case "deep":
		text = strings.Replace(text, "</alert>", strings.Repeat("<x>", 3000)+strings.Repeat("</x>", 3000)+"</alert>", 1)
	case "huge":
		text = strings.Replace(text, "Nothing", strings.Repeat("x", 6<<20), 1)
	case "latin1":
		text = strings.Replace(text, "plume", "fum\xe9e", 1)
	case "empty":
		text = ""
	default:
		ts.Fatalf("mangle how? %s", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text), 0o644))
}
