// Package daemon has the commands that run a gateway: serve, which runs one in this process, and demo, which exercises
// one in a process of its own.
//
// Serve takes the configuration anew at each hangup, all of it or nothing, while the gateway serves or stands by. Demo
// hands over to package exercise. Both end when the context of Run does. BoundMemory is for all that run a gateway
// as serve does.
package daemon
