package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.uber.org/zap"
)

// HealthState is what the loopback port asks the daemon, often and from any goroutine: all answers must be quick and
// come from memory. nil means all is well; a Fault is the reason.
type HealthState interface {
	Live() *Fault      // a daemon that is not live must be restarted
	Ready() *Fault     // a daemon that is not ready takes or gives no alerts just now
	Degraded() []Fault // what is wrong although it is ready
}

// Public is the handler of the loopback port: /livez, /readyz and /metrics. It shows numbers and codes, never what
// an alert says.
func Public(state HealthState, metrics *Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", answerHealth(state.Live, func() string { return "alive\n" }))
	mux.HandleFunc("GET /readyz", answerHealth(state.Ready, func() string { return readiness(state.Degraded()) }))
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics.registry, promhttp.HandlerOpts{}))
	return mux
}

// readiness is the body for a daemon that is ready: one line, and one for each thing that is wrong all the same.
func readiness(degraded []Fault) string {
	if len(degraded) == 0 {
		return "ready\n"
	}
	text := "degraded\n"
	for _, fault := range degraded {
		text += fault.Code + ": " + fault.Text + "\n"
	}
	return text
}

func answerHealth(ask func() *Fault, good func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if fault := ask(); fault != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = fmt.Fprintf(w, "%s: %s\n", fault.Code, fault.Text)
			return
		}
		_, _ = io.WriteString(w, good())
	}
}

// Port is a listening port.
type Port struct {
	listener net.Listener
	log      *zap.Logger
}

// OpenPort binds http.listen, so that a port in use is found before anything else starts. conf is nil for plain HTTP.
func OpenPort(listen string, conf *tls.Config, log *zap.Logger) (*Port, error) {
	listener, err := net.Listen("tcp", listen)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("http.listen: %s is in use by another program: stop that one, or "+
			"give http.listen another port", listen)
	case err != nil:
		return nil, fmt.Errorf("http.listen: cannot listen on %q: %w", listen, err)
	}
	if conf != nil {
		listener = tls.NewListener(listener, conf)
	}
	return &Port{listener: listener, log: log}, nil
}

// Addr is where it listens, the port filled in where the configuration said :0.
func (p *Port) Addr() string { return p.listener.Addr().String() }

// Close gives up a port that was never served.
func (p *Port) Close() error { return p.listener.Close() }

// Serve answers with handler until ctx ends.
func (p *Port) Serve(ctx context.Context, handler http.Handler) error {
	return serve(ctx, &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		ErrorLog:          zap.NewStdLog(p.log),
	}, p.listener)
}
