package api

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"go.uber.org/zap"

	"bordercast/gateway/officer"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// folder is a data folder whose socket path is short whatever the test is called.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "bc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// serveService answers for a service in dir until the test ends.
func serveService(t *testing.T, dir string, service Service) *Client {
	t.Helper()
	server, err := Listen(Place{Data: dir}, service, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx) }()
	client := Dial(dir)
	t.Cleanup(func() {
		client.Close()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if _, err := os.Lstat(filepath.Join(dir, SocketName)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the socket is left behind: %v", err)
		}
	})
	return client
}

func TestEveryCallReachesTheDeskAsThePeer(t *testing.T) {
	service := &fakeService{status: Status{Gateway: "nb-me", Ready: true, Trail: 9}}
	c := serveService(t, folder(t), service.calls())
	ctx := t.Context()
	// The request lies about the account; the kernel does not.
	lie := Actor{UID: 4711, User: "mallory", As: "duty1"}
	peer := Actor{UID: os.Getuid(), User: userName(os.Getuid()), As: "duty1"}
	calls := []struct {
		name string
		call func() error
		want any
	}{
		{"approve", func() error { _, err := c.Approve(ctx, Ruling{Actor: lie, Alert: "abc"}); return err },
			Ruling{Actor: peer, Verdict: Approve, Alert: "abc"}},
		{"deny", func() error { _, err := c.Deny(ctx, Ruling{Actor: lie, Alert: "abc", Reason: "no"}); return err },
			Ruling{Actor: peer, Verdict: Deny, Alert: "abc", Reason: "no"}},
		{"ack", func() error { _, err := c.Ack(ctx, Ack{Actor: lie, What: "alarm"}); return err },
			Ack{Actor: peer, What: "alarm"}},
		{"recall", func() error { _, err := c.Recall(ctx, Order{Actor: lie, Alert: "abc"}); return err },
			Order{Actor: peer, Alert: "abc"}},
		{"resend", func() error { _, err := c.Resend(ctx, Order{Actor: lie, Alert: "abc"}); return err },
			Order{Actor: peer, Alert: "abc"}},
		{"release", func() error { _, err := c.ReleaseQuarantined(ctx, Release{Actor: lie, ID: "1"}); return err },
			Release{Actor: peer, ID: "1"}},
		{"explain", func() error { _, err := c.Explain(ctx, Question{Actor: lie, Bytes: []byte("<a/>")}); return err },
			Question{Actor: peer, Bytes: []byte("<a/>")}},
		{"alerts", func() error { _, err := c.Alerts(ctx, Filter{Lane: "test"}); return err }, Filter{Lane: "test"}},
	}
	for _, tc := range calls {
		t.Run(tc.name, func(t *testing.T) {
			service.asked = nil
			if err := tc.call(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]any{tc.want}, service.asked); diff != "" {
				t.Errorf("the service was asked something else (-want +got):\n%s", diff)
			}
		})
	}
	if got, err := c.Status(ctx); err != nil || got.Gateway != "nb-me" || got.Trail != 9 {
		t.Errorf("status %+v, %v", got, err)
	}
	if got, err := c.Quarantined(ctx); err != nil || len(got) != 1 {
		t.Errorf("quarantine %+v, %v", got, err)
	}
	if got, err := c.ShowQuarantined(ctx, "1"); err != nil || string(got.Bytes) != "<alert/>" {
		t.Errorf("show %+v, %v", got, err)
	}
}

// No act reaches the service before the service has said that this person may: the fake records whatever reaches it.
func TestEveryActIsAskedForFirst(t *testing.T) {
	service := &scaledDesk{}
	c := serveService(t, folder(t), service.calls())
	acts := map[officer.Act]bool{}
	for _, p := range Paths() {
		if p.Act == "" {
			continue
		}
		acts[p.Act] = true
		_, err := call[any](t.Context(), c.line, p.Path, map[string]any{"actor": Actor{As: "mallory"}})
		wantFault(t, err, officer.NotListed)
	}
	if len(service.asked) != 0 || !service.jumped.IsZero() {
		t.Errorf("the service was reached: %+v %v", service.asked, service.jumped)
	}
	if len(acts) < 7 {
		t.Errorf("only %v are acts", acts)
	}
}

func TestRefusalsKeepTheirCode(t *testing.T) {
	service := &fakeService{err: &Fault{NotHeld, "Nothing asks about abc."}}
	c := serveService(t, folder(t), service.calls())
	_, err := c.Approve(t.Context(), Ruling{Alert: "abc"})
	wantFault(t, err, NotHeld)
	_, err = c.ShowQuarantined(t.Context(), "9")
	wantFault(t, err, NotFound)
	wantFault(t, c.Jump(t.Context(), Jump{To: time.Now()}), NotScaled)
	service.err = errors.New("the disk is full")
	_, err = c.Status(t.Context())
	wantFault(t, err, Internal)
	_, err = call[empty](t.Context(), c.line, pathApprove, map[string]any{"alert": "abc", "force": true})
	wantFault(t, err, BadRequest)
	_, err = call[empty](t.Context(), c.line, "/v9/status", empty{})
	wantFault(t, err, BadRequest)
	_, err = c.Explain(t.Context(), Question{Bytes: make([]byte, maxRequest)})
	wantFault(t, err, BadRequest)
}

func wantFault(t *testing.T, err error, code string) {
	t.Helper()
	var fault *Fault
	if !errors.As(err, &fault) || fault.Code != code || fault.Text == "" {
		t.Errorf("got %v, want a fault %s", err, code)
	}
}

func TestJumpOnAScaledClock(t *testing.T) {
	service := &scaledDesk{}
	c := serveService(t, folder(t), service.calls())
	to := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	if err := c.Jump(t.Context(), Jump{To: to}); err != nil || !service.jumped.Equal(to) {
		t.Errorf("jumped to %v, %v", service.jumped, err)
	}
	wantFault(t, c.Jump(t.Context(), Jump{}), Internal)
}

func TestAStaleSocketIsReplaced(t *testing.T) {
	dir := folder(t)
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, SocketName), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	dead.SetUnlinkOnClose(false) // as a killed process leaves it
	_ = dead.Close()
	_, err = Dial(dir).Status(t.Context())
	wantFault(t, err, NotRunning)
	c := serveService(t, dir, (&fakeService{}).calls())
	if _, err := c.Status(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestASocketInUseIsLeftAlone(t *testing.T) {
	dir := folder(t)
	c := serveService(t, dir, (&fakeService{}).calls())
	if _, err := Listen(Place{Data: dir}, (&fakeService{}).calls(), zap.NewNop()); err == nil ||
		!strings.Contains(err.Error(), "another bordercast") {
		t.Errorf("a second server: %v", err)
	}
	if _, err := c.Status(t.Context()); err != nil {
		t.Errorf("the first no longer answers: %v", err)
	}
}

func TestAFileInTheWayIsNotRemoved(t *testing.T) {
	dir := folder(t)
	path := filepath.Join(dir, SocketName)
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(Place{Data: dir}, (&fakeService{}).calls(), zap.NewNop()); err == nil ||
		!strings.Contains(err.Error(), "is no socket") {
		t.Errorf("got %v", err)
	}
	if b, err := os.ReadFile(path); string(b) != "mine" {
		t.Errorf("the file is gone: %v", err)
	}
}

func TestALongPathStaysInsideTheFolder(t *testing.T) {
	dir := filepath.Join(folder(t), strings.Repeat("d", 120))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	c := serveService(t, dir, (&fakeService{status: Status{Gateway: "far"}}).calls())
	if got, err := c.Status(t.Context()); err != nil || got.Gateway != "far" {
		t.Errorf("status %+v, %v", got, err)
	}
	if info, err := os.Stat(filepath.Join(dir, SocketName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket is elsewhere or open: %v %v", info, err)
	}
}

func TestASocketThatIsNeverServedCanBeGivenUp(t *testing.T) {
	dir := folder(t)
	server, err := Listen(Place{Data: dir}, (&fakeService{}).calls(), zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	_, err = Dial(dir).Status(t.Context())
	wantFault(t, err, NotRunning)
}

func TestNobodyThere(t *testing.T) {
	dir := folder(t)
	_, err := Dial(dir).Status(t.Context())
	wantFault(t, err, NotRunning)
	_, err = Dial(filepath.Join(dir, "nowhere")).Status(t.Context())
	wantFault(t, err, NotRunning)
	if _, err := Listen(Place{Data: filepath.Join(dir, "nowhere")}, (&fakeService{}).calls(), zap.NewNop()); err == nil {
		t.Error("listened in a folder that is not there")
	}
}

func TestWaitReady(t *testing.T) {
	service := &fakeService{status: Status{Reason: "broker-down", ReasonText: "the broker does not answer"}}
	c := serveService(t, folder(t), service.calls())
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := c.WaitReady(short)
	wantFault(t, err, NotReady)
	if err != nil && !strings.Contains(err.Error(), "broker-down") {
		t.Errorf("it does not say what was missing: %v", err)
	}
	service.setReady(true)
	if err := c.WaitReady(t.Context()); err != nil {
		t.Error(err)
	}
}
