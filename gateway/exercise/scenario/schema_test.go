package scenario

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaFile = "../../../docs/scenario.schema.json"

// schemas makes the schema of the language of the types of this package and their tags, for editors. What stands in
// their comments is what an editor shows.
type schemas struct {
	defs  map[string]any
	types map[string]string // comments of types
	keys  map[string]string // comments of fields, by TYPE.FIELD
}

type object = map[string]any

// schema is the whole.
func schema(t *testing.T) []byte {
	t.Helper()
	s := &schemas{defs: object{}, types: map[string]string{}, keys: map[string]string{}}
	s.comments(t)
	whole := s.fields(reflect.TypeFor[Scenario](), nil)
	whole["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	whole["title"] = "Scenario of a bordercast exercise"
	whole["$defs"] = s.defs
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(whole); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// comments reads what the types and their fields say of themselves.
func (s *schemas) comments(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				one, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				s.types[one.Name.Name] = strings.Join(strings.Fields(g.Doc.Text()), " ")
				if fields, ok := one.Type.(*ast.StructType); ok {
					for _, f := range fields.Fields.List {
						for _, n := range f.Names {
							text := f.Doc.Text() + f.Comment.Text() // above it, or beside it
							s.keys[one.Name.Name+"."+n.Name] = strings.Join(strings.Fields(text), " ")
						}
					}
				}
			}
		}
	}
}

// fields is a mapping of the keys of a struct; with a kind, its name is one of them.
func (s *schemas) fields(t reflect.Type, k *kind) object {
	properties, required := object{}, []string{}
	if k != nil {
		f := t.Field(operand(t))
		properties[k.name] = s.described(s.value(f.Type, f.Tag), s.types[t.Name()])
		required = append(required, k.name)
	}
	likes := false
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("yaml")
		if key == "#" || key == "@" || key == "-" || key == "" {
			continue
		}
		likes = likes || key == "like"
		properties[key] = s.described(s.value(f.Type, f.Tag), s.keys[t.Name()+"."+f.Name])
		if f.Tag.Get("need") != "" {
			required = append(required, key)
		}
	}
	if t == reflect.TypeFor[Inject]() {
		for _, verb := range verbs() {
			properties[verb.name] = s.described(s.operand(verb.of), s.types[verb.of.Name()])
		}
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	s.choices(t, out)
	switch {
	case likes && len(required) > 0: // what it does not say, it has from the one it is like
		out["anyOf"] = []any{object{"required": []string{"like"}}, object{"required": required}}
	case len(required) > 0:
		out["required"] = required
	}
	return out
}

// choices are the keys that exclude each other, or belong together.
func (s *schemas) choices(t reflect.Type, out object) {
	for _, rule := range []string{"choice", "either", "together"} {
		var all []string
		for i := range t.NumField() {
			if t.Field(i).Tag.Get(rule) != "" {
				all = append(all, t.Field(i).Tag.Get("yaml"))
			}
		}
		if len(all) == 0 {
			continue
		}
		var one []any
		depend := object{}
		for _, key := range all {
			one = append(one, object{"required": []string{key}})
			depend[key] = all
		}
		switch rule {
		case "choice":
			out["oneOf"] = one
		case "either":
			out["not"] = object{"required": all}
		case "together":
			out["dependentRequired"] = depend
		}
	}
}

func (s *schemas) described(what object, text string) object {
	if text != "" {
		what["description"] = text
	}
	return what
}

func (s *schemas) operand(t reflect.Type) object {
	if i := operand(t); i >= 0 {
		return s.value(t.Field(i).Type, t.Field(i).Tag)
	}
	return s.fields(t, nil)
}

// ref is a type by its name, made once.
func (s *schemas) ref(t reflect.Type, what func() object) object {
	name := strings.ToLower(t.Name())
	if s.defs[name] == nil {
		s.defs[name] = object{} // while it is made
		s.defs[name] = s.described(what(), s.types[t.Name()])
	}
	return object{"$ref": "#/$defs/" + name}
}

func pattern(p string) object { return object{"type": "string", "pattern": p} }

// value is what may stand under a key.
func (s *schemas) value(t reflect.Type, tags reflect.StructTag) object {
	switch t {
	case reflect.TypeFor[Moment]():
		return s.ref(t, func() object { return pattern(forms()["moment"].pattern) })
	case reflect.TypeFor[Range]():
		return s.ref(t, func() object { return pattern(forms()["range"].pattern) })
	case reflect.TypeFor[time.Duration]():
		return pattern(`^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`)
	case reflect.TypeFor[Code]():
		return s.ref(t, func() object {
			lists := object{}
			for list, f := range codeForms() {
				lists[list] = pattern(f.pattern)
			}
			return object{"type": "object", "properties": lists, "additionalProperties": false, "minProperties": 1,
				"maxProperties": 1}
		})
	case reflect.TypeFor[Grave]():
		return s.ref(t, func() object {
			var words []any
			for _, w := range gravity() {
				words = append(words, object{"enum": w})
			}
			return object{"type": "array", "prefixItems": words, "minItems": 3, "maxItems": 3}
		})
	case reflect.TypeFor[Configuration]():
		return s.ref(t, func() object { return object{"type": "object", "minProperties": 1} })
	}
	switch t.Kind() {
	case reflect.String:
		return s.text(tags)
	case reflect.Int:
		least, _ := strconv.Atoi(tags.Get("from"))
		return object{"type": "integer", "minimum": least}
	case reflect.Slice:
		return s.slice(t, tags)
	case reflect.Map:
		out := object{"type": "object", "additionalProperties": s.value(t.Elem(), tags)}
		if tags.Get("keys") == "lane" {
			out["propertyNames"] = object{"enum": []string{"actual", "exercise", "test"}}
		}
		return out
	}
	if tags.Get("names") != "" {
		return pattern(forms()["name"].pattern)
	}
	return s.ref(t, func() object { return s.fields(t, nil) })
}

func (s *schemas) text(tags reflect.StructTag) object {
	out := object{"type": []string{"string", "number", "boolean"}} // a number is its own digits
	switch {
	case tags.Get("one") != "":
		return object{"enum": strings.Fields(tags.Get("one"))}
	case tags.Get("form") != "":
		out["pattern"] = forms()[tags.Get("form")].pattern
	case tags.Get("need") != "":
		out["pattern"] = `\S`
	}
	return out
}

func (s *schemas) slice(t reflect.Type, tags reflect.StructTag) object {
	elem := t.Elem()
	switch {
	case kindsOf(t) != nil:
		one := s.ref(elem, func() object { return s.kinds(kindsOf(t)) })
		return object{"anyOf": []any{one, object{"type": "array", "items": one, "minItems": 1}}}
	case elem.Kind() == reflect.String:
		return object{"anyOf": []any{s.text(tags), object{"type": "array", "items": s.text(tags)}}}
	case hasName(elem):
		return object{"type": "object", "propertyNames": pattern(forms()["name"].pattern),
			"additionalProperties": s.value(elem, ""), "minProperties": 1}
	}
	return object{"type": "array", "items": s.value(elem, tags)}
}

// kinds are the entries of a list of kinds: words that stand alone, and mappings with one of their names.
func (s *schemas) kinds(all kinds) object {
	var alone []string
	var out []any
	for _, k := range all {
		if operand(k.of) < 0 {
			alone = append(alone, k.name)
			continue
		}
		out = append(out, s.fields(k.of, &k))
	}
	return object{"anyOf": append([]any{object{"enum": alone}}, out...)}
}

// The schema is made of the types, and is the one that is shipped.
func TestSchema(t *testing.T) {
	got := schema(t)
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(schemaFile); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types say (run with -update and read the difference): %v", schemaFile, err)
	}
}

// valid asks an independent reader of schemas.
func valid(t testing.TB, compiled *jsonschema.Schema, text []byte) error {
	t.Helper()
	var read any
	if err := yaml.Unmarshal(text, &read); err != nil {
		return err
	}
	asJSON, err := json.Marshal(read)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(value)
}

// What the reader takes, the schema takes. Of the mistakes it sees those that are listed as seen by it, and no more:
// names, order and sums are beyond a schema.
func TestTheSchemaSees(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema(t)))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("scenario.schema.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("scenario.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := filepath.Glob("../scenarios/*.yaml")
	if err != nil || len(shipped) == 0 {
		t.Fatalf("no scenario is shipped: %v", err)
	}
	for _, file := range append(shipped, "testdata/small.yaml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := valid(t, compiled, text); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	var unseen []string
	for _, f := range fixtures(t) {
		if valid(t, compiled, []byte(f.mistaken(t))) == nil {
			unseen = append(unseen, f.name)
		}
	}
	got := strings.Join(unseen, "\n") + "\n"
	const golden = "testdata/unseen-by-schema.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("the schema does not see %v, want %s: %v", slices.Sorted(slices.Values(unseen)), want, err)
	}
}
