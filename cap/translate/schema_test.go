package translate_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// schema is as much of JSON Schema 2020-12 as report.schema.json uses; a keyword that it does not know fails the test,
// so that nothing in the file goes unchecked.
type schema struct {
	root map[string]any
}

// known are the keywords checked here, and those that only describe.
var known = strings.Fields("type required properties additionalProperties items enum const pattern minItems " +
	"maxLength minimum $ref $defs $schema $id title description")

func readSchema(t *testing.T, b []byte) schema {
	t.Helper()
	var s schema
	if err := json.Unmarshal(b, &s.root); err != nil {
		t.Fatal(err)
	}
	s.keywords(t, s.root)
	return s
}

func (s schema) keywords(t *testing.T, node map[string]any) {
	t.Helper()
	for key, value := range node {
		if !strings.Contains(" "+strings.Join(known, " ")+" ", " "+key+" ") {
			t.Fatalf("the test does not check the keyword %s", key)
		}
		sub, ok := value.(map[string]any)
		switch {
		case ok && (key == "properties" || key == "$defs"):
			for _, each := range sub {
				if m, ok := each.(map[string]any); ok {
					s.keywords(t, m)
				}
			}
		case ok && key == "items":
			s.keywords(t, sub)
		}
	}
}

// check lists what is wrong with a document.
func (s schema) check(v any) []string { return s.at("", s.root, v) }

func (s schema) at(path string, node map[string]any, v any) []string {
	if ref, ok := node["$ref"].(string); ok {
		defs, _ := s.root["$defs"].(map[string]any)
		target, ok := defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		if !ok {
			return []string{path + ": no definition " + ref}
		}
		return s.at(path, target, v)
	}
	var out []string
	add := func(bad bool, format string, args ...any) {
		if bad {
			out = append(out, path+": "+fmt.Sprintf(format, args...))
		}
	}
	if kind, ok := node["type"].(string); ok {
		add(!isType(kind, v), "%v is no %s", v, kind)
	}
	if want, ok := node["const"]; ok {
		add(!reflect.DeepEqual(want, v), "%v is not %v", v, want)
	}
	if values, ok := node["enum"].([]any); ok {
		found := false
		for _, want := range values {
			found = found || reflect.DeepEqual(want, v)
		}
		add(!found, "%v is none of %v", v, values)
	}
	return append(out, s.value(path, node, v)...)
}

// value checks what a kind of value has of its own.
func (s schema) value(path string, node map[string]any, v any) []string {
	var out []string
	add := func(bad bool, format string, args ...any) {
		if bad {
			out = append(out, path+": "+fmt.Sprintf(format, args...))
		}
	}
	switch v := v.(type) {
	case string:
		pattern, _ := node["pattern"].(string)
		add(pattern != "" && !regexp.MustCompile(pattern).MatchString(v), "%q does not match %s", v, pattern)
		most, ok := node["maxLength"].(float64)
		add(ok && utf8.RuneCountInString(v) > int(most), "%q is longer than %v", v, most)
	case float64:
		least, ok := node["minimum"].(float64)
		add(ok && v < least, "%v is less than %v", v, least)
	case []any:
		least, ok := node["minItems"].(float64)
		add(ok && len(v) < int(least), "%d items are fewer than %v", len(v), least)
		if items, ok := node["items"].(map[string]any); ok {
			for n, each := range v {
				out = append(out, s.at(fmt.Sprintf("%s/%d", path, n), items, each)...)
			}
		}
	case map[string]any:
		out = append(out, s.object(path, node, v)...)
	}
	return out
}

func (s schema) object(path string, node, v map[string]any) []string {
	var out []string
	required, _ := node["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			out = append(out, fmt.Sprintf("%s: %s is missing", path, name))
		}
	}
	properties, _ := node["properties"].(map[string]any)
	for name, value := range v {
		sub, ok := properties[name].(map[string]any)
		switch {
		case ok:
			out = append(out, s.at(path+"/"+name, sub, value)...)
		case node["additionalProperties"] == false:
			out = append(out, fmt.Sprintf("%s: %s is not in the schema", path, name))
		}
	}
	return out
}

func isType(kind string, v any) bool {
	switch v := v.(type) {
	case string:
		return kind == "string"
	case float64:
		return kind == "number" || kind == "integer" && v == math.Trunc(v)
	case []any:
		return kind == "array"
	case map[string]any:
		return kind == "object"
	case bool:
		return kind == "boolean"
	}
	return false
}
