package yamlfile

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Mistake is what stops a file from being read, with its place.
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

// Refused finds the place of what the parser or decoder complains of.
func (f File) Refused(err error) error {
	var y yaml.Error
	if !errors.As(err, &y) || y.GetToken() == nil {
		return fmt.Errorf("%s %s: %w", f.What, f.Name, err)
	}
	at := y.GetToken().Position
	said := f.sentence(err, y)
	if tabbed(f.Text, at.Line) {
		said = "a tab cannot indent here; use spaces"
	}
	return f.Mistake(at.Line, at.Column, said)
}

// Mistake is a sentence about a place of the file.
func (f File) Mistake(line, column int, text string) *Mistake {
	return &Mistake{File: f.Name, Line: line, Column: column, Text: text, Excerpt: f.Excerpt(line, column)}
}

func tabbed(text []byte, line int) bool {
	lines := strings.Split(string(text), "\n")
	return line > 0 && line <= len(lines) && strings.HasPrefix(strings.TrimLeft(lines[line-1], " "), "\t")
}

// sentence says what to do where the library speaks of Go's types.
func (f File) sentence(err error, y yaml.Error) string {
	var unknown *yaml.UnknownFieldError
	var twice *yaml.DuplicateKeyError
	var wrong *yaml.TypeError
	var shape *yaml.UnexpectedNodeTypeError
	key := y.GetToken().Value
	switch {
	case errors.As(err, &unknown):
		return f.NoKey(key)
	case errors.As(err, &twice):
		return fmt.Sprintf("the key %q stands here twice; keep one", key)
	case errors.As(err, &wrong) && wrong.DstType != nil:
		return fmt.Sprintf("%q cannot stand here; write %s", key, expected(wrong.DstType))
	case errors.As(err, &shape):
		return "this has the wrong form; write " + form(shape.Expected)
	}
	return y.GetMessage()
}

// NoKey answers a key that does not exist.
func (f File) NoKey(key string) string {
	return fmt.Sprintf("there is no key %q here; correct or remove it (%s)", key, f.Shows)
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

// Hide takes passwords out of the addresses in a text.
func Hide(text string) string { return password.ReplaceAllString(text, "://***@") }

// Excerpt is the lines around a place, with a caret under it.
func (f File) Excerpt(line, column int) string {
	lines := strings.Split(strings.TrimRight(string(f.Text), "\n"), "\n")
	var b strings.Builder
	for n := max(1, line-around); n <= min(len(lines), line+around); n++ {
		mark := " "
		if n == line {
			mark = ">"
		}
		shown := Hide(clip(strings.TrimRight(lines[n-1], "\r")))
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
