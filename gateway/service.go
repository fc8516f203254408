package gateway

import (
	"context"

	"bordercast/gateway/api"
)

// serviceOf is what people can ask of a running gateway over its local socket.
func serviceOf(g *Gateway) api.Service {
	return api.Service{
		May: g.acts.May,

		Live:    g.watch.Live,
		Status:  g.view.Status,
		Mine:    g.view.Mine,
		Alerts:  g.view.Alerts,
		Show:    g.showing.Show,
		Explain: g.explaining.Explain,

		Rule:   g.rulings.Rule,
		Ack:    g.acts.Ack,
		Recall: g.corrections.Recall,
		Resend: g.corrections.Resend,

		Quarantined:        g.view.Quarantined,
		ShowQuarantined:    g.view.ShowQuarantined,
		ReleaseQuarantined: g.acts.ReleaseQuarantined,

		Foreign:      g.view.Foreign,
		ClearForeign: g.acts.ClearForeign,
		Retire:       g.retirement.Retire,
		Backup:       g.acts.Backup,
		Rename:       g.acts.Rename,
		NewKeys:      g.acts.NewKeys,
		Reload:       g.acts.Reload,
		Jump:         g.acts.Jump,
	}
}

// gauges are the status as it is measured, once there is one.
type gauges struct{ gateway *Gateway }

// Status is the whole state on one screen.
func (g gauges) Status(ctx context.Context) (api.Status, error) { return g.gateway.view.Status(ctx) }
