package way

import (
	"fmt"
	"slices"
	"time"

	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/order"
)

// reorder works the places of a chain out again, for something that others had named has come.
func reorder(tx *book.Tx, chain int64) error {
	alerts, err := tx.Alerts.OfChain(chain)
	if err != nil {
		return err
	}
	names, err := tx.References.Within(chain)
	if err != nil {
		return err
	}
	var entries []order.Entry
	for _, a := range alerts {
		e := order.Entry{ID: a.ID, Sent: a.Sent, Received: a.Received}
		for _, n := range names {
			if n.Alert == a.ID {
				e.Names = append(e.Names, n.Target)
			}
		}
		entries = append(entries, e)
	}
	places := order.Again(entries)
	for _, a := range alerts {
		if at := places[a.ID]; !at.Equal(a.Ordered) {
			if err := tx.Alerts.SetOrdered(a.ID, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// watchClocks alarms about a clock that is much ahead, or that would have put the chain into another order.
func (s *settling) watchClocks(now book.Alert) error {
	source, ahead := s.r.System.Name, s.r.Ahead()
	s.way.clocks.Heard(source, ahead)
	wrong := map[string]time.Duration{}
	if ahead > order.TooFast {
		wrong[source] = ahead
	}
	if !s.new {
		chain, err := s.tx.Alerts.OfChain(s.rel.chain.ID)
		if err != nil {
			return err
		}
		for _, other := range chain {
			ours, theirs := order.Overturned(judge.Clocked(now), judge.Clocked(other))
			if ours {
				wrong[source] = ahead
			}
			if theirs {
				wrong[other.Source] = order.Ahead(other.Sent, other.Received)
			}
		}
	}
	for source, by := range wrong {
		s.fx.Alarms = append(s.fx.Alarms, clockAlarm(s.way.clocks, source, s.set.PartyOf(source), by))
	}
	return nil
}

// clockAlarm is about the clock of a source that is so much ahead, or about our own where those of most are.
func clockAlarm(clocks *order.Clocks, source, party string, by time.Duration) alarm.Raised {
	by = by.Round(time.Second)
	if fast, of, own := clocks.Own(); own {
		return alarm.Raised{
			Key: alarm.Key{Cause: "own-clock"}, Code: "own-clock", Severity: alarm.Critical,
			EN: fmt.Sprintf("The clocks of %d of %d sources are ahead of this gateway's, that of %s by %s: it is probably this machine's clock that is behind. Look at its time synchronisation first.", fast, of, source, by),
			FR: fmt.Sprintf("Les horloges de %d sources sur %d avancent sur celle de cette passerelle, celle de %s de %s : c'est probablement l'horloge de cette machine qui retarde. Vérifiez d'abord sa synchronisation.", fast, of, source, by),
		}
	}
	return alarm.Raised{
		Key: alarm.Key{Cause: "clock-ahead\n" + source, Party: party}, Code: "clock-ahead", Severity: alarm.Warning,
		EN: fmt.Sprintf("The clock of %s is ahead: an alert of it says that it was sent %s after it was received. Its alerts are put in order by when they came. Ask it to set its clock.", source, by),
		FR: fmt.Sprintf("L'horloge de %s avance : une de ses alertes dit avoir été envoyée %s après sa réception. Ses alertes sont classées selon leur arrivée. Demandez-lui de régler son horloge.", source, by),
	}
}

// lateAndGraver alarms where the alert being settled is late and says more than the newest of its chain that stands.
func lateAndGraver(s *settling, now book.Alert) error {
	if !s.rel.late || s.rel.ended || s.r.Ends || !s.r.Until.After(s.tx.Now()) {
		return nil
	}
	chain, err := s.tx.Alerts.OfChain(s.rel.chain.ID)
	if err != nil {
		return err
	}
	for _, a := range slices.Backward(chain) {
		if a.State == book.Active && a.ID != now.ID {
			s.fx.Alarms = append(s.fx.Alarms, s.way.Notices.LateAlarms(now, s.r.Shape, judge.UnmarshalShape(a.Shape))...)
			return nil
		}
	}
	return nil
}
