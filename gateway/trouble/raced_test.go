//go:build race

package trouble

// raced: the race detector makes the program slower by half a hundred times.
const raced = true
