package receipts_test

import (
	"fmt"
	"strings"
	"testing"

	"bordercast/gateway/receipts"
	"bordercast/gateway/topics"
)

func put(b *receipts.Box, system string, from, to int) (taken int) {
	for n := from; n < to; n++ {
		if b.Put(receipts.Addressed{System: system, Receipt: topics.Receipt{Reason: fmt.Sprintf("%s%d", system, n)}}) {
			taken++
		}
	}
	return taken
}

func names(list []receipts.Addressed) string {
	var all []string
	for _, a := range list {
		all = append(all, a.Receipt.Reason)
	}
	return strings.Join(all, " ")
}

func TestSystemsTakeTurns(t *testing.T) {
	b := receipts.New()
	put(b, "flood", 0, 100)
	put(b, "calm", 0, 2)
	<-b.Wake()
	if got := names(b.Take(6)); got != "flood0 calm0 flood1 calm1 flood2 flood3" {
		t.Errorf("taken: %s", got)
	}
	<-b.Wake() // something is left
	if got := len(b.Take(1000)); got != 96 {
		t.Errorf("%d were left", got)
	}
	select {
	case <-b.Wake():
		t.Error("it wakes for nothing")
	default:
	}
}

// One system's receipts that nobody takes cost the others none of theirs.
func TestAFullLineIsItsSystemsAlone(t *testing.T) {
	b := receipts.New()
	if taken := put(b, "flood", 0, receipts.MostOfOne+10); taken != receipts.MostOfOne {
		t.Errorf("%d were kept", taken)
	}
	if taken := put(b, "calm", 0, 3); taken != 3 {
		t.Errorf("%d of three were kept", taken)
	}
}
