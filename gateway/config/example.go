package config

import _ "embed"

//go:embed example.yaml
var example string

// Example is a configuration with every key and what it means. It runs as it is.
func Example() string { return example }
