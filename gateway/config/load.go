package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// longest is how large a configuration may be: two thousand routes. The parser takes seconds over a megabyte, and
// nothing larger than any real agreement needs to be read.
const longest = 256 << 10

// Environment is what Load takes from outside the file. Its zero value is the machine's own.
type Environment struct {
	Lookup func(name string) (string, bool) // os.LookupEnv
	Open   func(path string) (fs.File, error)
}

// Load reads the file at path.
func Load(path string) (*Config, error) { return LoadWith(Environment{}, path) }

// LoadWith is Load with another environment and file system.
func LoadWith(env Environment, path string) (*Config, error) {
	env = env.complete()
	text, err := env.read(path)
	if err != nil {
		return nil, err
	}
	return env.parse(path, text)
}

// Parse reads a configuration from its text. name is used in messages, its folder for relative paths.
func Parse(name string, text []byte) (*Config, error) {
	return Environment{}.complete().parse(name, text)
}

func (env Environment) complete() Environment {
	if env.Lookup == nil {
		env.Lookup = os.LookupEnv
	}
	if env.Open == nil {
		env.Open = func(path string) (fs.File, error) { return os.Open(path) }
	}
	return env
}

func (env Environment) read(path string) ([]byte, error) {
	f, err := env.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configuration %s cannot be opened: %w; name another file or put this one right", path,
			errors.Unwrap(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, longest+1))
	if err != nil {
		return nil, fmt.Errorf("configuration %s cannot be read: %w", path, err)
	}
	if len(text) > longest {
		return nil, fmt.Errorf("configuration %s is larger than %s; that is no configuration", path, Size(longest))
	}
	return text, nil
}

// parse decodes on top of the values that hold where a key is left out.
func (env Environment) parse(name string, text []byte) (*Config, error) {
	cfg := defaults()
	cfg.main, cfg.env = source{name, text}, env
	root, err := env.tree(name, text)
	if err != nil {
		return nil, err
	}
	terms, err := env.agreement(cfg, root)
	if err != nil {
		return nil, err
	}
	if err := decode(name, text, root, cfg); err != nil {
		return nil, err
	}
	if terms != nil {
		cfg.Agreement = *terms
	}
	cfg.complete(filepath.Dir(name))
	return cfg, nil
}

// tree parses the YAML and puts values from the environment in.
func (env Environment) tree(name string, text []byte) (ast.Node, error) {
	if line := tooDeep(text); line > 0 {
		return nil, &Mistake{File: name, Line: line, Column: 1, Text: "this is nested too deep to be a configuration"}
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, refused(name, text, err)
	}
	if len(file.Docs) > 1 {
		return nil, fmt.Errorf("configuration %s holds %d documents; keep one, without a --- line between", name,
			len(file.Docs))
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, nil
	}
	v := &visitor{lookup: env.Lookup}
	ast.Walk(v, file.Docs[0].Body)
	if v.err != nil {
		return nil, refused(name, text, v.err)
	}
	return file.Docs[0].Body, nil
}

func decode(name string, text []byte, root ast.Node, into any) error {
	if root == nil {
		return nil
	}
	if err := yaml.NodeToValue(root, into, yaml.Strict()); err != nil {
		return refused(name, text, err)
	}
	return nil
}
