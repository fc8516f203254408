// Package story plays stories of alerts, one file each, against a World: what happens, and what must be right. It
// drives ten verbs and knows nothing of what is behind them, so a story says how a gateway behaves and nothing else.
// Call Run with a file and with what makes a world. All of it is fictional; docs/chains.md is for those who write one.
package story

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"bordercast/certs"
)

const usualConfig = `
gateway: {name: nb-me, sender: gateway@bordercast.invalid, data: ./data, operators: [olga]}
broker: {open: true}
parties:
  - {name: maine, side: us, people: [mary]}
  - {name: nb, side: ca, people: [luc]}
systems:
  - {name: maine, party: maine, side: us, kind: mqtt, senders: [duty@maine.invalid, weather@maine.invalid, tsunami@warning.invalid, ground@desk.invalid], ends_by: [relay],
     in: {lanes: [actual, exercise, test], unsigned: accept, unverifiable: hold, trust: {keys: ["KEY"]}}}
  - {name: relay, party: maine, side: us, kind: mqtt, senders: [duty@relay.invalid, duty@maine.invalid, weather@maine.invalid], ends_by: [maine],
     in: {lanes: [exercise], unsigned: accept, unverifiable: hold, trust: {keys: ["KEY"]}}}
  - {name: county, party: maine, side: us, kind: mqtt, senders: [duty@county.invalid], ends_by: [state],
     in: {lanes: [exercise], unsigned: hold, unverifiable: hold, trust: {keys: ["KEY"]}}}
  - {name: state, party: maine, side: us, kind: mqtt, senders: [duty@state.invalid, duty@county.invalid],
     in: {lanes: [exercise], unsigned: hold, unverifiable: hold, trust: {keys: ["KEY"]}}}
  - {name: copy, party: maine, side: us, kind: mqtt, senders: [duty@county.invalid],
     in: {lanes: [exercise], unsigned: accept, unverifiable: hold, trust: {keys: ["COPIES"]}}}
  - {name: anybody, party: maine, side: us, kind: mqtt, in: {lanes: [exercise], unsigned: accept, trust: {keys: ["COPIES"]}}}
  - {name: nb, party: nb, side: ca, kind: mqtt, senders: [duty@nb.invalid, weather@nb.invalid, neige@nb.invalid],
     in: {lanes: [actual, exercise, test], unsigned: accept}}
  - {name: public-us, party: maine, side: us, kind: mqtt, out: {lanes: [actual, exercise, test], tree: public}}
  - {name: public-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual, exercise, test], tree: public}}
  - {name: desk-us, party: maine, side: us, kind: mqtt, out: {lanes: [actual, exercise]}}
  - {name: desk-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual, exercise]}}
agreement:
  until: 2036-12-31
  border: [us/me/029, us/me/003, ca/nb/1302]
  may_end: {}
  routes:
`

// usualRoutes let everything of the exercise cross.
const usualRoutes = `    - {name: to-canada, from: [maine, relay, county, state, copy, anybody], to: [public-ca], lane: exercise, do: forward}
    - {name: to-maine, from: nb, to: [public-us], lane: exercise, do: forward}
`

// story is one file being played: what happens in it is done by people and to the run of the gateway, and told by its
// report.
type story struct {
	t        *testing.T
	world    World
	brokers  *Brokers
	messages *messages
	people   *people
	run      *run
	rules    *rules
	report   *report
	broken   map[string]bool // destinations whose link is
}

func begin(t *testing.T, open Open) *story {
	folder, now := t.TempDir(), timeOf(t, "00:00", false).At
	ms := &messages{t: t, folder: folder, since: now, keys: map[string]certs.Key{}, all: map[string]*message{},
		named: map[string]string{}}
	b := &Brokers{trees: map[string]map[string]string{}}
	r := &rules{t: t, brokers: b, messages: ms, now: now}
	b.check = r.ofAPlan
	world := open(t, filepath.Join(folder, "data"), now, b)
	return &story{t: t, world: world, brokers: b, messages: ms, rules: r, broken: map[string]bool{},
		people: &people{t: t, world: world, messages: ms}, run: &run{t: t, world: world, folder: folder},
		report: &report{t: t, brokers: b, messages: ms, rules: r, bytes: map[string]string{}, seen: map[string]string{}}}
}

// Run plays the story of a file, which has three kinds of section. The head says in prose what happens, and what must
// be right.
//
// A message is one alert, by a short name:
//
//	-- b --
//	Update by maine at 09:20, after a      (Alert, Update, Cancel, Ack, Error; "after": the messages that it names)
//	severity: Extreme
//	area: Aroostook County
//	geocode: SAME=023003
//
// Whatever it does not say has a harmless value; message.go has the list. Times are Eastern, of
// 5 March 2026, with seconds where they count (09:00:05); "+1 09:00" is the day after. A section whose name
// ends in .xml is a whole document instead.
//
// The script is what happens, one line each: who sends what, what people decide, links that break, time that passes.
// act.go has the sentences.
//
//	-- script --
//	09:00 maine sends a
//	09:30 luc approves a, only us/me/029
//	+1 00:00 nothing happens
//
// What is expected is written below each line of the script, to the last message: nothing else may happen.
//
//	-- expect --
//	09:00 maine sends a
//	  a for public-ca: released, route all
//	  public-ca gets Alert of a, naming nothing [capcp awareness] …    a derived alert; "naming": its references
//	  public-ca shows a at us/me/029 us/me/_ (cbrne severe)            retained from now on
//	  public-ca is told "cancelled" by c at us/me/029 us/me/_          the end notice
//	  public-ca clears us/me/029 us/me/_ (cbrne severe)                nothing is retained there any more
//	  alarm for maine: not-entitled
//	trail of a: settled released attempted delivered
//
// After the last line of the script two days pass, and then nothing may stand anywhere. Some things are wanted of every
// chain and not written down: rules.go has them. The routes are usualRoutes unless there is a section "routes". update
// writes what happens into the file, to be read with suspicion.
func Run(t *testing.T, file string, open Open, update bool) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := txtar.Parse(raw)
	if len(bytes.TrimSpace(text.Comment)) == 0 {
		t.Error("its head does not say what must be right")
	}
	c := begin(t, open)
	script, expect := "", -1
	routes := usualRoutes
	for n, f := range text.Files {
		switch f.Name {
		case "script":
			script = string(f.Data)
		case "expect":
			expect = n
		case "routes":
			routes = string(f.Data)
		default:
			c.messages.write(f.Name, string(f.Data))
		}
	}
	c.run.configure(routes, c.messages.pem)
	c.run.start()
	c.perform(script)
	got := c.report.text.String()
	if expect < 0 {
		text.Files, expect = append(text.Files, txtar.File{Name: "expect"}), len(text.Files)
	}
	if diff := cmp.Diff(strings.Split(string(text.Files[expect].Data), "\n"), strings.Split(got, "\n")); diff != "" {
		if update {
			text.Files[expect].Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(text), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		t.Errorf("what happens is not what is expected (-expected +happens):\n%s", diff)
	}
}
