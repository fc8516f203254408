package gateway

import (
	"fmt"
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/order"
)

// orderOf is where an alert stands in its chain.
func orderOf(a book.Alert) order.Place { return order.Place{At: a.Ordered, Came: a.ID} }

func clocked(a book.Alert) order.Clocked {
	return order.Clocked{Place: orderOf(a), Sent: a.Sent, Received: a.Received}
}

// placed is where what is being settled stands, behind what it names.
func placed(sent, received time.Time, named []book.Alert) time.Time {
	var places []time.Time
	for _, t := range named {
		places = append(places, t.Ordered)
	}
	return order.Of(sent, received, places...)
}

// ahead is how far the sender's clock is ahead, as this alert shows.
func (r *reading) ahead() time.Duration {
	return order.Ahead(r.identity.Sent, r.item.Sighting.Received)
}

// clockFinding is the finding that an alert was sent after it was received.
func (r *reading) clockFinding() []cap.Finding {
	if r.ahead() <= order.Fast {
		return nil
	}
	return []cap.Finding{{Rule: "sent-ahead", Level: cap.LevelWarning, Path: "/alert/sent", Text: aheadText(r.ahead())}}
}

func aheadText(by time.Duration) string {
	return "sent lies " + by.Round(time.Second).String() + " after its receipt: the sender's clock is ahead, or its time zone is wrong"
}

// reorder works the places of a chain out again, for something that others had named has come.
func reorder(tx *book.Tx, chain int64) error {
	alerts, err := tx.AlertsOfChain(chain)
	if err != nil {
		return err
	}
	names, err := tx.ReferencesWithin(chain)
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
			if err := tx.SetOrdered(a.ID, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// watchClocks alarms about a clock that is much ahead, or that would have put the chain into another order.
func (s *settling) watchClocks(now book.Alert) error {
	source, ahead := s.r.system.Name, s.r.ahead()
	s.clocks.Heard(source, ahead)
	wrong := map[string]time.Duration{}
	if ahead > order.TooFast {
		wrong[source] = ahead
	}
	if !s.new {
		chain, err := s.tx.AlertsOfChain(s.rel.chain.ID)
		if err != nil {
			return err
		}
		for _, other := range chain {
			ours, theirs := order.Overturned(clocked(now), clocked(other))
			if ours {
				wrong[source] = ahead
			}
			if theirs {
				wrong[other.Source] = order.Ahead(other.Sent, other.Received)
			}
		}
	}
	for source, by := range wrong {
		s.fx.alarms = append(s.fx.alarms, s.clockAlarm(source, by))
	}
	return nil
}

func (s *settling) clockAlarm(source string, by time.Duration) alarm.Raised {
	by = by.Round(time.Second)
	if fast, of, own := s.clocks.Own(); own {
		return alarm.Raised{
			Key: alarm.Key{Cause: "own-clock"}, Code: "own-clock", Severity: alarm.Critical,
			EN: fmt.Sprintf("The clocks of %d of %d sources are ahead of this gateway's, that of %s by %s: it is probably this machine's clock that is behind. Look at its time synchronisation first.", fast, of, source, by),
			FR: fmt.Sprintf("Les horloges de %d sources sur %d avancent sur celle de cette passerelle, celle de %s de %s : c'est probablement l'horloge de cette machine qui retarde. Vérifiez d'abord sa synchronisation.", fast, of, source, by),
		}
	}
	return alarm.Raised{
		Key: alarm.Key{Cause: "clock-ahead\n" + source, Party: s.partyOf(source)}, Code: "clock-ahead", Severity: alarm.Warning,
		EN: fmt.Sprintf("The clock of %s is ahead: an alert of it says that it was sent %s after it was received. Its alerts are put in order by when they came. Ask it to set its clock.", source, by),
		FR: fmt.Sprintf("L'horloge de %s avance : une de ses alertes dit avoir été envoyée %s après sa réception. Ses alertes sont classées selon leur arrivée. Demandez-lui de régler son horloge.", source, by),
	}
}

// graver says whether an alert that is left out as late says something graver than what stands.
func graver(late, stands shape) bool {
	return cap.Severity(late.Severity).Rank() > cap.Severity(stands.Severity).Rank() || cap.Urgency(late.Urgency).Rank() > cap.Urgency(stands.Urgency).Rank()
}

// lateAlarms tell both sides of an alert that is left out because its chain has gone on, and is graver than what stands.
func (g *Gateway) lateAlarms(late book.Alert, sh, stands shape) (all []alarm.Raised) {
	if !graver(sh, stands) {
		return nil
	}
	for _, party := range g.sidesToldOf(sh.Scope, g.partyOf(late.Source)) {
		all = append(all, alarm.Raised{
			Key:  alarm.Key{Cause: "late-and-graver\n" + late.Key, Party: party, Lane: late.Lane},
			Code: "late-and-graver", Severity: alarm.Critical, Alert: late.Token,
			EN: fmt.Sprintf("%sAn alert of %s was left out because its chain has gone on without it, and it is graver (%s, %s) than what stands (%s, %s). Ask its sender which of the two holds.",
				laneMark(late.Lane, "EXERCISE: ", "TEST: "), late.Source, sh.Severity, sh.Urgency, stands.Severity, stands.Urgency),
			FR: fmt.Sprintf("%sUne alerte de %s a été écartée, car une plus récente l'a remplacée, et elle est plus grave que celle qui demeure. Demandez à l'expéditeur laquelle des deux vaut.",
				laneMark(late.Lane, "EXERCICE : ", "TEST : "), late.Source),
		})
	}
	return all
}

// lateAndGraver alarms where the alert being settled is late and says more than the newest of its chain that stands.
func (s *settling) lateAndGraver(now book.Alert) error {
	if !s.rel.late || s.rel.ended || s.r.ends || !s.r.until.After(s.tx.Now()) {
		return nil
	}
	chain, err := s.tx.AlertsOfChain(s.rel.chain.ID)
	if err != nil {
		return err
	}
	for _, a := range slices.Backward(chain) {
		if a.State == book.Active && a.ID != now.ID {
			s.fx.alarms = append(s.fx.alarms, s.lateAlarms(now, s.r.shape, unmarshalShape(a.Shape))...)
			return nil
		}
	}
	return nil
}
