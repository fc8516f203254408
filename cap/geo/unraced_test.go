//go:build !race

package geo

const raced = false
