package config_test

import (
	"reflect"
	"strings"
	"testing"

	"bordercast/gateway/config"
)

const before = `
gateway: {name: nb-me, sender: gateway@bordercast.invalid, data: ./data, operators: [operator]}
broker: {embedded: {listen: "127.0.0.1:1883", users: [{name: a, password_file: a.txt, party: maine}, {name: b, password_file: b.txt}]}}
parties:
  - {name: maine, side: us, people: [ann]}
  - {name: nb, side: ca, people: [luc]}
systems:
  - {name: maine, party: maine, side: us, kind: mqtt, in: {lanes: [exercise], unsigned: accept}}
  - {name: public-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [exercise], tree: public}}
agreement:
  until: 2036-12-31
  border: [us/me/029]
  routes:
    - {name: north, from: [maine], to: [public-ca], lane: exercise, do: forward}
alarms: {link_down: 30s}
`

func TestChanges(t *testing.T) {
	for name, tc := range map[string]struct {
		from, to string
		want     []config.Change
	}{
		"nothing":     {"exercise", "exercise", nil},
		"the name":    {"name: nb-me", "name: nb-vt", []config.Change{{"gateway.name", "changed", true}}},
		"an operator": {"[operator]", "[operator, ann]", []config.Change{{"gateway.operators", "changed", false}}},
		"the address": {"1883", "1884", []config.Change{{"broker.embedded.listen", "changed", true}}},
		"TLS":         {"1883\"", "1883\", cert: c.pem", []config.Change{{"broker.embedded.cert", "added", true}}},
		"a user":      {"b.txt", "c.txt", []config.Change{{"broker.embedded.users.b", "changed", false}}},
		"people":      {"[luc]", "[luc, marie]", []config.Change{{"parties.nb", "changed", false}}},
		"a route":     {"do: forward", "do: drop", []config.Change{{"agreement", "changed", false}}},
		"an alarm hook": {"{link_down: 30s}", "{link_down: 30s, webhook: 'http://127.0.0.1/'}",
			[]config.Change{{"alarms.webhook", "added", false}}},
		"a destination of another name": {"name: public-ca, party", "name: readers-ca, party", []config.Change{
			{"systems.public-ca", "removed", false}, {"systems.readers-ca", "added", false},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			was, err := config.Parse("before", []byte(before))
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Replace(before, tc.from, tc.to, 1)
			is, err := config.Parse("before", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if text == before && tc.want != nil {
				t.Fatal("nothing was changed")
			}
			if got := was.Changes(is); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("%+v, want %+v", got, tc.want)
			}
		})
	}
}

// Every key that needs a start is one that the file can have.
func TestKeysThatNeedAStart(t *testing.T) {
	text := string(config.Example())
	for _, key := range config.NeedStart() {
		last := key[strings.LastIndexByte(key, '.')+1:]
		if !strings.Contains(text, last+":") {
			t.Errorf("the example has no key %s", key)
		}
	}
}
