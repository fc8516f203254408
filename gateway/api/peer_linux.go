package api

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// peerUID reads SO_PEERCRED: the account that connected, as the kernel saw it at that moment.
func peerUID(conn net.Conn) (int, error) {
	local, ok := conn.(*net.UnixConn)
	if !ok {
		return -1, fmt.Errorf("%T has no peer credentials", conn)
	}
	raw, err := local.SyscallConn()
	if err != nil {
		return -1, err
	}
	var cred *unix.Ucred
	var asked error
	if err := raw.Control(func(fd uintptr) {
		cred, asked = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); err != nil {
		return -1, err
	}
	if asked != nil {
		return -1, asked
	}
	return int(cred.Uid), nil
}
