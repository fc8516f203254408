// Package trouble does to the built program what people, partners and machines do to it in a bad week: a wrong word in
// the configuration, a lost disk, a dead broker, a second gateway started by mistake, an agency whose clock is fast,
// and people who mean harm. It holds tests only, one file a subject; each goes through the outermost door: the program
// as a process, a real Mosquitto, the socket, the command line.
//
// world_test.go is the world they live in: begin makes a folder, a configuration and a broker; world.serve starts the
// program; us and ca write alerts; world.post sends one as an agency would, and world.tree is what a reader finds.
package trouble
