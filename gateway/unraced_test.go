//go:build !race

package gateway_test

// reloads is how often the configuration is taken under alerts.
const reloads = 100
