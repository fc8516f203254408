package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/goccy/go-yaml/ast"

	"bordercast/gateway/yamlfile"
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
	cfg.main, cfg.env = file(name, text), env
	root, err := env.tree(cfg.main)
	if err != nil {
		return nil, err
	}
	terms, err := env.agreement(cfg, root)
	if err != nil {
		return nil, err
	}
	if err := cfg.main.Decode(root, cfg); err != nil {
		return nil, err
	}
	if terms != nil {
		cfg.Agreement = *terms
	}
	cfg.complete(filepath.Dir(name))
	return cfg, nil
}

// tree parses the YAML and puts values from the environment in.
func (env Environment) tree(f yamlfile.File) (ast.Node, error) {
	return f.Tree(func(n *ast.StringNode) error {
		name := variable.FindStringSubmatch(n.Value)
		if name == nil {
			return nil
		}
		value, set := env.Lookup(name[1])
		if !set {
			return fmt.Errorf("environment variable %s is not set; set it, or write the value here", name[1])
		}
		n.Value = value
		return nil
	})
}

// variable is a value that is taken from the environment whole.
var variable = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)

// file is a text that a configuration or its agreement came from.
func file(name string, text []byte) yamlfile.File {
	return yamlfile.File{Name: name, Text: text, What: "configuration",
		Shows: "bordercast config example shows every key"}
}
