package gateway

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"

	"bordercast/certs"
	"bordercast/gateway/api"
	"bordercast/gateway/pages"
)

// port is the gateway's own server, or nothing where the configuration has none.
type port struct {
	port    *api.Port
	handler http.Handler
}

func (g *Gateway) openPort() (*port, error) {
	if g.settings.Now().Config.HTTP.Listen == "" {
		return &port{}, nil
	}
	h := g.settings.Now().Config.HTTP
	var conf *tls.Config
	if h.Cert != "" {
		var err error
		if conf, err = certs.ServerTLS(h.Cert, h.Key, h.ClientCA); err != nil {
			return nil, fmt.Errorf("http: %w", err)
		}
		if h.ClientCA == "" { // a webhook may know its sender by a certificate, which it judges itself
			conf.ClientAuth = tls.RequestClientCert
		}
	}
	p, err := api.OpenPort(h.Listen, conf, g.log.Named("http"))
	if err != nil {
		return nil, err
	}
	g.view.HTTP = p.Addr()
	offered := &pages.Pages{DB: g.db, Health: g.watch, Metrics: g.metrics, Log: g.log}
	return &port{p, g.sources.Handler(offered.Handler())}, nil
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
