package gateway

import (
	"fmt"
	"testing"
)

// What one alert costs the book: one part, one destination, two districts, no incident. BEGIN and COMMIT are statements
// too. Each further destination costs few more, and a database behind a network would be asked so few times.
func TestWhatAnAlertCostsTheBook(t *testing.T) {
	const most = 24
	b := newTestGateway(t, forwarding)
	for n := range 4 {
		before := b.db.Statements()
		b.all("mema", message{id: fmt.Sprintf("a%d", n), expires: 6000}.String())
		if cost := b.db.Statements() - before; n > 0 && cost > most { // the first finds out what there is
			t.Errorf("alert %d cost %d statements, want %d at most", n, cost, most)
		}
	}
	if len(b.tree) == 0 {
		t.Error("nothing crossed")
	}
}
