package gateway

import (
	"context"

	"bordercast/gateway/acts"
	"bordercast/gateway/api"
	"bordercast/gateway/view"
	"bordercast/gateway/watch"
)

// service is what people can ask of a running gateway over its local socket: several parts of it, side by side.
type service struct {
	*acts.Acts
	*acts.Rulings
	*acts.Corrections
	*acts.Retirement
	*view.View
	*view.Showing
	*view.Explaining
	*watch.Watch
}

var (
	_ api.Service     = service{}
	_ api.Keeper      = service{}
	_ api.Jumper      = service{}
	_ api.HealthState = service{}
)

func (g *Gateway) service() service {
	return service{g.acts, g.rulings, g.corrections, g.retirement, g.view, g.showing, g.explaining, g.watch}
}

// gauges are the status as it is measured, once there is one.
type gauges struct{ gateway *Gateway }

// Status is the whole state on one screen.
func (g gauges) Status(ctx context.Context) (api.Status, error) { return g.gateway.view.Status(ctx) }
