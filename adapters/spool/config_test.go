package spool_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"bordercast/adapters"
	"bordercast/adapters/spool"
)

func TestCheck(t *testing.T) {
	both := spool.Config{In: "/s/in", Done: "/s/done", Bad: "/s/bad", Out: "/s/out"}
	for name, c := range map[string]struct {
		change  func(*spool.Config)
		in, out bool
		want    string // keys
	}{
		"all four": {func(*spool.Config) {}, true, true, ""},
		"a source": {func(c *spool.Config) { c.Out = "" }, true, false, ""},
		"a destination": {func(c *spool.Config) { *c = spool.Config{Out: "out", Write: spool.Write{"all"}} },
			false, true, ""},
		"neither":           {func(*spool.Config) {}, false, false, ""},
		"nothing named":     {func(c *spool.Config) { *c = spool.Config{} }, true, true, "in done bad out"},
		"no source":         {func(*spool.Config) {}, false, true, "in done bad"},
		"no destination":    {func(c *spool.Config) { c.Write = spool.Write{"cap"} }, true, false, "out write"},
		"one folder twice":  {func(c *spool.Config) { c.Bad = "/s/./done/" }, true, true, "bad"},
		"out inside in":     {func(c *spool.Config) { c.Out = "/s/in/out" }, true, true, "out"},
		"in inside out":     {func(c *spool.Config) { c.Out = "/s" }, true, true, "out out out"},
		"nearly inside":     {func(c *spool.Config) { c.Out = "/s/in.out" }, true, true, ""},
		"two dots in front": {func(c *spool.Config) { c.Out = "/s/in/..out" }, true, true, "out"},
		"no path":           {func(c *spool.Config) { c.Out = "a\x00" }, true, true, "out"},
		"no role":           {func(c *spool.Config) { c.Write = spool.Write{"cap", "pdf\u202e"} }, true, true, "write"},
		"a role twice":      {func(c *spool.Config) { c.Write = spool.Write{"cap", "cap"} }, true, true, "write"},
		"all and more":      {func(c *spool.Config) { c.Write = spool.Write{"cap", "all"} }, true, true, "write"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := both
			c.change(&cfg)
			var keys []string
			for _, m := range cfg.Check(c.in, c.out) {
				keys = append(keys, m.Key)
				if m.What == "" || m.Do == "" || strings.HasSuffix(m.What+m.Do, ".") || strings.ContainsRune(m.What, '\u202e') {
					t.Errorf("%+v", m)
				}
			}
			if got := strings.Join(keys, " "); got != c.want {
				t.Errorf("mistakes in %q, want %q: %+v", got, c.want, cfg.Check(c.in, c.out))
			}
		})
	}
}

func TestExample(t *testing.T) {
	text, err := os.ReadFile("example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Systems []struct {
			Name, Party, Side, Kind string
			Senders                 []string
			SilentAfter             string `yaml:"silent_after"`
			In, Out                 map[string]any
			Spool                   spool.Config
		}
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	s := file.Systems[0]
	if wrong := s.Spool.Check(s.In != nil, s.Out != nil); len(wrong) > 0 || s.Kind != "spool" {
		t.Errorf("kind %s: %+v", s.Kind, wrong)
	}
	if !slices.Equal(s.Spool.Write, spool.Write{adapters.CAP, adapters.JSON}) {
		t.Errorf("write: %q", s.Spool.Write)
	}
	for _, p := range s.Spool.Paths() {
		if !strings.HasPrefix(*p, "/srv/") {
			t.Errorf("a folder is %q", *p)
		}
	}
}

func TestWriteIsAListOrAWord(t *testing.T) {
	for text, want := range map[string]string{
		"write: all": "[all]", "write: cap": "[cap]", "write: [cap, json]": "[cap json]", "out: x": "[]",
	} {
		var cfg spool.Config
		if err := yaml.UnmarshalWithOptions([]byte(text), &cfg, yaml.Strict()); err != nil || fmt.Sprint(cfg.Write) != want {
			t.Errorf("%s: %v %v, want %s", text, cfg.Write, err, want)
		}
	}
	var cfg spool.Config
	if err := yaml.Unmarshal([]byte("write: {cap: true}"), &cfg); err == nil {
		t.Error("a map is taken")
	}
}
