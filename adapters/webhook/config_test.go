package webhook

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"bordercast/adapters"
)

// block reads a block as the gateway's configuration does: keys that nobody knows are refused.
func block(t *testing.T, text string) (c Config) {
	t.Helper()
	if err := yaml.UnmarshalWithOptions([]byte(text), &c, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return c
}

func keys(all []adapters.Mistake) string {
	var found []string
	for _, m := range all {
		found = append(found, m.Key)
	}
	return strings.Join(found, " ")
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		text    string
		in, out bool
		want    string
	}{
		{"in: {path: /in/mema, hmac_file: f}", true, false, ""},
		{"in: {path: /in/mema, bearer_file: f, per_second: 3}", true, false, ""},
		{"in: {path: /a-b_c.d, client_ca: f, client_name: n}", true, false, ""},
		{"out: {url: 'https://b.invalid'}", false, true, ""},
		{"out: {url: 'https://b.invalid:8443/x?y=z', hmac_file: f, format: [geojson, cap], timeout: 60s, ca: f, cert: f, " +
			"key: f, proxy: 'http://p.invalid:3128', per_second: 0.5}", false, true, ""},
		{"out: {url: 'http://127.0.0.1:1/x', timeout: 1s}", false, true, ""},
		{"out: {url: 'http://localhost/x'}", false, true, ""},
		{"out: {url: 'http://[::1]:1/x', proxy: ''}", false, true, ""},
		{"{}", false, false, ""},
		{"{}", true, true, "in out"},
		{"{in: {path: /x, hmac_file: f}, out: {url: 'https://b.invalid'}}", false, false, "in out"},
		{"in: {path: in/mema, hmac_file: f}", true, false, "in.path"},
		{"in: {path: /, hmac_file: f}", true, false, "in.path"},
		{"in: {path: /in/, hmac_file: f}", true, false, "in.path"},
		{"in: {path: /in/../x, hmac_file: f}", true, false, "in.path"},
		{"in: {path: //in, hmac_file: f}", true, false, "in.path"},
		{"in: {path: '/in?x=y', hmac_file: f}", true, false, "in.path"},
		{"in: {path: '/in/%2e', hmac_file: f}", true, false, "in.path"},
		{"in: {path: '/in/{x}', hmac_file: f}", true, false, "in.path"},
		{"in: {path: /in}", true, false, "in"},
		{"in: {path: /in, hmac_file: f, bearer_file: f}", true, false, "in"},
		{"in: {path: /in, client_ca: f}", true, false, "in.client_ca"},
		{"in: {path: /in, hmac_file: f, client_name: n}", true, false, "in.client_name"},
		{"in: {path: /in, hmac_file: f, per_second: -1}", true, false, "in.per_second"},
		{"in: {path: /in, hmac_file: f, per_second: .nan}", true, false, "in.per_second"},
		{"out: {url: ''}", false, true, "out.url"},
		{"out: {url: 'ftp://b.invalid'}", false, true, "out.url"},
		{"out: {url: 'https://'}", false, true, "out.url"},
		{"out: {url: 'https:b.invalid'}", false, true, "out.url"},
		{"out: {url: 'http://b.invalid'}", false, true, "out.url"},
		{"out: {url: 'http://127.0.0.1.b.invalid'}", false, true, "out.url"},
		{"out: {url: 'https://me:hidden@b.invalid'}", false, true, "out.url"},
		{"out: {url: 'https://b.invalid/%zz?hidden'}", false, true, "out.url"},
		{"out: {url: 'https://b.invalid/#x'}", false, true, "out.url"},
		{"out: {url: 'http://127.0.0.1:1', ca: f}", false, true, "out.url"},
		{"out: {url: 'https://b.invalid', format: [cap, xml, cap]}", false, true, "out.format[1] out.format[2]"},
		{"out: {url: 'https://b.invalid', timeout: 10}", false, true, "out.timeout"},
		{"out: {url: 'https://b.invalid', timeout: soon}", false, true, "out.timeout"},
		{"out: {url: 'https://b.invalid', timeout: 61s}", false, true, "out.timeout"},
		{"out: {url: 'https://b.invalid', cert: f}", false, true, "out"},
		{"out: {url: 'https://b.invalid', proxy: 'p.invalid:3128'}", false, true, "out.proxy"},
		{"out: {url: 'https://b.invalid', proxy: 'http://me:hidden@p.invalid'}", false, true, "out.proxy"},
		{"out: {url: 'http://127.0.0.1:1', proxy: 'http://p.invalid'}", false, true, "out.proxy"},
		{"out: {url: 'https://b.invalid', per_second: 0.001}", false, true, "out.per_second"},
	} {
		cfg := block(t, c.text)
		got := cfg.Check(c.in, c.out)
		want(t, c.text, keys(got), c.want)
		for _, m := range got {
			if m.What == "" || m.Do == "" || strings.HasSuffix(m.What, ".") || strings.HasSuffix(m.Do, ".") ||
				strings.Contains(m.What+m.Do, "hidden") {
				t.Errorf("%s: %+v", c.text, m)
			}
		}
		if len(got) > 0 && c.in != c.out { // what the configuration would refuse is refused here too
			var err error
			if c.in {
				_, err = NewSource(cfg, adapters.Inbound{System: "mema", Timer: wall{}})
			} else {
				_, err = NewDestination(cfg, adapters.Outbound{System: "mema", Timer: wall{}})
			}
			if err == nil || !strings.Contains(err.Error(), "mema") || strings.Contains(err.Error(), "hidden") {
				t.Errorf("%s: %v", c.text, err)
			}
		}
	}
	if err := yaml.UnmarshalWithOptions([]byte("in: {path: /x, secret: y}"), &Config{}, yaml.Strict()); err == nil {
		t.Error("an unknown key was read")
	}
	if _, err := NewSource(Config{}, adapters.Inbound{System: "mema"}); err == nil {
		t.Error("a source without a block")
	}
	if _, err := NewDestination(Config{}, adapters.Outbound{System: "mema"}); err == nil {
		t.Error("a destination without a block")
	}
}

func TestCheckServer(t *testing.T) {
	for _, c := range []struct {
		text                string
		encrypted, loopback bool
		want                string
	}{
		{"in: {path: /x, hmac_file: f}", false, false, ""},
		{"in: {path: /x, bearer_file: f}", false, true, ""},
		{"in: {path: /x, bearer_file: f}", false, false, "in.bearer_file"},
		{"in: {path: /x, bearer_file: f}", true, false, ""},
		{"in: {path: /x, client_ca: f, client_name: n}", false, true, "in.client_ca"},
		{"in: {path: /x, client_ca: f, client_name: n}", true, false, ""},
		{"out: {url: 'https://b.invalid'}", false, false, ""},
	} {
		want(t, c.text, keys(block(t, c.text).CheckServer(c.encrypted, c.loopback)), c.want)
	}
}

// Every field that names a file is among the paths, and what is changed through them is changed.
func TestPaths(t *testing.T) {
	c := block(t, "{in: {path: /x, hmac_file: a, bearer_file: b, client_ca: c}, "+
		"out: {url: u, hmac_file: d, ca: e, cert: f, key: g}}")
	for _, p := range c.Paths() {
		*p = filepath.Join("/etc", *p)
	}
	want(t, "paths", strings.Join([]string{c.In.HMACFile, c.In.BearerFile, c.In.ClientCA, c.Out.HMACFile, c.Out.CA,
		c.Out.Cert, c.Out.Key}, " "), "/etc/a /etc/b /etc/c /etc/d /etc/e /etc/f /etc/g")
	if c = block(t, "{}"); len(c.Paths()) != 0 {
		t.Error("paths of an empty block")
	}
}

// The example has every key, and no mistake.
func TestExample(t *testing.T) {
	text, err := os.ReadFile("example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Systems []struct {
			Name, Kind string
			In, Out    map[string]any
			Webhook    Config
		}
	}
	if err := yaml.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all.Systems {
		for _, m := range s.Webhook.Check(s.In != nil, s.Out != nil) {
			t.Errorf("%s: %+v", s.Name, m)
		}
		if s.Kind != "webhook" {
			t.Errorf("%s is of kind %s", s.Name, s.Kind)
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[In](), reflect.TypeFor[Out]()} {
		for f := range typ.Fields() {
			key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if !strings.Contains(string(text), " "+key+": ") {
				t.Errorf("the example does not show %s", key)
			}
		}
	}
}
