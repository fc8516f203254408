package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"syscall"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/clock"
)

// Codes of faults that the client itself finds.
const (
	NotRunning = "not-running" // nobody answers on the socket
	NotAllowed = "not-allowed" // this account may not open it
	NotReady   = "not-ready"   // it answered, but was not ready in time
)

// Client asks the daemon of one data folder, or at one socket. It is safe for use from several goroutines.
type Client struct {
	line  *line
	clock adapters.Clock
}

// line is the way to one daemon.
type line struct {
	socket  string
	dataDir string // "" where only the socket is known
	http    *http.Client
}

// Dial makes a client for the daemon that serves dataDir. It opens nothing: the first call finds out who is there.
func Dial(dataDir string) *Client { return client(filepath.Join(dataDir, SocketName), dataDir) }

// DialSocket is Dial for whoever may open the socket and may not enter the data folder.
func DialSocket(path string) *Client { return client(path, "") }

func client(socket, dataDir string) *Client {
	dialer := func(ctx context.Context, _, _ string) (net.Conn, error) {
		path, done, err := address(socket)
		if err != nil {
			return nil, err
		}
		defer done()
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}
	return &Client{clock: clock.Real{}, line: &line{socket: socket, dataDir: dataDir,
		http: &http.Client{Transport: &http.Transport{DialContext: dialer}}}}
}

// Keeper asks the same daemon for what it has beside Service.
func (c *Client) Keeper() *KeeperClient { return &KeeperClient{c.line} }

// Close drops idle connections.
func (c *Client) Close() { c.line.http.CloseIdleConnections() }

// Status is the whole state on one screen.
func (c *Client) Status(ctx context.Context) (Status, error) {
	return call[Status](ctx, c.line, pathStatus, empty{})
}

// Mine is what concerns one person.
func (c *Client) Mine(ctx context.Context, name string) (Mine, error) {
	return call[Mine](ctx, c.line, pathMine, Actor{As: name})
}

// Live says why the daemon must be restarted; nil when it need not be.
func (c *Client) Live(ctx context.Context) error {
	_, err := call[empty](ctx, c.line, pathLive, empty{})
	return err
}

// Alerts lists what is active and held.
func (c *Client) Alerts(ctx context.Context, filter Filter) ([]Alert, error) {
	return call[[]Alert](ctx, c.line, pathAlerts, filter)
}

// Show is one alert as a person reads it before they decide.
func (c *Client) Show(ctx context.Context, request ShowRequest) (AlertView, error) {
	return call[AlertView](ctx, c.line, pathShowAlert, request)
}

// Explain asks what happened, or would happen, to the bytes of an alert.
func (c *Client) Explain(ctx context.Context, q Question) (Explanation, error) {
	return call[Explanation](ctx, c.line, pathExplain, q)
}

// Approve lets a held alert go. The server sets the ruling's Verdict.
func (c *Client) Approve(ctx context.Context, r Ruling) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathApprove, r)
}

// Deny keeps a held alert back. The server sets the ruling's Verdict.
func (c *Client) Deny(ctx context.Context, r Ruling) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathDeny, r)
}

// Ack records that a person has seen an alarm or an alert.
func (c *Client) Ack(ctx context.Context, a Ack) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathAck, a)
}

// Recall cancels what the gateway derived from an alert.
func (c *Client) Recall(ctx context.Context, o Order) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathRecall, o)
}

// Resend delivers again.
func (c *Client) Resend(ctx context.Context, o Order) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathResend, o)
}

// Quarantined lists what was not let in.
func (c *Client) Quarantined(ctx context.Context) ([]Sighting, error) {
	return call[[]Sighting](ctx, c.line, pathQuarantine, empty{})
}

// ShowQuarantined gives one quarantined message with its bytes.
func (c *Client) ShowQuarantined(ctx context.Context, id string) (Sighting, error) {
	return call[Sighting](ctx, c.line, pathShow, named{id})
}

// ReleaseQuarantined lets one in.
func (c *Client) ReleaseQuarantined(ctx context.Context, r Release) ([]Outcome, error) {
	return call[[]Outcome](ctx, c.line, pathRelease, r)
}

// Jump moves a scaled clock ahead.
func (c *Client) Jump(ctx context.Context, j Jump) error {
	_, err := call[empty](ctx, c.line, pathJump, j)
	return err
}

// WaitReady asks until the daemon is ready. When ctx ends first, the error says what was missing.
func (c *Client) WaitReady(ctx context.Context) error {
	missing := error(&Fault{NotReady, "The daemon of " + c.line.where() + " did not answer in time."})
	for {
		status, err := c.Status(ctx)
		switch {
		case err == nil && status.Ready:
			return nil
		case err == nil:
			missing = c.notReady(status)
		case ctx.Err() == nil:
			missing = err
		}
		fired, stop := c.clock.After(50 * time.Millisecond)
		select {
		case <-fired:
		case <-ctx.Done():
			stop()
			return missing
		}
		stop()
	}
}

func (c *Client) notReady(status Status) error {
	return &Fault{NotReady, fmt.Sprintf("The daemon of %s answers but is not ready (%s): %s", c.line.where(),
		status.Reason,
		status.ReasonText)}
}

// where is how the person said which daemon is meant.
func (l *line) where() string { return cmp.Or(l.dataDir, l.socket) }

// call posts one question and reads one answer.
func call[A any](ctx context.Context, l *line, path string, question any) (A, error) {
	var answer A
	body, err := json.Marshal(question)
	if err != nil {
		return answer, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://bordercast"+path, bytes.NewReader(body))
	if err != nil {
		return answer, err
	}
	resp, err := l.http.Do(req)
	if err != nil {
		return answer, l.unreachable(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return answer, faultIn(resp)
	}
	return answer, json.NewDecoder(resp.Body).Decode(&answer)
}

// faultIn reads a refusal; a daemon of another version may answer with something else.
func faultIn(resp *http.Response) error {
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	var fault Fault
	if err := json.Unmarshal(body, &fault); err != nil || fault.Code == "" {
		return &Fault{BadRequest, "The daemon does not know this request (" + resp.Status +
			"): it may be of another version than this command."}
	}
	return &fault
}

// unreachable turns the ways a dial fails into what to do about them.
func (l *line) unreachable(err error) error {
	gone := errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
	switch {
	case gone && l.dataDir == "":
		return &Fault{NotRunning, fmt.Sprintf("No bordercast answers on the socket %s: if a gateway of yours should, start "+
			"it as it is always started, with its own configuration; or name the right one with --socket.", l.socket)}
	case errors.Is(err, fs.ErrPermission) && l.dataDir == "":
		return &Fault{NotAllowed, fmt.Sprintf("This account may not open the socket %s: be a member of the group that may "+
			"(gateway.socket.group), or act as the account that runs the gateway.", l.socket)}
	case gone:
		return &Fault{NotRunning, fmt.Sprintf("No bordercast is running on the data folder %s: if a gateway of yours should "+
			"be, start it as it is always started, with its own configuration; if it runs on another folder, name that with "+
			"--data or --config.", l.dataDir)}
	case errors.Is(err, fs.ErrPermission):
		return &Fault{NotAllowed, fmt.Sprintf("This account may not open the socket in %s: act as the account that runs the "+
			"gateway, or name with --socket one that your group may open.", l.dataDir)}
	}
	return err
}
