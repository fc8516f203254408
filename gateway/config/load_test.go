package config_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bordercast/gateway/agreement"
	"bordercast/gateway/config"
	"bordercast/gateway/officer"
)

const small = "gateway: {name: nb-me, sender: gateway@example.invalid}\n"

func TestLeftOutKeys(t *testing.T) {
	c, err := config.Parse("/etc/bordercast/nb.yaml", []byte(small+
		"systems: [{name: a, side: us, kind: mqtt, in: {lanes: [test]}, out: {lanes: [test]}}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := c.Systems[0]
	if s.In.Unsigned != config.HoldIt || s.In.Unverifiable != config.HoldIt || s.Out.Tree != config.OfParty {
		t.Errorf("system: %+v %+v", s.In, s.Out)
	}
	if c.Gateway.Data != "/etc/bordercast/data" || c.Gateway.MaxAlert != 5<<20 || c.HTTP.Listen != "127.0.0.1:8080" ||
		c.Broker.Embedded.Listen != "127.0.0.1:1883" || c.Store.SQLite == nil ||
		time.Duration(c.Alarms.Repeat) != 5*time.Minute {
		t.Errorf("%+v", c)
	}
}

func environment(files map[string]string) config.Environment {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return config.Environment{Open: fsys.Open, Lookup: func(name string) (string, bool) {
		return "https://example.invalid/" + name, name == "HOOK"
	}}
}

func TestValuesFromTheEnvironment(t *testing.T) {
	env := environment(map[string]string{"c.yaml": small +
		"alarms: {webhook: \"${HOOK}\", command: [\"$HOOK\", \"a ${HOOK}\"]}\n"})
	c, err := config.LoadWith(env, "c.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if c.Alarms.Webhook != "https://example.invalid/HOOK" || c.Alarms.Command[0] != "$HOOK" ||
		c.Alarms.Command[1] != "a ${HOOK}" {
		t.Errorf("%+v", c.Alarms)
	}
}

func TestAgreementInAFileOfItsOwn(t *testing.T) {
	files := map[string]string{"c.yaml": small + "agreement: mou/2026.yaml\n",
		"mou/2026.yaml": "until: 2026-12-31\nborder:\n  - us/me/029\n  - Maine\n"}
	c, err := config.LoadWith(environment(files), "c.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if c.Agreement.Until != (agreement.Date{Year: 2026, Month: 12, Day: 31}) {
		t.Errorf("%+v", c.Agreement)
	}
	explained := ""
	for _, p := range config.Check(c) {
		explained += c.Explain(p)
	}
	if !strings.Contains(explained, "mou/2026.yaml:4:5: error: agreement.border[1]: \"Maine\" is no district") {
		t.Error(explained)
	}
	files["mou/2026.yaml"] = "untill: 2026-12-31\n"
	if _, err := config.LoadWith(environment(files), "c.yaml"); err == nil ||
		!strings.HasPrefix(err.Error(), "mou/2026.yaml:1:1: there is no key \"untill\"") {
		t.Error(err)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	env := environment(map[string]string{"big.yaml": strings.Repeat("# long\n", 1<<18), "dir/x": ""})
	for name, want := range map[string]string{
		"none.yaml": "configuration none.yaml cannot be opened: file does not exist; name another file or put this one right",
		"big.yaml":  "configuration big.yaml is larger than 256KB; that is no configuration",
		"dir":       "configuration dir cannot be read: ",
	} {
		if _, err := config.LoadWith(env, name); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := config.Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil ||
		!strings.Contains(err.Error(), "no such file") {
		t.Error(err)
	}
}

func TestNestingThatWouldEatTheMachine(t *testing.T) {
	for name, text := range map[string]string{
		"lists":      strings.Repeat("[", 100_000),
		"keys":       strings.Repeat("{a: ", 50_000),
		"closed":     strings.Repeat("[", 1000) + strings.Repeat("]", 1000),
		"dashes":     strings.Repeat("- ", 100_000),
		"over lines": strings.Repeat("[\n", 65),
		"indented":   "a:\n" + strings.Repeat(" ", 10_000) + "b: c",
	} {
		_, err := config.Parse("c.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), "nested too deep") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOfficers(t *testing.T) {
	c, err := config.Parse("c.yaml", []byte(`
gateway: {name: nb-me, sender: gateway@example.invalid, operators: [{name: chief, account: root}]}
parties: [{name: mema, side: us, people: [duty, {name: aide, account: aide, may: [ack]}]}, {name: nb-emo, side: ca}]
`))
	if err != nil {
		t.Fatal(err)
	}
	table := c.Officers()
	if got := fmt.Sprint(table.Names(officer.Ack, "mema"), table.Names(officer.Approve, "mema"),
		table.Names(officer.Approve, "nb-emo"),
		table.Names(officer.Recall)); got != "[duty aide] [duty] [] [chief]" {
		t.Error(got)
	}
	stranger := officer.Actor{As: "aide", Account: "duty", UID: 1001}
	if r := table.May(officer.Ack, stranger, "mema"); r == nil || r.Code != officer.WrongAccount {
		t.Errorf("another account used a name: %v", r)
	}
}

func TestAccounts(t *testing.T) {
	c, err := config.Parse("c.yaml", []byte(small+`
broker: {embedded: {users: [{name: shop, certificate: shop}, {name: mema, party: mema, password_file: p}]}}
parties: [{name: mema, side: us, people: [duty]}]
systems: [{name: mema-2, party: mema, side: us, kind: mqtt, in: {lanes: [test]}}, {name: tree, party: mema, side: us, kind: mqtt, out: {lanes: [test]}}]
`))
	if err != nil {
		t.Fatal(err)
	}
	got := c.Accounts()
	if len(got) != 2 || len(got[0].Publish) != 0 || strings.Join(got[0].Subscribe, " ") != "alerts/v1/# gateway/v1/#" {
		t.Errorf("a reader: %+v", got)
	}
	if strings.Join(got[1].Publish, " ") != "bordercast/v1/in/mema-2" || strings.Join(got[1].Subscribe, " ") !=
		"alerts/v1/# gateway/v1/# parties/v1/+/mema/# bordercast/v1/receipt/mema-2" {
		t.Errorf("a party: %+v", got[1])
	}
}
