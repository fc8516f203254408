package translate_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// crossed are the groups of real messages, and where they cross to.
var crossed = []struct {
	folder, what string
	to           cap.Side
}{
	{"us-nws", "National Weather Service", cap.CA}, {"us-ipaws", "IPAWS", cap.CA},
	{"ca-eccc", "Environment Canada", cap.US}, {"ca-naad", "NAAD", cap.US},
}

// TestCoverage writes down, for each group of the real messages at hand, how many drafts reach the other side's profile
// and why the others do not; docs/translation.md has the table. Of what has a code there for its event and its place,
// nearly all reach it.
func TestCoverage(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	table.WriteString("| group | to | messages | drafts | reach the profile | no code of the event | no code of the " +
		"place | other reasons |\n|---|---|---|---|---|---|---|---|\n")
	plain, reached := 0, 0
	for _, c := range crossed {
		row := coverage(t, c.folder, c.to)
		fmt.Fprintf(&table, "| %s | %s | %d | %d | %d | %d | %d | %s |\n",
			c.what, c.to, row.messages, row.drafts, row.reached, row.noCode, row.noPlace, row.others())
		plain, reached = plain+row.drafts-row.noCode-row.noPlace, reached+row.reached
	}
	if share := 100 * float64(reached) / float64(max(1, plain)); plain < 35 || share < 95 {
		t.Errorf("of %d drafts whose event and place have codes there %d reach the profile, %.1f %%", plain, reached, share)
	}
	inDocs(t, table.String())
}

type covered struct {
	messages, drafts, reached, noCode, noPlace int

	why map[string]int
}

func coverage(t *testing.T, folder string, to cap.Side) covered {
	t.Helper()
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(shared(t, "corpus"), folder, "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no messages in %s: %v", folder, err)
	}
	row := covered{why: map[string]int{}}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, _, err := cap.Read(raw)
		if err != nil {
			continue
		}
		req := request(a, to, true)
		req.Atlas = atlas
		drafts, err := translate.Translate(req)
		if err != nil {
			continue
		}
		row.messages++
		for _, d := range drafts {
			if d.Alert == nil {
				continue
			}
			row.drafts++
			switch {
			case d.Level != translate.LevelCAP:
				row.reached++
			case d.Match.Code == "":
				row.noCode++
			case strings.Contains(d.Reasons[0], "(capcp-0.4/9/location)"):
				row.noPlace++ // a Canadian zone or point, whose division no list and no estimate gives for certain
			default:
				rule := d.Reasons[0][strings.LastIndexByte(d.Reasons[0], '(')+1:]
				row.why[strings.TrimSuffix(rule, ")")]++
			}
		}
	}
	return row
}

// others are the rules that the rest breaks.
func (c covered) others() string {
	var out []string
	for _, rule := range slices.Sorted(maps.Keys(c.why)) {
		out = append(out, fmt.Sprintf("%d `%s`", c.why[rule], rule))
	}
	if len(out) == 0 {
		return "–"
	}
	return strings.Join(out, ", ")
}

// inDocs holds the table of docs/translation.md against what was measured, or writes it there.
func inDocs(t *testing.T, table string) {
	t.Helper()
	const file, begin, end = "../../docs/translation.md", "<!-- coverage -->\n", "<!-- end of coverage -->"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(raw), begin)
	was, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatal("docs/translation.md has no place for the table")
	}
	if was == table {
		return
	}
	if !*update {
		t.Errorf("docs/translation.md has another table; run with -update. It is now:\n%s", table)
		return
	}
	if err := os.WriteFile(file, []byte(before+begin+table+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
