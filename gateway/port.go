package gateway

import (
	"context"
	"net/http"

	"bordercast/gateway/api"
	"bordercast/gateway/pages"
)

// port is the loopback port, or nothing where the configuration has none.
type port struct {
	port    *api.Port
	handler http.Handler
}

func (g *Gateway) openPort() (*port, error) {
	if g.settings.Now().Config.HTTP.Listen == "" {
		return &port{}, nil
	}
	p, err := api.OpenPort(g.settings.Now().Config.HTTP.Listen, g.log.Named("http"))
	if err != nil {
		return nil, err
	}
	g.view.HTTP = p.Addr()
	offered := &pages.Pages{DB: g.db, Health: g.watch, Metrics: g.metrics, Log: g.log}
	return &port{p, offered.Handler()}, nil
}

func (p *port) serve(ctx context.Context) error {
	if p.port == nil {
		<-ctx.Done()
		return nil
	}
	return p.port.Serve(ctx, p.handler)
}

func (p *port) close() error {
	if p.port == nil {
		return nil
	}
	return p.port.Close()
}
