// Program bench measures what one alert costs and what the daemon does on this machine, in one run: `make bench`.
//
// It never fails on a figure. It prints one table, each figure beside its aim where there is one and beside the
// baseline of the same run: etree, goxmldsig and xmlsec1 for what one alert costs, a plain Mosquitto bridge for the
// way through. docs/performance.md says how to read it.
//
// The way through is measured from outside: Mosquitto is a process, the daemon is the built program in a process of
// its own, this program is the centre that signs and sends and the reader that receives. Each one's processor time is
// read from /proc. All alerts are fictional exercises.
//
// With -profile FOLDER the daemon runs inside a second copy of this program and writes a processor and a heap profile
// there at its end; the product itself has no such door.
package main
