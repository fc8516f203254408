// Package daemon has the commands that run a gateway: serve, which runs one in this process, and demo and replay,
// which exercise one in a process of its own.
//
// Serve takes the configuration anew at each hangup, all of it or nothing, while the gateway serves or stands by. Demo
// and replay hand over to package exercise. All end when the context of Run does. BoundMemory is for all that run a
// gateway as serve does.
package daemon
