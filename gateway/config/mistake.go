package config

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Mistake is what stops a configuration from being read, with its place.
type Mistake struct {
	File         string
	Line, Column int
	Text         string
	Excerpt      string // the lines around, with a caret
}

// Error is the place, the sentence and the excerpt.
func (m *Mistake) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s\n%s", m.File, m.Line, m.Column, m.Text, m.Excerpt)
}

// refused finds the place of what the parser or decoder complains of.
func refused(name string, text []byte, err error) error {
	var y yaml.Error
	if !errors.As(err, &y) || y.GetToken() == nil {
		return fmt.Errorf("configuration %s: %w", name, err)
	}
	at := y.GetToken().Position
	said := sentence(err, y)
	if tabbed(text, at.Line) {
		said = "a tab cannot indent here; use spaces"
	}
	return &Mistake{File: name, Line: at.Line, Column: at.Column, Text: said, Excerpt: excerpt(text, at.Line, at.Column)}
}

func tabbed(text []byte, line int) bool {
	lines := strings.Split(string(text), "\n")
	return line > 0 && line <= len(lines) && strings.HasPrefix(strings.TrimLeft(lines[line-1], " "), "\t")
}

// sentence says what to do where the library speaks of Go's types.
func sentence(err error, y yaml.Error) string {
	var unknown *yaml.UnknownFieldError
	var twice *yaml.DuplicateKeyError
	var wrong *yaml.TypeError
	var shape *yaml.UnexpectedNodeTypeError
	key := y.GetToken().Value
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("there is no key %q here; correct or remove it (bordercast config example shows every key)", key)
	case errors.As(err, &twice):
		return fmt.Sprintf("the key %q stands here twice; keep one", key)
	case errors.As(err, &wrong) && wrong.DstType != nil:
		return fmt.Sprintf("%q cannot stand here; write %s", key, expected(wrong.DstType))
	case errors.As(err, &shape):
		return "this has the wrong form; write " + form(shape.Expected)
	}
	return y.GetMessage()
}

func expected(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return form(ast.SequenceType)
	case reflect.Struct, reflect.Map, reflect.Pointer:
		return form(ast.MappingType)
	case reflect.String:
		return "text"
	}
	return "a number"
}

func form(t ast.NodeType) string {
	switch t {
	case ast.SequenceType:
		return "a list, like [a, b]"
	case ast.MappingType, ast.MappingValueType:
		return "keys with values"
	}
	return "one value"
}

// around is how many lines of an excerpt stand before and after the line meant.
const around = 2

// password is what stands before the host of an address: an excerpt may go to a log, and it does not belong there.
var password = regexp.MustCompile(`://[^/@\s"']+@`)

// excerpt is the lines around a place, with a caret under it.
func excerpt(text []byte, line, column int) string {
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	var b strings.Builder
	for n := max(1, line-around); n <= min(len(lines), line+around); n++ {
		mark := " "
		if n == line {
			mark = ">"
		}
		shown := password.ReplaceAllString(clip(strings.TrimRight(lines[n-1], "\r")), "://***@")
		fmt.Fprintf(&b, "%s %4d | %s\n", mark, n, shown)
		if n == line {
			fmt.Fprintf(&b, "       | %s^\n", strings.Repeat(" ", max(0, min(column-1, len(shown)))))
		}
	}
	return b.String()
}

func clip(line string) string {
	const widest = 300
	if len(line) > widest {
		return line[:widest] + " …"
	}
	return line
}

// variable is a value that is taken from the environment whole.
var variable = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)

// visitor replaces ${NAME} by the environment's value and refuses what a configuration has no use for.
type visitor struct {
	lookup func(string) (string, bool)
	err    error
}

// Visit is ast.Visitor.
func (v *visitor) Visit(node ast.Node) ast.Visitor {
	switch n := node.(type) {
	case *ast.StringNode:
		v.replace(n)
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		// A few aliases of aliases ask for gigabytes, and a route that is somewhere else cannot be read aloud.
		v.fail(n, "anchors, aliases and tags are not read here; write the value out")
	}
	return v
}

func (v *visitor) replace(n *ast.StringNode) {
	name := variable.FindStringSubmatch(n.Value)
	if name == nil {
		return
	}
	value, set := v.lookup(name[1])
	if !set {
		v.fail(n, "environment variable "+name[1]+" is not set; set it, or write the value here")
	}
	n.Value = value
}

func (v *visitor) fail(node ast.Node, text string) {
	if v.err == nil {
		v.err = &yaml.SyntaxError{Token: node.GetToken(), Message: text}
	}
}
