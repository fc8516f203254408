package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"bordercast/gateway/agreement"
	"bordercast/gateway/config"
)

func TestExampleRunsAsItIs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bordercast.yaml")
	if err := os.WriteFile(file, []byte(config.Example()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range config.Check(c) {
		if p.Level != agreement.Warning || p.Where != "broker.open" { // which it has to say at every start
			t.Error(c.Explain(p))
		}
	}
	if c.Gateway.Data != filepath.Join(filepath.Dir(file), "data") {
		t.Errorf("data is %s, not beside the file", c.Gateway.Data)
	}
}

func TestExampleShowsEveryKey(t *testing.T) {
	shown := map[string]bool{}
	for _, key := range regexp.MustCompile(`([a-zA-Z_]+):`).FindAllStringSubmatch(config.Example(), -1) {
		shown[key[1]] = true
	}
	for key := range keysOf(reflect.TypeFor[config.Config](), map[string]bool{}) {
		if !shown[key] {
			t.Errorf("config example does not show %s", key)
		}
	}
}

// keysOf walks the structs that are read from the file.
func keysOf(typ reflect.Type, into map[string]bool) map[string]bool {
	switch typ.Kind() {
	case reflect.Slice, reflect.Pointer, reflect.Map:
		return keysOf(typ.Elem(), into)
	case reflect.Struct:
		for i := range typ.NumField() {
			if name, _, _ := strings.Cut(typ.Field(i).Tag.Get("yaml"), ","); name != "" {
				into[name] = true
				keysOf(typ.Field(i).Type, into)
			}
		}
	}
	return into
}

func TestFirstRun(t *testing.T) {
	c := config.Default()
	for _, p := range config.Check(c) {
		t.Error(p)
	}
	a, _ := c.Compile()
	for _, f := range []agreement.Facts{fact("local-us", "us", "exercise"), fact("local-ca", "ca", "exercise"),
		fact("local-us", "us", "test"), fact("local-ca", "ca", "test"), fact("local-us", "us", "actual")} {
		want, to := agreement.Forward, "local-"+string(f.Side.Other())
		if f.Lane == "actual" {
			want = agreement.Drop
		}
		if d := a.Decide(f, to); d.Action != want {
			t.Errorf("%s in lane %s to %s: %+v", f.From, f.Lane, to, d)
		}
	}
}
