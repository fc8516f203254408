package scenario

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// The fields of the types of this package say by their tags how a file has them:
//
//	yaml:"KEY"    the key. "#" is the name that the entry has in its list, "@" what stands under the name of a kind,
//	              "-" is not in the file
//	need:"yes"    it must be there
//	one:"A B"     it is one of these words
//	form:"NAME"   it is written in this form (forms.go)
//	names:"KIND"  it is the name of something: a message, a party … (names.go)
//	keys:"KIND"   the keys of this mapping are
//	from:"1"      it is a number from this up
//	choice:"A"    exactly one of the fields with this word must be there
//	either:"A"    no more than one of them may be there
//	together:"A"  all of them must be there, or none
//
// Two readers of these tags exist: this one, and that of the schema in schema_test.go.

// special is a type with a form of its own.
type special interface{ read(r *reading, n ast.Node) }

// checked is a type that has to be looked at as a whole once it is read.
type checked interface{ check(r *reading, n ast.Node) }

// decode reads the whole file.
func (r *reading) decode(root ast.Node, s *Scenario) {
	r.value(root, reflect.ValueOf(s).Elem(), "")
}

// value reads a node into a value whose field has these tags.
func (r *reading) value(n ast.Node, v reflect.Value, tags reflect.StructTag) {
	if own, ok := v.Addr().Interface().(special); ok {
		own.read(r, n)
		return
	}
	switch v.Kind() {
	case reflect.String:
		if text, ok := r.text(n); ok && allowed(r, n, text, tags) {
			v.SetString(text)
		}
	case reflect.Int:
		text, ok := r.text(n)
		i, err := strconv.Atoi(text)
		least, _ := strconv.Atoi(tags.Get("from"))
		if ok && (err != nil || i < least) {
			r.fail(n, "%q cannot stand here; write a number from %d up", short(text), least)
			i = 1 // nothing more is to be said of it
		}
		v.SetInt(int64(i))
	case reflect.Int64:
		r.duration(n, v)
	case reflect.Slice:
		r.slice(n, v, tags)
	case reflect.Map:
		r.mapping(n, v, tags)
	case reflect.Struct:
		if kind := tags.Get("names"); kind != "" {
			r.taken(n, v, kind)
			return
		}
		r.fields(n, v)
	}
}

// text is the text of a node. A number is its own digits: codes begin with zeros.
func (r *reading) text(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	case *ast.NullNode:
		r.fail(n, "nothing stands here; write a value, or remove the key")
	default:
		r.fail(n, "one value belongs here; write it without [ ] and { }")
	}
	return "", false
}

func (r *reading) duration(n ast.Node, v reflect.Value) {
	text, ok := r.text(n)
	if !ok {
		return
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		r.fail(n, "%q is no length of time; write it like 600ms, 40s, 10m or 6h", text)
		return
	}
	v.SetInt(int64(d))
}

// slice reads a list; one value alone is a list of one.
func (r *reading) slice(n ast.Node, v reflect.Value, tags reflect.StructTag) {
	elem := v.Type().Elem()
	if elem.Kind() == reflect.Struct && hasName(elem) {
		r.entries(n, v)
		return
	}
	all := kindsOf(v.Type())
	nodes := []ast.Node{n}
	if list, ok := n.(*ast.SequenceNode); ok {
		nodes = list.Values
	} else if elem.Kind() != reflect.String && all == nil {
		r.fail(n, "a list belongs here; begin each entry with a dash")
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(nodes))
	for _, one := range nodes {
		if all != nil {
			if k, ok := r.kind(one, all); ok {
				out = reflect.Append(out, k)
			}
			continue
		}
		e := reflect.New(elem).Elem()
		if elem == reflect.TypeFor[Inject]() {
			r.inject++
		}
		r.value(one, e, tags)
		out = reflect.Append(out, e)
	}
	v.Set(out)
}

// mapping reads keys that the file chooses.
func (r *reading) mapping(n ast.Node, v reflect.Value, tags reflect.StructTag) {
	pairs := pairsOf(n)
	if pairs == nil {
		r.fail(n, "keys with values belong here, like {a: b}")
		return
	}
	out := reflect.MakeMap(v.Type())
	for _, p := range pairs {
		if kind := tags.Get("keys"); kind != "" {
			r.name(kind, p.Key.GetToken().Value, p.Key)
		}
		e := reflect.New(v.Type().Elem()).Elem()
		r.value(p.Value, e, tags)
		out.SetMapIndex(reflect.ValueOf(p.Key.GetToken().Value), e)
	}
	v.Set(out)
}

// fields reads a mapping into a struct: in the order of its fields, then the verbs in the order of the file.
func (r *reading) fields(n ast.Node, v reflect.Value) {
	excused := !r.inherit(n, v) // where what it is like is wrong, nothing is said of what it lacks
	pairs := pairsOf(n)
	if _, empty := n.(*ast.MappingNode); pairs == nil && !empty {
		r.fail(n, "keys with values belong here, like {a: b}")
		return
	}
	t := v.Type()
	inject, isInject := v.Addr().Interface().(*Inject)
	known := map[string]bool{}
	for i := range t.NumField() {
		r.field(n, v.Field(i), t.Field(i), known, excused)
	}
	if !excused {
		r.choices(n, t)
	}
	for _, p := range pairs {
		key := p.Key.GetToken().Value
		if known[key] {
			continue
		}
		if verb, ok := verbs().find(key); ok && isInject {
			act := reflect.New(verb.of).Elem()
			r.operand(p.Value, act)
			inject.Acts = append(inject.Acts, act.Interface().(Act))
			continue
		}
		r.unknown(p.Key, keysOf(t))
	}
	if whole, ok := v.Addr().Interface().(checked); ok && !excused {
		whole.check(r, n)
	}
}

// field reads one field, where its key is there.
func (r *reading) field(n ast.Node, v reflect.Value, f reflect.StructField, known map[string]bool, excused bool) {
	key := f.Tag.Get("yaml")
	if key == "#" || key == "@" || key == "-" || key == "" {
		return
	}
	known[key] = true
	if value := under(n, key); value != nil {
		r.value(value, v, f.Tag)
		return
	}
	if f.Tag.Get("need") != "" && v.IsZero() && !excused {
		r.fail(n, "%s is missing here; add it", key)
	}
}

// choices looks at keys that exclude each other, or belong together.
func (r *reading) choices(n ast.Node, t reflect.Type) {
	for _, rule := range []string{"choice", "either", "together"} {
		var all, there []string
		for i := range t.NumField() {
			key := t.Field(i).Tag.Get("yaml")
			if t.Field(i).Tag.Get(rule) == "" {
				continue
			}
			all = append(all, key)
			if under(n, key) != nil {
				there = append(there, key)
			}
		}
		switch {
		case rule == "choice" && len(all) > 0 && len(there) == 0:
			r.fail(n, "%s is missing here; add one of them", either(all))
		case rule != "together" && len(there) > 1:
			r.fail(at(n, there[1]), "%s cannot stand here beside %s; keep one", there[1], there[0])
		case rule == "together" && len(there) > 0 && len(there) < len(all):
			r.fail(n, "%s belong together; write all of them, or none", strings.Join(all, ", "))
		}
	}
}

// unknown answers a key that does not exist.
func (r *reading) unknown(key ast.Node, here []string) {
	f := r.file
	f.Shows = "here may stand " + strings.Join(here, ", ")
	r.fail(key, "%s", f.NoKey(key.GetToken().Value))
}

// operand reads the value of a verb, or of a kind's own name.
func (r *reading) operand(n ast.Node, v reflect.Value) {
	if i := operand(v.Type()); i >= 0 {
		r.value(n, v.Field(i), v.Type().Field(i).Tag)
		return
	}
	r.fields(n, v)
}

// kind reads an entry of a list of kinds: a word alone, or a mapping that has one of their names among its keys.
func (r *reading) kind(n ast.Node, all kinds) (reflect.Value, bool) {
	pairs := pairsOf(n)
	if pairs == nil {
		return r.word(n, all)
	}
	var found kind
	var value ast.Node
	for _, p := range pairs {
		k, ok := all.find(p.Key.GetToken().Value)
		if ok && value == nil {
			found, value = k, p.Value
		}
	}
	if value == nil {
		r.fail(n, "there is no %q here; write one of %s", pairs[0].Key.GetToken().Value, strings.Join(all.names(), ", "))
		return reflect.Value{}, false
	}
	v := reflect.New(found.of).Elem()
	if operand(found.of) < 0 {
		r.fail(n, "%s stands alone; write it without a value", found.name)
		return v, true
	}
	r.operand(value, v)
	known := map[string]bool{found.name: true}
	for i := range found.of.NumField() {
		r.field(n, v.Field(i), found.of.Field(i), known, false)
	}
	r.choices(n, found.of)
	for _, p := range pairs {
		if !known[p.Key.GetToken().Value] {
			r.unknown(p.Key, append([]string{found.name}, keysOf(found.of)...))
		}
	}
	if whole, ok := v.Addr().Interface().(checked); ok {
		whole.check(r, n)
	}
	return v, true
}

func (r *reading) word(n ast.Node, all kinds) (reflect.Value, bool) {
	text, ok := r.text(n)
	if !ok {
		return reflect.Value{}, false
	}
	found, ok := all.find(text)
	switch {
	case !ok:
		r.fail(n, "there is no %q here; write one of %s", text, strings.Join(all.names(), ", "))
		return reflect.Value{}, false
	case operand(found.of) >= 0:
		r.fail(n, "%s needs a value; write {%s: …}", text, text)
		return reflect.Value{}, false
	}
	return reflect.New(found.of).Elem(), true
}

// keysOf are the keys of a struct; of an inject with the verbs.
func keysOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("yaml"); key != "#" && key != "@" && key != "-" && key != "" {
			out = append(out, key)
		}
	}
	if t == reflect.TypeFor[Inject]() {
		out = append(out, verbs().names()...)
	}
	return out
}
