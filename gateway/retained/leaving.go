package retained

import (
	"fmt"
	"sync"
	"time"

	"bordercast/gateway/after"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
)

// What counts as a mass withdrawal: so many alerts of a destination, or such a share of them, within this time, other
// than by their originators or their time. One alert alone is none, however few there are.
const (
	massAlerts = 5
	massShare  = 5 // one in so many
	massWithin = time.Minute
)

// Leaving remembers which alerts the gateway took down lately, by destination.
type Leaving struct {
	mu   sync.Mutex
	when map[string]map[int64]time.Time
}

// note counts the alerts that left a destination lately, this one among them. It may be told the same one twice.
func (l *Leaving) note(destination string, alert int64, now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.when == nil {
		l.when = map[string]map[int64]time.Time{}
	}
	list := l.when[destination]
	if list == nil {
		list = map[int64]time.Time{}
		l.when[destination] = list
	}
	for id, at := range list {
		if now.Sub(at) > massWithin {
			delete(list, id)
		}
	}
	list[alert] = now
	return len(list)
}

// withdrawn raises the alarm about a mass withdrawal, once it is one.
func (g *Planner) withdrawn(tx *book.Tx, d book.Delivery, fx *after.Effects) error {
	n := g.leaving.note(d.Destination, d.Alert, tx.Now())
	if n < 2 {
		return nil
	}
	if n < massAlerts {
		left, err := tx.Live.AlertsAt(d.Destination)
		if err != nil || n*massShare < left+n {
			return err
		}
	}
	raised := massAlarm(d.Destination, n)
	for i := range fx.Alarms { // of one order, the last count
		if fx.Alarms[i].Key == raised.Key {
			fx.Alarms[i] = raised
			return nil
		}
	}
	fx.Alarms = append(fx.Alarms, raised)
	return nil
}

func massAlarm(destination string, n int) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "mass-withdrawal\n" + destination}, Code: "mass-withdrawal", Severity: alarm.Critical,
		EN: fmt.Sprintf("%d active alerts left %s within a minute, and neither their originators nor their time ended them. See in the trail who did it; `bordercast status --alerts` shows what still stands.", n, destination),
		FR: fmt.Sprintf("%d alertes en vigueur ont été retirées de %s en moins d'une minute, sans que leur émetteur ni leur échéance y ait mis fin. Voyez dans le journal qui l'a fait; `bordercast status --alerts` montre ce qui demeure.", n, destination),
	}
}
