package command

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/api"
	"bordercast/gateway/config"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

var update = flag.Bool("update", false, "write testdata/outward anew")

// TestOutwardNames holds every name that programs, files and people outside rely on. A name in Go may change; none of
// these may, unless its version does. What is new appears here as a line that is added.
func TestOutwardNames(t *testing.T) {
	words := wordsOfTheCode(t)
	for file, got := range map[string][]string{
		"topics":   topicNames(t),
		"commands": commandNames(t),
		"config":   configKeys(reflect.TypeFor[config.Config](), "", nil),
		"metrics":  metricNames(t),
		"json":     append(members(words.structs), schemaNames(t)...),
		"codes":    sorted(words.codes),
		"trail":    append(trailKinds(), sorted(words.keys)...),
	} {
		t.Run(file, func(t *testing.T) {
			if len(got) < 10 {
				t.Fatalf("only %d names were found", len(got))
			}
			text := []byte(strings.Join(got, "\n") + "\n")
			golden := filepath.Join("testdata", "outward", file+".golden")
			if *update {
				if err := os.WriteFile(golden, text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Equal(text, want) {
				return
			}
			had := strings.Split(strings.TrimSuffix(string(want), "\n"), "\n")
			for _, line := range had {
				if !slices.Contains(got, line) {
					t.Errorf("is gone: %s", line)
				}
			}
			for _, line := range got {
				if !slices.Contains(had, line) {
					t.Errorf("is new: %s", line)
				}
			}
			t.Errorf("%s differs: a name may be added (run with -update and read the diff), none may change", golden)
		})
	}
}

func topicNames(t *testing.T) []string {
	t.Helper()
	lane, tree := cap.LaneActual, topics.Tree{Lane: cap.LaneActual, Party: "maine"}
	key := topics.Key{Lane: lane, Reader: cap.US, Country: "us", Region: "me", District: "029", Category: "met",
		Severity: "severe", Chain: "abc", Part: 2}
	return []string{
		key.Topic(topics.CAP), key.Topic(topics.JSON), key.Topic(topics.Ended), topics.Filter(lane, cap.CA),
		topics.Root(lane, cap.CA),
		tree.Root(), tree.Filter(), tree.Alert("abc", 1, topics.CAP), tree.Alert("abc", 1, topics.JSON),
		tree.Alert("abc", 1, topics.Ended), tree.Alert("abc", 1, topics.Report), tree.Held("abc", 1, topics.Original),
		tree.Held("abc", 2, topics.Report), tree.Incident("abc"), tree.Alarm("abc"),
		topics.Status("gw"), topics.Health("gw"), topics.Checkpoint("gw"), topics.Alarm("gw", "abc"),
		topics.Instance("gw", "1"), topics.Instances("gw"), topics.OwnFilter("gw"), topics.AllStatus,
		topics.In("maine"), topics.AllIn, topics.ReceiptTo("maine"), topics.Token("A.b/c"), topics.Token(""),
	}
}

func commandNames(t *testing.T) []string {
	t.Helper()
	parser, err := kong.New(&grammar{}, kong.Name("bordercast"), kong.ExplicitGroups(groups()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var walk func(n *kong.Node)
	walk = func(n *kong.Node) {
		line := n.Path()
		for _, p := range n.Positional {
			line += " <" + p.Name + ">"
		}
		names = append(names, line)
		for _, f := range n.Flags {
			if f.Name == "help" {
				continue
			}
			line := n.Path() + " --" + f.Name
			if f.Short != 0 {
				line += " -" + string(f.Short)
			}
			for _, part := range append([]string{f.Default, f.Enum}, f.Envs...) {
				if part != "" {
					line += " " + part
				}
			}
			names = append(names, line)
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(parser.Model.Node)
	return names[1:] // the first is the program's own
}

// configKeys are the paths of the keys of a type of the configuration. Outer are the types it stands in.
func configKeys(of reflect.Type, at string, outer []reflect.Type) []string {
	switch of.Kind() {
	case reflect.Pointer:
		return configKeys(of.Elem(), at, outer)
	case reflect.Slice, reflect.Array:
		return configKeys(of.Elem(), at+"[]", outer)
	case reflect.Map:
		return configKeys(of.Elem(), at+".*", outer)
	case reflect.Struct:
	default:
		return nil
	}
	if slices.Contains(outer, of) {
		return nil
	}
	var keys []string
	for field := range of.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		path := strings.TrimPrefix(at+"."+name, ".")
		switch {
		case name == "-":
			continue
		case strings.Contains(options, "inline"):
			path = at
		case name == "":
			continue
		default:
			keys = append(keys, path)
		}
		keys = append(keys, configKeys(field.Type, path, append(slices.Clone(outer), of))...)
	}
	return keys
}

// calm is a daemon with one of everything that a scrape shows.
type calm struct{}

func (calm) Live() *api.Fault { return nil }

func (calm) Ready() *api.Fault { return nil }

func (calm) Degraded() []api.Fault { return nil }

func (calm) Status(context.Context) (api.Status, error) {
	return api.Status{Links: []api.Link{{Name: "l", Direction: "in"}}, Lanes: []api.Lane{{Lane: "actual"}}}, nil
}

func metricNames(t *testing.T) []string {
	t.Helper()
	m := api.NewMetrics(calm{})
	m.Received("s", "received", "r")
	m.Decided("d", "forward", "r")
	m.Delivered("d", "done", "r")
	m.Alarm("r")
	m.ReceiptLeftOut("s")
	m.Accepted(time.Second)
	m.Settled("actual", time.Second)
	m.Through("actual", "d", time.Second)
	m.Committed(time.Second, 1)
	w := httptest.NewRecorder()
	api.Public(calm{}, m).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	label, names := regexp.MustCompile(`([a-z_]+)="`), map[string]bool{}
	for line := range strings.Lines(w.Body.String()) {
		if !strings.HasPrefix(line, "bordercast_") {
			continue
		}
		name, _, _ := strings.Cut(strings.Fields(line)[0], "{")
		for _, l := range label.FindAllStringSubmatch(line, -1) {
			name += " " + l[1]
		}
		names[name] = true
	}
	return sorted(names)
}

func trailKinds() []string {
	var kinds []string
	for _, k := range trail.Kinds() {
		kinds = append(kinds, "kind: "+string(k))
	}
	return kinds
}

// schemaNames are the members of the translation report, by its schema: a test of package translate holds both
// together.
func schemaNames(t *testing.T) []string {
	t.Helper()
	var schema any
	if err := json.Unmarshal(translate.ReportSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	var names []string
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				if properties, is := v[k].(map[string]any); is && k == "properties" {
					names = append(names, at+": "+strings.Join(slices.Sorted(maps.Keys(properties)), " "))
				}
				walk(at+"/"+k, v[k])
			}
		case []any:
			for n := range v {
				walk(at+"/"+strconv.Itoa(n), v[n])
			}
		}
	}
	walk("report", schema)
	return names
}

// words are the outward names that only the code itself lists.
type words struct {
	hyphened, one *regexp.Regexp

	structs []structOf      // those with JSON members
	named   structOf        // the last that has a name
	codes   map[string]bool // words with hyphens: reasons, faults, findings, alarms, states
	keys    map[string]bool // members of objects written without a struct: the bodies of the trail
}

// wordsOfTheCode reads the whole program. Names of types and fields are not looked at.
func wordsOfTheCode(t *testing.T) words {
	t.Helper()
	w := words{
		hyphened: regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`), one: regexp.MustCompile(`^[a-z][a-z0-9_]*$`),
		codes: map[string]bool{}, keys: map[string]bool{},
	}
	read := func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && slices.Contains([]string{"gen", "bench", "trial", "trouble", "story",
			"adapterstest"}, entry.Name()) {
			return fs.SkipDir // what makes tables, and what tries the gateway or a wire: none of it is seen outside
		}
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), filepath.Join("..", "..")+
			string(filepath.Separator)))
		if strings.HasPrefix(folder, "cap/geo/") {
			folder = "cap/geo" // the door: in which room behind it a type stands, nobody sees outside
		}
		ast.Inspect(file, func(n ast.Node) bool { return w.take(folder, path, n) })
		return nil
	}
	for _, folder := range []string{"adapters", "cap", "certs", "gateway"} {
		if err := filepath.WalkDir(filepath.Join("..", "..", folder), read); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// structOf is a struct of the program: name is "" where it has none.
type structOf struct {
	folder, file, name string
	node               *ast.StructType
}

// members are the JSON members of each struct, by folder, with those of the structs of its package that it embeds.
func members(all []structOf) []string {
	var of func(s structOf) []string
	of = func(s structOf) []string {
		var list []string
		for _, f := range s.node.Fields.List {
			if name, is := f.Type.(*ast.Ident); is && len(f.Names) == 0 {
				inner := slices.IndexFunc(all, func(o structOf) bool {
					return filepath.Dir(o.file) == filepath.Dir(s.file) && o.name == name.Name
				})
				if inner >= 0 {
					list = append(list, of(all[inner])...)
				}
			}
			if f.Tag == nil {
				continue
			}
			tag, _ := strconv.Unquote(f.Tag.Value)
			if name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ","); name != "" && name != "-" {
				list = append(list, name)
			}
		}
		return list
	}
	var lines []string
	for _, s := range all {
		if list := of(s); len(list) > 0 {
			lines = append(lines, fmt.Sprint(s.folder, ": ", strings.Join(list, " ")))
		}
	}
	slices.Sort(lines)
	return lines
}

func (w *words) take(folder, path string, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec:
		return false
	case *ast.TypeSpec:
		if of, is := n.Type.(*ast.StructType); is {
			w.named = structOf{folder: folder, file: path, name: n.Name.Name, node: of}
		}
	case *ast.StructType:
		s := structOf{folder: folder, file: path, node: n}
		if w.named.node == n {
			s = w.named
		}
		w.structs = append(w.structs, s)
	case *ast.CompositeLit:
		if of, is := n.Type.(*ast.MapType); is && isAny(of.Value) {
			for _, e := range n.Elts {
				if pair, is := e.(*ast.KeyValueExpr); is {
					w.key(pair.Key)
				}
			}
		}
	case *ast.IndexExpr:
		w.key(n.Index) // body["reason"] = …
	case *ast.BasicLit:
		if text := textOf(n); w.hyphened.MatchString(text) {
			w.codes[text] = true
		}
	case *ast.ValueSpec:
		for _, v := range n.Values {
			if text := textOf(v); w.one.MatchString(text) {
				w.codes[text] = true
			}
		}
	}
	return true
}

func (w *words) key(e ast.Expr) {
	if text := textOf(e); w.one.MatchString(text) {
		w.keys[text] = true
	}
}

func isAny(e ast.Expr) bool {
	name, is := e.(*ast.Ident)
	return is && name.Name == "any"
}

// textOf is the text of a literal; "" for any other expression.
func textOf(e ast.Expr) string {
	l, is := e.(*ast.BasicLit)
	if !is || l.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(l.Value)
	return text
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
