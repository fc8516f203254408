package trial

import (
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/certs"
	"bordercast/gateway/exercise/writer"
)

// crossed is one derived alert, as it would leave: what it came of, what was reached, and what the judges say.
type crossed struct {
	source  string // path below the folder it was read from
	to      cap.Side
	draft   translate.Draft
	file    string // the signed document
	schema  string // what xmllint says against it, "" for nothing
	foreign []string
	others  bool // it is neither Canadian nor American
}

// promised says that its level must be its profile's: the event has a code on the other side.
func (c *crossed) promised() bool {
	return c.coded() && !c.nowhere()
}

// coded tells that the event of a message of these two countries has a code on the other side.
func (c *crossed) coded() bool {
	return !c.others && slices.Contains([]string{event.Exact, event.Broader, event.PassedOn}, c.draft.Match.Grade)
}

// nowhere tells that all it lacks is a code of its place: tsunami centers name Canada's coasts by zones of their own,
// which no list gives a division for, and CAP-CP 0.4 rule 9 wants one.
func (c *crossed) nowhere() bool {
	return len(c.draft.Reasons) == 1 && strings.Contains(c.draft.Reasons[0], "(capcp-0.4/9/location)")
}

func (c *crossed) reached() bool {
	if c.to == cap.US {
		return c.draft.Level == translate.LevelIPAWS
	}
	return c.draft.Level == translate.LevelCAPCP
}

// TestCorpusLevels translates every real alert of each country to the other's profile, and the project's own, and
// sets two judges on what comes out that share no code with this program: the OASIS schema (xmllint) and a CAP reader
// in another language. What is Canadian or American and has an exact or a broader event must reach its profile's
// level, or be one of the exceptions.
func TestCorpusLevels(t *testing.T) {
	t.Run("own", func(t *testing.T) {
		if own := judged(t, filepath.Join("..", "..", "cap", "translate", "testdata"), ownFixtures(t)); len(own) < 10 {
			t.Errorf("only %d derived alerts came of the project's own", len(own))
		}
	})
	t.Run("real", func(t *testing.T) {
		corpus := filepath.Join("..", "..", "..", "shared", "corpus")
		if _, err := os.Stat(corpus); err != nil {
			t.Skip("needs ../shared, which is not here: the real messages were not read")
		}
		real := judged(t, corpus, indexed(t, corpus))
		if len(real) < 240 {
			t.Errorf("only %d derived alerts came of the real messages", len(real))
		}
		everyExceptionNeeded(t, real)
		fewest(t, real, map[cap.Side]int{cap.US: 20, cap.CA: 40})
	})
}

// fewest wants that many events with a code: the promise of a level is easily kept by a table that has no rows.
func fewest(t *testing.T, all []crossed, want map[cap.Side]int) {
	got := map[cap.Side]int{}
	for n := range all {
		if all[n].coded() {
			got[all[n].to]++
		}
	}
	for to, n := range want {
		if got[to] < n {
			t.Errorf("only %d of the real alerts have an event code towards %s, want %d", got[to], to, n)
		}
	}
}

func ownFixtures(t *testing.T) (names []string) {
	files, err := filepath.Glob(filepath.Join("..", "..", "cap", "translate", "testdata", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	return names
}

func indexed(t *testing.T, corpus string) (names []string) {
	file, err := os.Open(filepath.Join(corpus, "INDEX.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		names = append(names, row[0])
	}
	return names
}

// judged translates files, has everything judged, and prints the table.
func judged(t *testing.T, folder string, names []string) []crossed {
	t.Helper()
	all := translated(t, folder, names)
	files := make([]string, len(all))
	for n := range all {
		files[n] = all[n].file
	}
	for n, f := range foreignRead(t, files) {
		if f.Error != "" {
			all[n].foreign = []string{"refused: " + f.Error}
			continue
		}
		all[n].foreign = differences(f, meant(all[n].draft.Alert))
	}
	t.Run("schema", func(t *testing.T) {
		faults := schemaFaults(t, files)
		for n := range all {
			all[n].schema = faults[all[n].file]
		}
	})
	t.Logf("%d derived alerts\n%s\n%s", len(all), table(all), counts(all))
	for n := range all {
		all[n].verdict(t)
	}
	return all
}

func (c *crossed) verdict(t *testing.T) {
	name := fmt.Sprintf("%s to %s, part %d", c.source, c.to, c.draft.Part)
	if c.promised() && !c.reached() && excepted(c) == nil {
		t.Errorf("%s has the code %s (%s) and level %s:\n\t%s", name, c.draft.Match.Code, c.draft.Match.Grade, c.draft.Level,
			strings.Join(c.draft.Reasons, "\n\t"))
	}
	if !c.reached() && len(c.draft.Reasons) == 0 {
		t.Errorf("%s has level %s and no reason", name, c.draft.Level)
	}
	if c.schema != "" {
		t.Errorf("%s is not valid by the schema: %s", name, c.schema)
	}
	for _, d := range c.foreign {
		t.Errorf("%s is read differently by another program: %s", name, d)
	}
}

// translated makes all derived alerts of these files, signs them as the gateway does, and writes them down.
func translated(t *testing.T, folder string, names []string) (all []crossed) {
	dir := t.TempDir()
	key, _, err := certs.LoadOrCreateKey(t.TempDir(), "gateway", rand.Reader, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		alert, _, err := cap.Read(raw)
		if err != nil {
			continue // no CAP alert: TestCorpusTable says why
		}
		sides := destinations(name, alert)
		for _, to := range sides {
			for _, d := range drafts(t, name, alert, to) {
				document, err := writer.Sign(d.Alert, key)
				if err != nil {
					t.Fatal(err)
				}
				file := filepath.Join(dir, fmt.Sprintf("%d.xml", len(all)))
				if err := os.WriteFile(file, document, 0o600); err != nil {
					t.Fatal(err)
				}
				all = append(all, crossed{source: filepath.ToSlash(name), to: to, draft: d, file: file, others: len(sides) > 1})
			}
		}
	}
	return all
}

// atlas is the map that serve and translate use where nothing was imported.
func atlas(t *testing.T) *geo.Atlas {
	t.Helper()
	a, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func drafts(t *testing.T, name string, alert *cap.Alert, to cap.Side) (list []translate.Draft) {
	made, err := translate.Translate(translate.Request{Alert: alert, To: to, Gateway: "nb-me",
		Sender: "gateway@example.invalid", Stateless: true, Atlas: atlas(t)})
	var why *translate.Unusable
	if err != nil && !errors.As(err, &why) {
		t.Errorf("%s to %s: %v", name, to, err)
	}
	for _, d := range made {
		if d.Alert != nil {
			list = append(list, d)
		}
	}
	return list
}

// destinations are the sides an alert crosses to: a Canadian one to the United States, an American one to Canada, any
// other to both, where nothing is promised for it beyond a valid document.
func destinations(name string, a *cap.Alert) []cap.Side {
	group, _, _ := strings.Cut(name, string(filepath.Separator))
	switch {
	case strings.HasPrefix(group, "ca-"), hasCode(a, "profile:CAP-CP"):
		return []cap.Side{cap.US}
	case strings.HasPrefix(group, "us-"), hasCode(a, "IPAWSv"), slices.ContainsFunc(a.Infos,
		func(i cap.Info) bool { return i.Code(event.SAME) != "" }):
		return []cap.Side{cap.CA}
	}
	return []cap.Side{cap.US, cap.CA}
}

func hasCode(a *cap.Alert, beginning string) bool {
	return slices.ContainsFunc(a.Codes, func(c string) bool { return strings.HasPrefix(c, beginning) })
}

func table(all []crossed) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-66s %-2s %4s %-6s %-9s %-7s %-10s %-6s %-6s", "file", "to", "part", "kind", "grade", "level",
		"reach", "schema", "reader")
	for n := range all {
		c := &all[n]
		short := c.source
		if len(short) > 66 {
			short = short[:28] + "…" + short[len(short)-37:]
		}
		fmt.Fprintf(&b, "\n%-66s %-2s %4d %-6s %-9s %-7s %-10s %-6s %-6s", short, c.to, c.draft.Part, c.draft.Alert.MsgType,
			c.draft.Match.Grade,
			c.draft.Level, c.draft.Reach, passed(c.schema == ""), passed(len(c.foreign) == 0))
		if e := excepted(c); e != nil {
			b.WriteString(" excepted: " + e.why)
		}
	}
	return b.String()
}

func passed(yes bool) string {
	if yes {
		return "ok"
	}
	return "FAULT"
}

// counts sums up by destination: of how many the level was promised and reached, and what the others are.
func counts(all []crossed) string {
	sums := map[string]int{}
	for n := range all {
		c := &all[n]
		to := map[cap.Side]string{cap.US: "Canadian to us: ", cap.CA: "American to ca: "}[c.to]
		if c.others {
			to = "others to " + string(c.to) + ": "
		}
		sums[to+"derived alerts"]++
		sums[to+"grade "+c.draft.Match.Grade]++
		sums[to+"reach "+string(c.draft.Reach)]++
		sums[to+"level "+string(c.draft.Level)]++
		if c.promised() {
			sums[to+"level promised"]++
		}
	}
	var lines []string
	for _, what := range slices.Sorted(maps.Keys(sums)) {
		lines = append(lines, fmt.Sprintf("%-40s %5d", what, sums[what]))
	}
	return strings.Join(lines, "\n")
}
