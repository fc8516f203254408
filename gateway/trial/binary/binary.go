// Package binary builds bordercast for the tests that run it as people do.
package binary

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

// Concurrent lists the commands that do things at once, for which the race detector is wanted. The others read, ask or
// write one thing after another: there it makes a start take a third of a second, and finds nothing.
func Concurrent() []string { return []string{"serve", "demo", "send", "watch"} }
