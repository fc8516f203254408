package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"bordercast/gateway/yamlfile"
)

// longest is how large a scenario may be: some 15,000 injects. A megabyte is read within a second.
const longest = 4 << 20

// Mistakes are all that stops a scenario from being read, in the order of the file.
type Mistakes []*yamlfile.Mistake

// Error has each with its place, its sentence and its lines.
func (m Mistakes) Error() string {
	var all []string
	for _, one := range m {
		all = append(all, strings.TrimRight(one.Error(), "\n"))
	}
	return strings.Join(all, "\n")
}

// Read reads a scenario from its text. name is used in messages. Its error is Mistakes wherever a place can be named.
func Read(name string, text []byte) (Scenario, error) {
	if len(text) > longest {
		return Scenario{}, fmt.Errorf("scenario %s is larger than %d MB; that is no scenario", name, longest>>20)
	}
	file := yamlfile.File{Name: name, Text: text, What: "scenario"}
	root, err := file.Tree(nil)
	if err != nil {
		return Scenario{}, err
	}
	if root == nil {
		return Scenario{}, fmt.Errorf("scenario %s is empty; bordercast scenario new writes one to begin with", name)
	}
	r := &reading{file: file, lists: map[string]*list{}}
	var s Scenario
	r.decode(root, &s)
	r.complete(root, &s)
	if len(r.mistakes) > 0 {
		slices.SortStableFunc(r.mistakes, func(a, b *yamlfile.Mistake) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return Scenario{}, r.mistakes
	}
	return s, nil
}

// reading is a file that is being read.
type reading struct {
	file     yamlfile.File
	mistakes Mistakes
	lists    map[string]*list // what has names in the file, by kind: agency, place, message, flood
	outside  outside          // what has names in the configuration
	named    []name           // to be found among those once everything is read
	inject   int              // that is being read, from 1; 0 before
}

// outside is what has names in the configuration; nothing where it cannot be read.
type outside struct {
	systems, destinations, sources, parties []string
	line                                    string // the destination that has one of its own
}

// name is a word in the file that must be the name of something.
type name struct {
	kind, is string
	node     ast.Node
	inject   int
}

// fail notes a mistake at a node.
func (r *reading) fail(n ast.Node, format string, args ...any) {
	at := placeOf(n)
	r.mistakes = append(r.mistakes, r.file.Mistake(at.Line, at.Column, fmt.Sprintf(format, args...)))
}

// placeOf is where a node begins: a block of keys at its first one.
func placeOf(n ast.Node) *token.Position {
	if pairs := pairsOf(n); len(pairs) > 0 && !isFlow(n) {
		n = pairs[0].Key
	}
	return n.GetToken().Position
}

// refused notes what the YAML library complains of.
func (r *reading) refused(err error) {
	var m *yamlfile.Mistake
	if errors.As(r.file.Refused(err), &m) {
		r.mistakes = append(r.mistakes, m)
	}
}

// pairsOf are the keys of a mapping with their values; none of anything else.
func pairsOf(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func isFlow(n ast.Node) bool {
	m, ok := n.(*ast.MappingNode)
	return ok && m.IsFlowStyle
}

// under is the value of a key of a mapping; nil where it is left out.
func under(n ast.Node, key string) ast.Node {
	for _, p := range pairsOf(n) {
		if p.Key.GetToken().Value == key {
			return p.Value
		}
	}
	return nil
}

// at is the value of a key, or the mapping where it is left out: a place to point at.
func at(n ast.Node, key string) ast.Node {
	if v := under(n, key); v != nil {
		return v
	}
	return n
}
