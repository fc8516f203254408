package command_test

import (
	"encoding/json"

	"github.com/rogpeppe/go-internal/testscript"
)

// approved ALERT ARGS… approves what waits as a person does: they read it, and say which draft they read.
func approved(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: approved ALERT ARGS…")
	}
	exits(ts, false, append(append([]string{"0", "bordercast", "show"}, args...), "--json"))
	var view struct{ Draft string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &view))
	exits(ts, false, append(append([]string{"0", "bordercast", "approve"}, args...), "--draft", view.Draft))
}
