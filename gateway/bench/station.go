package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// process is a program that the bench started: a broker or the daemon.
type process struct {
	cmd  *exec.Cmd
	name string
}

func (p process) pid() int { return p.cmd.Process.Pid }

// stop asks it to end and waits until it has.
func (p process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// broker is a Mosquitto process of our own.
type broker struct {
	process
	address string
}

// newBroker starts a Mosquitto as the guide runs it, in the clear on loopback. more are further lines of its file.
func newBroker(dir, name string, more string) (*broker, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	home := filepath.Join(dir, name)
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	host, port, _ := net.SplitHostPort(address)
	text := fmt.Sprintf("listener %s %s\nallow_anonymous true\npersistence "+
		"true\npersistence_location %s/\nautosave_interval 30\n"+
		"max_queued_messages 0\nmax_packet_size 6291456\nset_tcp_nodelay true\nlog_dest none\n", port, host, home)
	if os.Geteuid() == 0 {
		text += "user root\n" // or it would drop to a user that cannot write its folder
	}
	file := filepath.Join(home, "mosquitto.conf")
	if err := os.WriteFile(file, []byte(text+more), 0o600); err != nil {
		return nil, err
	}
	b := &broker{process{exec.Command("mosquitto", "-c", file), name}, address}
	if err := b.cmd.Start(); err != nil {
		return nil, fmt.Errorf("needs mosquitto: %w", err)
	}
	if err := reachable(address); err != nil {
		b.stop()
		return nil, fmt.Errorf("mosquitto with %s: %w", file, err)
	}
	return b, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func reachable(address string) error {
	for range 500 {
		if c, err := net.Dial("tcp", address); err == nil {
			return c.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("not reachable in 5 s")
}
