// Package api is how people and programs on the gateway's own host talk to a running daemon: a local socket that
// speaks HTTP and JSON, and a loopback port that says whether the daemon lives, is ready, and how it is doing.
//
// The daemon implements Service (types.go and service.go) and hands it to NewServer; the command line calls Dial with
// the data folder and uses the Client's methods, one for each of Service's. Public is the handler of the loopback port.
//
// Who asks is never taken from the request: the kernel names the peer of a unix socket (SO_PEERCRED), the server
// writes it into Actor, and only As, the name a person gives, comes from the wire. Which names there are, which account
// may use one, and what each may do is package officer's, and the Service is asked (Service.May) before every act.
//
// The package refuses to decide anything: every rule is the Service's. A refusal is a *Fault with a stable code and a
// sentence for the person who must act.
package api
