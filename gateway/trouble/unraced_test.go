//go:build !race

package trouble

const raced = false
