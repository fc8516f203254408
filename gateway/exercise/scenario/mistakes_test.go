package scenario

import (
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

var start = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

var update = flag.Bool("update", false, "write what comes into the golden files")

// small is a scenario with a little of everything; each mistake is a change of it.
func small(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fixture is one mistake: the words of the small scenario that are changed, what they are changed to, and the answer.
type fixture struct {
	file, name string
	archive    *txtar.Archive
	parts      map[string]string
}

func fixtures(t testing.TB) []fixture {
	t.Helper()
	files, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	var out []fixture
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f := fixture{file: file, name: strings.TrimSuffix(filepath.Base(file), ".txtar"), archive: a,
			parts: map[string]string{}}
		for _, part := range a.Files {
			f.parts[part.Name] = string(part.Data)
		}
		for _, part := range []string{"old", "new", "want"} {
			if _, ok := f.parts[part]; !ok {
				t.Fatalf("%s must hold old, new and want", file)
			}
		}
		out = append(out, f)
	}
	return out
}

// mistaken is the small scenario with the mistake in it.
func (f fixture) mistaken(t testing.TB) string {
	t.Helper()
	text := small(t)
	old := strings.TrimSuffix(f.parts["old"], "\n")
	if strings.Count(text, old) != 1 {
		t.Fatalf("%s: %q is in small.yaml %d times", f.file, old, strings.Count(text, old))
	}
	return strings.Replace(text, old, strings.TrimSuffix(f.parts["new"], "\n"), 1)
}

// Every mistake a coordinator may make is one fixture, with the very words that answer it.
func TestMistakes(t *testing.T) {
	if _, err := Read("small.yaml", []byte(small(t))); err != nil {
		t.Fatal(err)
	}
	for _, f := range fixtures(t) {
		t.Run(f.name, func(t *testing.T) {
			_, err := Read("scenario.yaml", []byte(f.mistaken(t)))
			if err == nil {
				t.Fatal("nothing is wrong with it")
			}
			got := strings.TrimRight(err.Error(), "\n") + "\n"
			if *update {
				for i := range f.archive.Files {
					if f.archive.Files[i].Name == "want" {
						f.archive.Files[i].Data = []byte(got)
					}
				}
				if err := os.WriteFile(f.file, txtar.Format(f.archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := f.parts["want"]; got != want {
				t.Errorf("said:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// All mistakes are said at once, in the order of the file.
func TestAllMistakesAtOnce(t *testing.T) {
	text := strings.NewReplacer("zone: America/Moncton", "zone: America/Mocton", "send: smoke\n", "send: smog\n",
		"place: town", "place: twon", "- links-up", "- links-down").Replace(small(t))
	_, err := Read("scenario.yaml", []byte(text))
	var all Mistakes
	if !errors.As(err, &all) {
		t.Fatal(err)
	}
	said := ""
	for i, one := range all {
		said += one.Text + "\n"
		if i > 0 && one.Line < all[i-1].Line {
			t.Errorf("line %d comes after %d", one.Line, all[i-1].Line)
		}
	}
	for _, want := range []string{"America/Mocton", `no message "smog"`, `no place "twon"`, `no "links-down"`} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing is said of %s:\n%s", want, said)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small(f)))
	for _, one := range fixtures(f) {
		f.Add([]byte(one.mistaken(f)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Read("s.yaml", text)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("refused without a word")
			}
			return
		}
		// What is taken can be played: it has its clocks, and everything that it names is there.
		if _, err := s.Calendar(start); err != nil {
			t.Fatal(err)
		}
		messages := map[string]bool{}
		for _, m := range s.Messages {
			messages[m.Name] = true
			if _, ok := s.System(m.From); !ok {
				t.Fatalf("%s is from nobody", m.Name)
			}
		}
		for _, scene := range s.Scenes {
			for _, i := range scene.Injects {
				for _, a := range i.Acts {
					if send, ok := a.(Send); ok {
						for _, name := range send.Messages {
							if !messages[name] {
								t.Fatalf("%s sends %s, among %v", i.ID, name, slices.Sorted(maps.Keys(messages)))
							}
						}
					}
				}
				for _, e := range i.Expect {
					if e.Text() == "" {
						t.Fatalf("%T says nothing", e)
					}
				}
			}
		}
	})
}
