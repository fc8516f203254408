//go:build race

package command_test

// raced: the race detector is in this test binary.
const raced = true
