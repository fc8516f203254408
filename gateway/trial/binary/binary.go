// Package binary builds bordercast for the tests that run it as people do.
package binary

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Build makes the program in a folder, as `make build` does, so that the race detector is not in it, and gives its
// path. BORDERCAST_BINARY names one to take instead.
func Build(dir string) (string, error) {
	if path := os.Getenv("BORDERCAST_BINARY"); path != "" {
		return path, nil
	}
	path := filepath.Join(dir, "bordercast")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "bordercast")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the program could not be built: %w\n%s", err, out)
	}
	return path, nil
}

// Write writes a program that the test is about to start. No other test may start one meanwhile: until that one runs, it
// has this file open for writing too, and a file that somebody writes cannot be started ("text file busy").
func Write(path string, program io.Reader) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, program)
	return errors.Join(err, f.Close())
}

// Copy is Write of the test's own program.
func Copy(path string) error {
	self, err := os.Open("/proc/self/exe")
	if err != nil {
		return err
	}
	defer self.Close()
	return Write(path, self)
}

// Concurrent lists the commands that do things at once, for which the race detector is wanted. The others read, ask or
// write one thing after another: there it makes a start take a third of a second, and finds nothing.
func Concurrent() []string { return []string{"serve", "demo", "send", "watch"} }
