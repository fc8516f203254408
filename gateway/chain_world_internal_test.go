package gateway

import (
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/adapters"
	"bordercast/certs"
	"bordercast/gateway/outbox"
)

// chainConfig is the world of the chains: an agency on each side, with a second feed that carries the same senders; a
// public tree and a list for the desk on each side. Maine's county signs what it says, and asks about what it did not;
// the state may end what came by the county; "copy" lists the county's sender and may end nothing, "anybody" lists nobody,
// and both have a key of their own. KEY and COPIES are put in.
const chainConfig = `
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

// chainRoutes let everything of the exercise cross.
const chainRoutes = `    - {name: to-canada, from: [maine, relay, county, state, copy, anybody], to: [public-ca], lane: exercise, do: forward}
    - {name: to-maine, from: nb, to: [public-us], lane: exercise, do: forward}
`

// tale is one chain's file being played.
type tale struct {
	t        *testing.T
	dir      string
	config   string
	before   string // the configuration before it was changed
	time     *manual
	b        *bench
	keys     map[string]certs.Key
	letters  map[string]*letter
	order    []string
	named    map[string]string // sender and identifier → letter, derived alerts too
	trees    map[string]map[string]string
	broken   map[string]string // destination → how its link is broken
	late     bool              // a link was broken: what comes may have been released before
	waiting  map[string][]outbox.Ticket
	heard    []heard // since the last line of the script
	bytes    map[string]string
	seen     map[string]string // state of decisions and alarms, as told last
	refusals []string          // of people's orders, since the last line
	read     map[string]string // who and which letter → digest of the draft they read
	told     strings.Builder
}

// heard is one publication at a destination.
type heard struct {
	at string
	adapters.Message
}

func newTale(t *testing.T) *tale {
	c := &tale{t: t, dir: t.TempDir(), keys: map[string]certs.Key{}, letters: map[string]*letter{}, named: map[string]string{}, trees: map[string]map[string]string{},
		broken: map[string]string{}, waiting: map[string][]outbox.Ticket{}, bytes: map[string]string{}, seen: map[string]string{}}
	c.time = &manual{now: c.at("00:00", false).At}
	return c
}

func (c *tale) key(of string) certs.Key {
	if _, ok := c.keys[of]; !ok {
		key, _, err := certs.LoadOrCreateKey(filepath.Join(c.dir, "keys-of-"+of), of, rand.Reader, c.time.Now().AddDate(-1, 0, 0))
		if err != nil {
			c.t.Fatal(err)
		}
		c.keys[of] = key
	}
	return c.keys[of]
}

func (c *tale) configure(routes string) {
	c.key("maine")
	c.key("copy")
	pem := func(of string) string { return filepath.Join(c.dir, "keys-of-"+of, of+".pem") }
	text := strings.NewReplacer("KEY", pem("maine"), "COPIES", pem("copy")).Replace(chainConfig)
	if entitled, rest, ok := strings.Cut(routes, "---\n"); ok {
		text, routes = strings.ReplaceAll(text, "may_end: {}", strings.TrimSpace(entitled)), rest
	}
	c.config = text + routes
}

func (c *tale) open() {
	c.b = openBench(c.t, c.config, filepath.Join(c.dir, "data"), c.time)
}
