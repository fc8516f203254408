//go:build race

package gateway_test

// reloads are fewer with the race detector, under which each takes ten times as long; `make quick` does all.
const reloads = 20
