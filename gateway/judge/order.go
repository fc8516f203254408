package judge

import (
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/order"
)

// OrderOf is where an alert stands in its chain.
func OrderOf(a book.Alert) order.Place { return order.Place{At: a.Ordered, Came: a.ID} }

// Clocked is an alert as package order compares clocks.
func Clocked(a book.Alert) order.Clocked {
	return order.Clocked{Place: OrderOf(a), Sent: a.Sent, Received: a.Received}
}

// Placed is where what is being settled stands, behind what it names.
func Placed(sent, received time.Time, named []book.Alert) time.Time {
	var places []time.Time
	for _, t := range named {
		places = append(places, t.Ordered)
	}
	return order.Of(sent, received, places...)
}

// Graver says whether an alert that is left out as late says something graver than what stands.
func Graver(late, stands Shape) bool {
	return cap.Severity(late.Severity).Rank() > cap.Severity(stands.Severity).Rank() ||
		cap.Urgency(late.Urgency).Rank() > cap.Urgency(stands.Urgency).Rank()
}
