package yamlfile

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// File is the text of a file, and how to speak of it.
type File struct {
	Name  string // its path, for messages
	Text  []byte
	What  string // what it should be: "configuration"
	Shows string // where every key is to be seen: "bordercast config example shows every key"
}

// Tree parses the file. value is shown every text in it, and may change it; what it returns as an error is refused with
// its place. A file without anything in it has no tree: nil.
func (f File) Tree(value func(*ast.StringNode) error) (ast.Node, error) {
	if line := tooDeep(f.Text); line > 0 {
		return nil, &Mistake{File: f.Name, Line: line, Column: 1, Text: "this is nested too deep to be a " + f.What}
	}
	file, err := parser.ParseBytes(f.Text, 0)
	if err != nil {
		return nil, f.Refused(err)
	}
	if len(file.Docs) > 1 {
		return nil, fmt.Errorf("%s %s holds %d documents; keep one, without a --- line between", f.What, f.Name,
			len(file.Docs))
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, nil
	}
	v := &visitor{value: value}
	ast.Walk(v, file.Docs[0].Body)
	if v.err != nil {
		return nil, f.Refused(v.err)
	}
	return file.Docs[0].Body, nil
}

// Decode reads a tree into a value. Keys that the value does not have are refused.
func (f File) Decode(root ast.Node, into any) error {
	if root == nil {
		return nil
	}
	if err := yaml.NodeToValue(root, into, yaml.Strict()); err != nil {
		return f.Refused(err)
	}
	return nil
}

// Find is the place of a path, or of the nearest outer one that the file has; 0 for nowhere.
func (f File) Find(where string) (line, column int) {
	for where != "" && f.Text != nil {
		if path, err := yaml.PathString("$." + where); err == nil {
			if node, err := path.ReadNode(strings.NewReader(string(f.Text))); err == nil && node != nil {
				at := node.GetToken().Position
				return at.Line, at.Column
			}
		}
		where = where[:max(0, strings.LastIndexAny(where, ".["))]
	}
	return 0, 0
}

// visitor shows every text, and refuses what no file here has a use for.
type visitor struct {
	value func(*ast.StringNode) error
	err   error
}

// Visit is ast.Visitor.
func (v *visitor) Visit(node ast.Node) ast.Visitor {
	switch n := node.(type) {
	case *ast.StringNode:
		if v.value == nil {
			break
		}
		if err := v.value(n); err != nil {
			v.fail(n, err.Error())
		}
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		// A few aliases of aliases ask for gigabytes, and a route that is somewhere else cannot be read aloud.
		v.fail(n, "anchors, aliases and tags are not read here; write the value out")
	}
	return v
}

func (v *visitor) fail(node ast.Node, text string) {
	if v.err == nil {
		v.err = &yaml.SyntaxError{Token: node.GetToken(), Message: text}
	}
}
