package config

import (
	"fmt"
	"path/filepath"

	"github.com/goccy/go-yaml/ast"

	"bordercast/gateway/agreement"
)

// agreement reads the terms from a file of their own where the key agreement names one, and takes the name out of
// the tree. It is nil when the terms stand in the configuration itself.
func (env Environment) agreement(cfg *Config, root ast.Node) (*agreement.Terms, error) {
	node := valueOf(root, "agreement")
	if node == nil {
		return nil, nil
	}
	named, isName := node.Value.(*ast.StringNode)
	if !isName {
		return nil, nil
	}
	path := under(filepath.Dir(cfg.main.Name), named.Value)
	text, err := env.read(path)
	if err != nil {
		return nil, fmt.Errorf("agreement: %w", err)
	}
	terms := file(path, text)
	tree, err := env.tree(terms)
	if err != nil {
		return nil, err
	}
	node.Value = ast.Null(named.GetToken())
	cfg.terms = terms
	out := &agreement.Terms{}
	return out, terms.Decode(tree, out)
}

// valueOf finds a key of the outermost mapping.
func valueOf(root ast.Node, key string) *ast.MappingValueNode {
	var values []*ast.MappingValueNode
	switch n := root.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = append(values, n)
	}
	for _, v := range values {
		if v.Key.GetToken().Value == key {
			return v
		}
	}
	return nil
}

// AgreementSystems are the systems as the agreement must know them.
func (c *Config) AgreementSystems() []agreement.System {
	var all []agreement.System
	for _, s := range c.Systems {
		known := agreement.System{Name: s.Name, Party: s.Party, Side: s.Side, Addresses: c.addresses(s.Party)}
		if s.In != nil {
			known.In = s.In.Lanes
		}
		if s.Out != nil {
			known.Out, known.Public = s.Out.Lanes, s.Out.Tree == Public
		}
		all = append(all, known)
	}
	return all
}

// addresses are what a Private alert may call a party: what it lists, and the senders of its systems.
func (c *Config) addresses(party string) []string {
	p, _ := c.Party(party)
	all := append([]string{}, p.Addresses...)
	for _, s := range c.Systems {
		if s.Party == party && party != "" {
			all = append(all, s.Senders...)
		}
	}
	return all
}

// Compile is Check and, when nothing it finds is an Error, the agreement.
func (c *Config) Compile() (*agreement.Agreement, []Problem) {
	a, problems := agreement.Compile(c.Agreement, c.AgreementSystems())
	problems = append(c.check(), problems...)
	if Refused(problems) {
		return nil, problems
	}
	return a, problems
}

// Check says all that is wrong with a configuration.
func Check(c *Config) []Problem {
	_, problems := c.Compile()
	return problems
}

// Refused tells whether a configuration with these problems must not be used.
func Refused(problems []Problem) bool {
	for _, p := range problems {
		if p.Level == agreement.Error {
			return true
		}
	}
	return false
}
