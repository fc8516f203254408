package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestKeysAreSnakeCase: every key of every JSON that a command prints or the gateway publishes.
func TestKeysAreSnakeCase(t *testing.T) {
	snake, keys := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`), 0
	for _, dir := range []string{
		".", "act", "cli", "look", "offline", "../api", "../topics", "../trail", "../alarm", "../exercise",
		"../exercise/observer",
		"../../cap/geo", "../../cap/geo/agency", "../../cap/translate", "../../cap/translate/report", "../../cap/profile",
		"../../certs",
	} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", dir, err)
		}
		for _, file := range files {
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				field, is := n.(*ast.Field)
				if !is || field.Tag == nil {
					return true
				}
				tag, has := reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Lookup("json")
				key, _, _ := strings.Cut(tag, ",")
				if !has || key == "" || key == "-" {
					return true
				}
				keys++
				if !snake.MatchString(key) && key != "msgType" { // CAP's own word, in the report's form (docs/report.md)
					t.Errorf("%s: the key %q", set.Position(field.Pos()), key)
				}
				return true
			})
		}
	}
	if keys < 300 {
		t.Errorf("%d keys were found", keys)
	}
}

// TestEveryAnswerHasKeys: a field without a tag would be printed under its Go name.
func TestEveryAnswerHasKeys(t *testing.T) {
	files, err := filepath.Glob("../api/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			s, is := n.(*ast.StructType)
			if !is {
				return true
			}
			tagged := false
			for _, f := range s.Fields.List {
				tagged = tagged || f.Tag != nil && strings.Contains(f.Tag.Value, "json:")
			}
			for _, f := range s.Fields.List {
				if tagged && f.Tag == nil && len(f.Names) > 0 && f.Names[0].IsExported() {
					t.Errorf("%s: %s has no key", set.Position(f.Pos()), f.Names[0].Name)
				}
			}
			return true
		})
	}
}
