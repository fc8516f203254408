package observer

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
)

// rules are what the guard reads of a configuration, by itself: who takes which lanes, and where routes lead.
type rules struct {
	Broker struct {
		Embedded *struct{ Listen string }
		URL      string
	}
	Systems []struct {
		Name string
		Out  *struct{ Lanes []string }
	}
	Agreement struct {
		Routes []struct {
			Name, To, Lane string
			Channels       []string
		}
	}
}

// guarded expects that no route of the exercise leads into an actual lane, and none opens a public channel.
func guarded(o *Observer) finding {
	b, err := o.ask.Program.Configuration()
	if err != nil {
		return no(err.Error())
	}
	if fault := guard(b); fault != "" {
		return no(fault)
	}
	return yes("")
}

// guard says what is wrong with a configuration for an exercise, or "".
func guard(config []byte) string {
	var r rules
	if err := yaml.Unmarshal(config, &r); err != nil {
		return err.Error()
	}
	if r.Broker.Embedded == nil || r.Broker.URL != "" {
		return "the broker is not the gateway's own"
	}
	lanes := map[string][]string{}
	for _, s := range r.Systems {
		if s.Out != nil {
			lanes[s.Name] = s.Out.Lanes
		}
	}
	for _, route := range r.Agreement.Routes {
		switch {
		case route.Lane == "":
			return "route " + route.Name + " names no lane"
		case !slices.Contains(lanes[route.To], route.Lane):
			return fmt.Sprintf(
				"route %s of lane %s leads to %s, which does not take that lane",
				route.Name,
				route.Lane,
				route.To,
			)
		case len(route.Channels) > 0:
			return "route " + route.Name + " opens " + route.Channels[0]
		}
	}
	return ""
}
