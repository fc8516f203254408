package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"bordercast/gateway/config"
)

var update = flag.Bool("update", false, "write the messages that come into the fixtures")

// Every mistake an operator is known to make is one fixture, with the very words that answer it.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			fixture, err := txtar.ParseFile(file)
			if err != nil || len(fixture.Files) != 2 {
				t.Fatalf("%s must hold config.yaml and want: %v", file, err)
			}
			got := answer(fixture.Files[0])
			if *update {
				fixture.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(fixture), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(fixture.Files[1].Data); got != want || got == "" {
				t.Errorf("said:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func answer(file txtar.File) string {
	c, err := config.Parse(file.Name, file.Data)
	if err != nil {
		return strings.TrimRight(err.Error(), "\n") + "\n"
	}
	var b strings.Builder
	for _, p := range config.Check(c) {
		b.WriteString(c.Explain(p))
	}
	return b.String()
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(config.Example()))
	f.Add([]byte(small))
	files, _ := filepath.Glob("testdata/mistakes/*.txtar")
	for _, file := range files {
		if fixture, err := txtar.ParseFile(file); err == nil {
			f.Add(fixture.Files[0].Data)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := config.LoadWith(environment(map[string]string{"c.yaml": string(text)}), "c.yaml")
		if err != nil {
			if c != nil || err.Error() == "" {
				t.Fatal("refused without a word")
			}
			return
		}
		a, problems := c.Compile()
		if (a == nil) != config.Refused(problems) {
			t.Fatalf("agreement %v with %v", a, problems)
		}
		for _, p := range problems {
			if p.Where == "" || p.What == "" || p.Do == "" || c.Explain(p) == "" {
				t.Fatalf("a problem that says too little: %+v", p)
			}
		}
	})
}
