package alarm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// hookTime bounds one call of a hook, in real seconds: the outside world does not run on a scaled clock.
const hookTime = 15 * time.Second

// Command runs a program for each alarm, the payload on its standard input. It runs no shell.
type Command struct {
	Argv    []string
	Timeout time.Duration // 0 means 15 s; the whole process group is killed then
}

// Name is how the hook is called in sentences.
func (c Command) Name() string { return "command " + c.Argv[0] }

// Call runs the program once. What it wrote to standard error is part of the failure.
func (c Command) Call(ctx context.Context, payload []byte) error {
	ctx, cancel := context.WithTimeout(ctx, bound(c.Timeout))
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Argv[0], c.Argv[1:]...)
	// A group of its own, so that the children of a script die with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second // a grandchild may hold standard error open
	cmd.Stdin = bytes.NewReader(payload)
	said := &tail{}
	cmd.Stderr = said
	err := cmd.Run()
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay) && ctx.Err() == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("stopped after %v", bound(c.Timeout))
	case said.String() != "":
		return fmt.Errorf("%w: %s", err, said)
	}
	return err
}

// Webhook posts each alarm's payload as JSON.
type Webhook struct {
	URL     string
	Client  *http.Client  // nil: http.DefaultClient
	Timeout time.Duration // 0 means 15 s
}

// Name is how the hook is called in sentences. It leaves out the address, which may hold a secret.
func (w Webhook) Name() string { return "webhook" }

// Call posts once; any answer but 2xx is a failure.
func (w Webhook) Call(ctx context.Context, payload []byte) error {
	ctx, cancel := context.WithTimeout(ctx, bound(w.Timeout))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(payload))
	if err != nil {
		return errors.New("its address cannot be used")
	}
	req.Header.Set("Content-Type", "application/json")
	client := w.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return withoutURL(err)
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection can be used again
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %s", resp.Status)
	}
	return nil
}

// withoutURL unwraps net/http's error, whose text repeats the address and so any token in it.
func withoutURL(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return errors.New("it could not be reached")
}

func bound(d time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return hookTime
}

// tail keeps the first 300 bytes a program wrote, on one line.
type tail struct{ kept []byte }

// Write never fails and always takes everything.
func (t *tail) Write(p []byte) (int, error) {
	if room := 300 - len(t.kept); room > 0 {
		t.kept = append(t.kept, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// String is what was kept.
func (t *tail) String() string { return strings.Join(strings.Fields(string(t.kept)), " ") }
