package config_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"bordercast/gateway/config"
)

// The shape that the contracts give must be read to the letter.
func TestTheShapeOfTheContractsIsRead(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "contracts.md"))
	if err != nil {
		t.Skip("needs ../shared beside the repository, for contracts.md")
	}
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatal("contracts.md shows no configuration")
	}
	c, err := config.Parse("contracts.yaml", block[1])
	if err != nil {
		t.Fatal(err)
	}
	r := c.Agreement.Routes[0]
	if c.Gateway.Name != "nb-me" || c.Systems[0].In.Unsigned != config.Invalid || r.Hold.Of != "nb-emo" ||
		r.Match.Severity[0] != ">= Severe" {
		t.Errorf("%+v", c)
	}
}
