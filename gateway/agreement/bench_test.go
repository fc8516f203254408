package agreement_test

import (
	"testing"

	"bordercast/gateway/agreement"
)

// BenchmarkDecide is one alert asked about for one destination, past a route that does not match.
func BenchmarkDecide(b *testing.B) {
	a, _ := agreement.Compile(routes(
		route("narrow", func(r *agreement.Route) { r.Match.Event = agreement.Values{"TOR"} }),
		route("wide", func(r *agreement.Route) { r.Match.Severity = agreement.Values{">= Severe"} })), world)
	f := facts()
	b.ReportAllocs()
	for b.Loop() {
		a.Decide(f, "people-ca")
	}
}
