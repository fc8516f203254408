//go:build race

package polygon_test

// raced: the race detector makes a test slower by ten times, and sees nothing in one that does one thing after another.
// So with it, such tests take a part of the real messages and of the map; without it (make corpus), all.
const raced = true
