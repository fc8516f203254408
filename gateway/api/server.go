package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"go.uber.org/zap"
)

// Server answers on the local socket of one data folder.
type Server struct {
	listener net.Listener
	http     *http.Server
	close    func() // frees what the address needed
}

// Listen binds the socket at a place: mode 0600, or 0660 where a group may open it. A socket that a dead daemon left
// behind is replaced; one that answers is another daemon's, and Listen refuses. The caller holds the lock of the data
// folder, so two of one folder cannot race here.
func Listen(at Place, service Service, log *zap.Logger) (*Server, error) {
	if err := at.prepare(); err != nil {
		return nil, err
	}
	path, done, err := address(at.socket())
	if err != nil {
		return nil, fmt.Errorf("local socket: %w", err)
	}
	listener, err := bind(path)
	if err != nil {
		done()
		return nil, err
	}
	if err := errors.Join(at.share(path), at.show()); err != nil {
		err = errors.Join(err, listener.Close())
		done()
		return nil, err
	}
	free := func() {
		done()
		_ = removeLink(at.link()) // one that stays leads nowhere
	}
	return &Server{listener: listener, close: free, http: &http.Server{
		Handler:           doorOf(service, log).mux,
		ConnContext:       withPeer,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          zap.NewStdLog(log),
	}}, nil
}

func bind(path string) (net.Listener, error) {
	if err := clearStale(path); err != nil {
		return nil, err
	}
	// The mode is set on the socket before bind gives it a name, so there is no moment at which others may connect.
	lc := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) { _ = syscall.Fchmod(int(fd), 0o600) })
	}}
	listener, err := lc.Listen(context.Background(), "unix", path)
	if err != nil {
		return nil, fmt.Errorf("local socket %s: %w: its folder must be writable by this account", path, err)
	}
	return listener, nil
}

// clearStale removes a socket nobody answers on.
func clearStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("local socket: %w", err)
	}
	if info.Mode()&fs.ModeSocket == 0 {
		return fmt.Errorf("local socket: %s exists and is no socket: move it away", path)
	}
	if conn, err := net.Dial("unix", path); err == nil {
		_ = conn.Close()
		return fmt.Errorf("local socket: another bordercast answers on %s: stop it, or choose another "+
			"data folder and gateway.socket.path", path)
	}
	return os.Remove(path)
}

// Close gives up a socket that was never served.
func (s *Server) Close() error {
	defer s.close()
	return s.listener.Close()
}

// Serve answers until ctx ends, then lets calls in flight finish for at most five seconds and removes the socket.
func (s *Server) Serve(ctx context.Context) error {
	defer s.close()
	return serve(ctx, s.http, s.listener)
}

// serve runs a server until ctx ends. Being told to stop is no error.
func serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close()
	}
	<-failed
	return nil
}
