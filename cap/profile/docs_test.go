package profile_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/cap/profile"
)

var update = flag.Bool("update", false, "write the table of docs/profiles.md anew")

// TestDocumented: docs/profiles.md lists every rule as it is.
func TestDocumented(t *testing.T) {
	const begin, end = "<!-- rules begin -->\n", "<!-- rules end -->\n"
	file := filepath.Join("..", "..", "docs", "profiles.md")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), begin)
	table, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has lost its marks %q and %q", file, begin, end)
	}
	want := documented()
	if *update {
		if err := os.WriteFile(file, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if table != want {
		t.Errorf("%s does not list the rules as they are: run go test ./cap/profile -run Documented -update", file)
	}
}

// documented is a table for each profile, without the rules that stand in an earlier one.
func documented() string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, p := range []profile.Profile{profile.IPAWS, profile.NWS, profile.CAPCP} {
		fmt.Fprintf(&b, "\n### %s\n\n| rule | level, or what it closes | known as | asks |\n|---|---|---|---|\n", p)
		from := ""
		for _, r := range profile.Rules(p) {
			if seen[r.ID] {
				continue
			}
			seen[r.ID] = true
			if r.From != from && !strings.HasPrefix(r.From, "CAP-CP ") {
				from = r.From
				fmt.Fprintf(&b, "| | | | *%s* |\n", from)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, weight(r), r.Certainty, strings.ReplaceAll(r.Asks, "|", `\|`))
		}
	}
	return b.String() + "\n"
}

func weight(r profile.Rule) string {
	if r.Level != "" {
		return string(r.Level)
	}
	var list []string
	for _, c := range r.Closes {
		list = append(list, string(c))
	}
	return "closes " + strings.Join(list, ", ")
}
