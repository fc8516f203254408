//go:build !race

package polygon_test

const raced = false
