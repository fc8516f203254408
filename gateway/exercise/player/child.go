package player

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
)

// child is the gateway under exercise: `bordercast serve`, a process of its own that can be killed for real.
type child struct {
	binary string
	folder folder
	factor float64
	real   adapters.Clock

	cmd    *exec.Cmd
	gone   chan struct{} // closed when the process has ended
	client *api.Client
}

// readyWithin is how long a gateway may take to be ready, in real time. A first start makes keys and a store.
const readyWithin = 60 * time.Second

// start runs the gateway with its clock at script time now, and returns when it is ready.
func (c *child) start(ctx context.Context, now time.Time) error {
	if err := c.begin(now); err != nil {
		return err
	}
	return c.waitReady(ctx)
}

// begin runs the gateway and does not wait for it.
func (c *child) begin(now time.Time) error {
	log, err := os.OpenFile(c.folder.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	c.cmd = exec.Command(c.binary, "serve", "--config", c.folder.config, "--data", c.folder.data,
		"--clock-origin", now.Format(time.RFC3339Nano), "--clock-factor", strconv.FormatFloat(c.factor, 'f', -1, 64))
	c.cmd.Stdout, c.cmd.Stderr = log, log
	c.cmd.SysProcAttr = apart()
	c.gone = make(chan struct{})
	if err := c.launch(); err != nil {
		return fmt.Errorf("the gateway could not be started from %s: %w", c.binary, err)
	}
	return nil
}

// hangup makes the gateway read its configuration anew.
func (c *child) hangup() error { return c.cmd.Process.Signal(syscall.SIGHUP) }

// launch starts the process from a thread that lives as long as it does: the kernel is asked to end the child with
// its parent, and on Linux "parent" means the thread.
func (c *child) launch() error {
	started := make(chan error, 1)
	cmd, gone := c.cmd, c.gone
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(gone)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	return <-started
}

func (c *child) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	ready := make(chan error, 1)
	go func() { ready <- c.client.WaitReady(ctx) }()
	select {
	case err := <-ready:
		if err != nil {
			return fmt.Errorf("the gateway did not become ready; its log is %s: %w", c.folder.log, err)
		}
		return nil
	case <-c.gone:
		cancel()
		<-ready
		return fmt.Errorf(
			"the gateway ended while starting (%s); its log is %s%s",
			c.cmd.ProcessState,
			c.folder.log,
			c.folder.lastWords(),
		)
	}
}

// kill ends the process at once, as a power cut would: it gets no chance to put anything in order.
func (c *child) kill() error {
	if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-c.gone
	return nil
}

// stop ends the process in order, and by force when it does not end.
func (c *child) stop() {
	if c.cmd == nil || c.cmd.Process == nil {
		return
	}
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	fired, stop := c.real.After(10 * time.Second)
	defer stop()
	select {
	case <-c.gone:
	case <-fired:
		_ = c.kill()
	}
}

// ended says whether the process is gone.
func (c *child) ended() bool {
	select {
	case <-c.gone:
		return true
	default:
		return false
	}
}

// Condition is how the gateway says it is.
func (c *child) Condition(ctx context.Context) (observer.Condition, error) {
	st, err := c.client.Status(ctx)
	if err != nil {
		return observer.Condition{}, err
	}
	out := observer.Condition{Ready: st.Ready, Reason: st.Reason, Text: st.ReasonText}
	for _, l := range st.Links {
		out.Links = append(out.Links, observer.Link{Name: l.Name, Direction: l.Direction, Up: l.Up, Text: l.Text})
	}
	return out, nil
}

// run calls another command of the same program on the gateway's folder, and returns what it printed.
func (c *child) run(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, c.binary, args...).CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(out), fmt.Errorf("%s %s: exit code %d", c.binary, args[0], exit.ExitCode())
	}
	return string(out), err
}
