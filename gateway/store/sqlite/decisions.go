package sqlite

import (
	"encoding/json"
	"strings"
	"time"

	"bordercast/gateway/approval"
	"bordercast/gateway/store"
)

const decisionColumns = "alert, destination, action, route, agreement, reason, ask, of, since, deadline, alarmed, allow, draft, hold, state"

// PutDecision records what was decided of an alert for a destination, in place of an earlier decision.
func (tx *Tx) PutDecision(d store.Decision) error {
	return tx.exec("INSERT OR REPLACE INTO decision ("+decisionColumns+") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		d.Alert, d.Destination, d.Action, d.Route, d.Agreement, d.Reason, d.Ask, d.Of, ms(d.Since), ms(d.Deadline), d.Alarmed, strings.Join(d.Allow, " "), d.Draft, holdText(d.Hold), d.State)
}

// SetDecision moves a decision on; reason is kept when "".
func (tx *Tx) SetDecision(alert int64, destination, state, reason string) error {
	return tx.exec("UPDATE decision SET state = ?, reason = coalesce(nullif(?, ''), reason) WHERE alert = ? AND destination = ?", state, reason, alert, destination)
}

// SetDraft binds a hold to the draft that is shown to those who decide.
func (tx *Tx) SetDraft(alert int64, destination, draft string) error {
	return tx.exec("UPDATE decision SET draft = ? WHERE alert = ? AND destination = ?", draft, alert, destination)
}

// SetAlarmed records that a hold's deadline has been told.
func (tx *Tx) SetAlarmed(alert int64, destination string) error {
	return tx.exec("UPDATE decision SET alarmed = 1 WHERE alert = ? AND destination = ?", alert, destination)
}

func (tx *Tx) decisions(where string, args ...any) (list []store.Decision, err error) {
	err = tx.each("SELECT "+decisionColumns+" FROM decision WHERE "+where, args, func(scan func(...any) error) error {
		var d store.Decision
		var since, deadline int64
		var allow, hold string
		err := scan(&d.Alert, &d.Destination, &d.Action, &d.Route, &d.Agreement, &d.Reason, &d.Ask, &d.Of, &since, &deadline, &d.Alarmed, &allow, &d.Draft, &hold, &d.State)
		d.Since, d.Deadline = at(since), at(deadline)
		if allow != "" {
			d.Allow = strings.Fields(allow)
		}
		if err == nil && hold != "" {
			err = json.Unmarshal([]byte(hold), &d.Hold)
		}
		list = append(list, d)
		return err
	})
	return list, err
}

func holdText(h *approval.Hold) string {
	if h == nil {
		return ""
	}
	text, _ := json.Marshal(h) // strings and times only: it cannot fail
	return string(text)
}

// DecisionsOf lists what was decided of an alert, by destination.
func (tx *Tx) DecisionsOf(alert int64) ([]store.Decision, error) {
	return tx.decisions("alert = ? ORDER BY destination", alert)
}

// Decision reads one.
func (tx *Tx) Decision(alert int64, destination string) (store.Decision, bool, error) {
	return first(tx.decisions("alert = ? AND destination = ?", alert, destination))
}

// DecisionsOfChain lists the decisions about a chain for one destination, oldest alert first.
func (tx *Tx) DecisionsOfChain(chain int64, destination string) ([]store.Decision, error) {
	return tx.decisions("destination = ? AND alert IN (SELECT id FROM alert WHERE chain = ?) ORDER BY alert", destination, chain)
}

// stillOpen is the condition of the index decision_open, in its own words: SQLite does not see that 'held' implies it.
const stillOpen = "state IN ('held', 'decided') AND action <> 'drop'"

// DecisionsHeld lists all open questions, oldest first.
func (tx *Tx) DecisionsHeld() ([]store.Decision, error) {
	return tx.decisions(stillOpen + " AND state = 'held' ORDER BY since, alert")
}

// DecisionsToRelease lists what was decided to forward and is not released: work that a start-up resumes.
func (tx *Tx) DecisionsToRelease() ([]store.Decision, error) {
	return tx.decisions(stillOpen + " AND state = 'decided' ORDER BY alert")
}

// Approval is one person's word on one hold.
type Approval struct {
	Alert                                          int64
	Destination, Who, Role, Draft, Verdict, Reason string
	At                                             time.Time
}

// PutApproval records a person's word.
func (tx *Tx) PutApproval(a Approval) error {
	return tx.exec("INSERT OR REPLACE INTO approval (alert, destination, who, role, draft, verdict, reason, at) VALUES (?,?,?,?,?,?,?,?)",
		a.Alert, a.Destination, a.Who, a.Role, a.Draft, a.Verdict, a.Reason, ms(a.At))
}

// NextDeadline is when the next hold's deadline falls due that nobody has been told of; zero when none does.
func (tx *Tx) NextDeadline() (time.Time, error) {
	var next int64
	_, err := tx.one("SELECT coalesce(min(deadline), 0) FROM decision WHERE "+stillOpen+" AND state = 'held' AND deadline > 0 AND alarmed = 0", nil, &next)
	return at(next), err
}
