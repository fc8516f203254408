package settings

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bordercast/cap/geo"
	"bordercast/gateway/agreement"
	"bordercast/gateway/config"
)

// New makes the settings of a configuration, with the map of a data folder ("" takes the configuration's). It refuses a
// configuration with an error, in one sentence, and hands its warnings to warn. It reads the files that the
// configuration names; the map only where it is another than before had (nil for none).
func New(c *config.Config, data string, before *Settings, warn func(config.Problem)) (*Settings, error) {
	agreed, problems := c.Compile()
	for _, p := range problems {
		if p.Level == agreement.Warning {
			warn(p)
		}
	}
	if config.Refused(problems) {
		return nil, fmt.Errorf("the configuration is refused; `bordercast config check` tells the same: %s",
			firstError(problems))
	}
	atlas, layers, err := loadMap(filepath.Join(cmp.Or(data, c.Gateway.Data), "geo"), before)
	if err != nil {
		return nil, fmt.Errorf("the map cannot be read: %w", err)
	}
	events, _ := c.EventTable() // its refusals are among the problems
	systems, err := systemsOf(c)
	if err != nil {
		return nil, err
	}
	s := &Settings{
		Name: c.Gateway.Name, Sender: c.Gateway.Sender, Config: c, Officers: c.Officers(), Agreement: agreed, Atlas: atlas,
		Events:  events,
		Systems: systems, Entitled: entitlementOf(c, agreed), layers: layers,
	}
	for _, p := range c.Parties {
		s.Parties = append(s.Parties, Party{p, len(p.People) > 0})
	}
	s.listDestinations()
	return s, nil
}

// loadMap reads the map, with the layers that were imported into a folder. layers tells them from others.
func loadMap(dir string, before *Settings) (atlas *geo.Atlas, layers string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, "", err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return nil, "", err
		}
		layers += fmt.Sprintf("%s %d %d\n", e.Name(), info.Size(), info.ModTime().UnixNano())
	}
	if before != nil && before.layers == layers {
		return before.Atlas, layers, nil
	}
	atlas, err = geo.LoadFrom(os.DirFS(dir))
	return atlas, layers, err
}

func firstError(problems []config.Problem) string {
	for _, p := range problems {
		if p.Level == agreement.Error {
			return p.Where + ": " + p.What + "; " + p.Do
		}
	}
	return ""
}

// listDestinations lists those of the systems that take alerts.
func (g *Settings) listDestinations() {
	g.Destinations = nil
	for _, s := range g.Systems {
		if len(s.Out) > 0 {
			g.Destinations = append(g.Destinations, s)
		}
	}
	slices.SortFunc(g.Destinations, func(a, b *System) int { return strings.Compare(a.Name, b.Name) })
}

// With is a copy of the settings in which some systems are others, of the same names or new ones.
func (g *Settings) With(systems ...*System) *Settings {
	c := *g
	c.Systems = maps.Clone(g.Systems)
	for _, s := range systems {
		c.Systems[s.Name] = s
	}
	c.listDestinations()
	return &c
}
