//go:build !linux

package player

import "syscall"

// apart puts the child in a process group of its own, so that Ctrl-C reaches only the demonstration, which then
// ends it in order.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
