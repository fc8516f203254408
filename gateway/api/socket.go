package api

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// SocketName is the socket's name inside the data folder.
const SocketName = "bordercast.sock"

// maxSocketPath is what sockaddr_un leaves for a path: 108 bytes on Linux, 104 elsewhere, the closing zero included.
const maxSocketPath = 103

// address is where the socket of a data folder is bound or dialled. A path that sockaddr_un cannot hold is reached
// through /proc/self/fd of the opened folder: the socket stays inside the folder, where only the folder's owner can
// put one, instead of under a guessable name in /tmp. done closes what was opened for that.
func address(dataDir string) (path string, done func(), err error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return "", nil, err
	}
	path = filepath.Join(dir, SocketName)
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	if runtime.GOOS != "linux" {
		return "", nil, fmt.Errorf("the path of the data folder %s is too long for a socket: choose one of at most %d bytes", dir, maxSocketPath-len(SocketName)-1)
	}
	folder, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), SocketName), func() { _ = folder.Close() }, nil
}
