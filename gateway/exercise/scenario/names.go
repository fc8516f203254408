package scenario

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// list is a mapping whose keys are names, and whose entries may be like one another.
type list struct {
	pairs []*ast.MappingValueNode
	at    map[string]int // of pairs, by name: a long script asks for each of its messages
	done  map[string]reflect.Value
	busy  map[string]bool
	wrong map[string]bool // something is wrong with it
	elem  reflect.Type
}

// list finds one by what its entries are called; nil where the file does not have it.
func (r *reading) list(kind string) *list { return r.lists[kind] }

// names are those of the entries; a list that the file does not have is empty.
func (l *list) names() []string {
	if l == nil {
		return nil
	}
	var out []string
	for _, p := range l.pairs {
		out = append(out, p.Key.GetToken().Value)
	}
	return out
}

func hasName(t reflect.Type) bool {
	return t.NumField() > 0 && t.Field(0).Tag.Get("yaml") == "#"
}

// kindName is what the entries of such a list are called.
func kindName(elem reflect.Type) string {
	if elem == reflect.TypeFor[System]() {
		return "agency"
	}
	return strings.ToLower(elem.Name())
}

// entries reads a list whose entries have names, in the order of the file.
func (r *reading) entries(n ast.Node, v reflect.Value) {
	l := &list{pairs: pairsOf(n), at: map[string]int{}, done: map[string]reflect.Value{}, busy: map[string]bool{},
		wrong: map[string]bool{}, elem: v.Type().Elem()}
	if l.pairs == nil {
		r.fail(n, "names with what they are belong here, like {name: {…}}")
		return
	}
	for i, name := range l.names() {
		l.at[name] = i
	}
	r.lists[kindName(l.elem)] = l
	for _, p := range l.pairs {
		name := p.Key.GetToken().Value
		r.form(p.Key, name, "name")
		if one, ok := r.entry(l, name); ok {
			v.Set(reflect.Append(v, one))
		}
	}
}

// entry reads one of them, unless it has been read as what another one is like.
func (r *reading) entry(l *list, name string) (reflect.Value, bool) {
	if one, ok := l.done[name]; ok {
		return one, true
	}
	i, there := l.at[name]
	if !there || l.busy[name] {
		return reflect.Value{}, false
	}
	l.busy[name] = true
	one := reflect.New(l.elem).Elem()
	one.Field(0).SetString(name)
	before := len(r.mistakes)
	r.fields(l.pairs[i].Value, one)
	l.done[name] = one
	if len(r.mistakes) > before {
		l.wrong[name] = true
	}
	delete(l.busy, name)
	return one, true
}

// inherit begins an entry with what the one is that it is like. It is false where something is wrong with that.
func (r *reading) inherit(n ast.Node, v reflect.Value) bool {
	like := under(n, "like")
	l := r.list(kindName(v.Type()))
	if like == nil || l == nil || !v.FieldByName("Like").IsValid() {
		return true
	}
	text := like.GetToken().Value
	if l.busy[text] {
		r.fail(like, "%s is like itself, by way of what it is like; let one of them say what it is", text)
		l.wrong[text] = true
		return false
	}
	base, ok := r.entry(l, text)
	if ok {
		own := v.Field(0).String()
		v.Set(base)
		v.Field(0).SetString(own)
	}
	if !ok || l.wrong[text] {
		l.wrong[v.Field(0).String()] = true
	}
	return ok && !l.wrong[text]
}

// taken reads the name of something, and takes a copy of it.
func (r *reading) taken(n ast.Node, v reflect.Value, kind string) {
	text, ok := r.text(n)
	if !ok {
		return
	}
	r.name(kind, text, n)
	if l := r.list(kind); l != nil {
		if one, ok := r.entry(l, text); ok {
			v.Set(one)
		}
	}
}

// name notes that a word must be the name of something.
func (r *reading) name(kind, is string, n ast.Node) {
	r.named = append(r.named, name{kind, is, n, r.inject})
}

// allowed says whether a text is what its field may be; names are looked up once everything is read.
func allowed(r *reading, n ast.Node, text string, tags reflect.StructTag) bool {
	if kind := tags.Get("names"); kind != "" {
		r.name(kind, text, n)
	}
	if words := strings.Fields(tags.Get("one")); len(words) > 0 && !slices.Contains(words, text) {
		r.fail(n, "%q cannot stand here; write %s", text, either(words))
		return false
	}
	if tags.Get("need") != "" && strings.TrimSpace(text) == "" {
		r.fail(n, "this must not be empty; write it")
		return false
	}
	if form := tags.Get("form"); form != "" {
		return r.form(n, text, form)
	}
	return true
}

// either is a list of words, of which one is meant.
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// lookUp finds all that was named. sent are the messages that are sent, by the inject that does it.
func (r *reading) lookUp(people map[string]string, sent map[string]int) {
	there := map[string]map[string]bool{"sent": set(slices.Collect(maps.Keys(sent))...),
		"people": set(slices.Collect(maps.Keys(people))...), "lane": set("actual", "exercise", "test"),
		"party operator": set(append(r.outside.parties, Operator)...), "own line": set(r.outside.line),
		"system": set(r.outside.systems...), "destination": set(r.outside.destinations...),
		"party": set(r.outside.parties...)}
	for kind, l := range r.lists {
		there[kind] = set(l.names()...)
	}
	written := r.list("message").names()
	said := map[string]bool{}
	for _, one := range r.named {
		ofConfiguration := slices.Contains([]string{"party", "party operator", "system", "destination"}, one.kind)
		if ofConfiguration && r.outside.parties == nil {
			continue // the configuration cannot be read: it is that which is wrong
		}
		switch when := sent[one.is]; {
		case there[one.kind][one.is] && one.kind == "sent" && when > one.inject && one.inject > 0:
			r.fail(one.node, "%s is sent only later; move this behind that, or name another message", one.is)
		case there[one.kind][one.is]:
		case one.kind == "sent" && slices.Contains(written, one.is):
			if !said[one.is] {
				r.fail(one.node, "%s is never sent; send it before this, or name another message", one.is)
			}
			said[one.is] = true
		case one.kind == "sent" && isReport(r, one.is):
		case one.kind == "people":
			r.fail(one.node, "nobody answers for %q; add who does under people", one.is)
		default:
			r.fail(one.node, "there is no %s %q%s", called(one.kind), one.is, choices(there[one.kind]))
		}
	}
}

// isReport says whether a name is that of a report of a flood.
func isReport(r *reading, name string) bool {
	flood, number, _ := cutLast(name, "-")
	n, err := strconv.Atoi(number)
	if l := r.list("flood"); l != nil && err == nil {
		if one, ok := l.done[flood]; ok {
			return n >= 1 && n <= one.Interface().(Flood).Count
		}
	}
	return false
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func set(names ...string) map[string]bool {
	out := map[string]bool{}
	for _, name := range names {
		out[name] = true
	}
	return out
}

// called is what a kind of thing is called in a sentence.
func called(kind string) string {
	switch kind {
	case "sent":
		return "message"
	case "party operator":
		return "party"
	case "own line":
		return "line for"
	}
	return kind
}

// choices are those that there are, where they are few.
func choices(there map[string]bool) string {
	const few = 12
	switch {
	case len(there) == 0:
		return " in this scenario; add it"
	case len(there) > few:
		return "; correct the name, or add it"
	}
	return "; there is " + strings.Join(slices.Sorted(maps.Keys(there)), ", ")
}
