//go:build !race

package translate_test

const raced = false
