package sqlite

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

const (
	decisionColumns = "alert, destination, action, route, agreement, reason, ask, of, since, deadline, alarmed, allow, draft, hold, state, matched"
	selectDecision  = "SELECT " + decisionColumns + " FROM decision WHERE "
)

// putDecision writes over a decision that may move so, or that is in the same state and is told anew.
const putDecision = "INSERT INTO decision (" + decisionColumns + ") VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16) " +
	"ON CONFLICT (alert, destination) DO UPDATE SET action = excluded.action, route = excluded.route, agreement = excluded.agreement, reason = excluded.reason, " +
	"ask = excluded.ask, of = excluded.of, since = excluded.since, deadline = excluded.deadline, alarmed = excluded.alarmed, allow = excluded.allow, " +
	"draft = excluded.draft, hold = excluded.hold, state = excluded.state, matched = excluded.matched WHERE instr(?17, '|' || state || '|')"

// PutDecision records what was decided of an alert for a destination, in place of an earlier decision.
func (tx *Tx) PutDecision(d book.Decision) error {
	if !book.May(book.OfDecision, book.New, d.State) { // then there must be one already
		if _, found, err := tx.Decision(d.Alert, d.Destination); err != nil || !found {
			return errors.Join(err, &book.ImpossibleStep{Kind: book.OfDecision, Row: decisionName(d.Alert, d.Destination), To: d.State})
		}
	}
	return tx.step(book.OfDecision, decisionName(d.Alert, d.Destination), d.State, putDecision, append(decisionValues(d), before(book.OfDecision, d.State)+d.State+"|"),
		decisionState, d.Alert, d.Destination)
}

func decisionValues(d book.Decision) []any {
	return []any{d.Alert, d.Destination, d.Action, d.Route, d.Agreement, d.Reason, d.Ask, d.Of, ms(d.Since), ms(d.Deadline), d.Alarmed,
		strings.Join(d.Allow, " "), d.Draft, holdText(d.Hold), d.State, listText(d.Matched)}
}

const decisionState = "SELECT state FROM decision WHERE alert = ? AND destination = ?"

// SetDecision moves a decision on; reason is kept when "".
func (tx *Tx) SetDecision(alert int64, destination, state, reason string) error {
	return tx.step(book.OfDecision, decisionName(alert, destination), state,
		"UPDATE decision SET state = ?1, reason = coalesce(nullif(?2, ''), reason) WHERE alert = ?3 AND destination = ?4 AND instr(?5, '|' || state || '|')",
		[]any{state, reason, alert, destination, before(book.OfDecision, state)}, decisionState, alert, destination)
}

func decisionName(alert int64, destination string) string {
	return strconv.FormatInt(alert, 10) + " at " + destination
}

func (tx *Tx) decisions(query string, args ...any) (all []book.Decision, err error) {
	err = tx.each(query, args, func(r *engine.Row) error {
		d, err := readDecision(r)
		all = append(all, d)
		return err
	})
	return all, err
}

func readDecision(r *engine.Row) (d book.Decision, err error) {
	d.Alert, d.Destination, d.Action, d.Route, d.Agreement, d.Reason = r.Int(), r.Word(), r.Word(), r.Word(), r.Word(), r.Word()
	d.Ask, d.Of, d.Since, d.Deadline, d.Alarmed = r.Word(), r.Word(), at(r.Int()), at(r.Int()), r.Bool()
	if allow := r.Text(); allow != "" {
		d.Allow = strings.Fields(allow)
	}
	d.Draft = r.Text()
	if hold := r.Blob(); hold != nil {
		err = json.Unmarshal(hold, &d.Hold)
	}
	d.State = r.Word()
	if matched := r.Blob(); matched != nil {
		err = errors.Join(err, json.Unmarshal(matched, &d.Matched))
	}
	return d, err
}

// listText is a list of texts that may hold anything; "" for none.
func listText(list []string) string {
	if len(list) == 0 {
		return ""
	}
	text, _ := json.Marshal(list) // strings only: it cannot fail
	return string(text)
}

func holdText(h *approval.Hold) string {
	if h == nil {
		return ""
	}
	text, _ := json.Marshal(h) // strings and times only: it cannot fail
	return string(text)
}

// DecisionsOf lists what was decided of an alert, by destination.
func (tx *Tx) DecisionsOf(alert int64) ([]book.Decision, error) {
	return tx.decisions(selectDecision+"alert = ? ORDER BY destination", alert)
}

// Decision reads one.
func (tx *Tx) Decision(alert int64, destination string) (book.Decision, bool, error) {
	return first(tx.decisions(selectDecision+"alert = ? AND destination = ?", alert, destination))
}

// DecisionsOfChain lists the decisions about a chain for one destination, oldest alert first.
func (tx *Tx) DecisionsOfChain(chain int64, destination string) ([]book.Decision, error) {
	// The join in this very order: with IN, SQLite builds and drops a table of the chain's alerts each time.
	return tx.decisions("SELECT "+decisionColumns+" FROM (SELECT id, ordered FROM alert WHERE chain = ?) CROSS JOIN decision ON alert = id WHERE destination = ? ORDER BY ordered, id", chain, destination)
}

// stillOpen is the condition of the index decision_open, in its own words: SQLite does not see that 'held' implies it.
const stillOpen = "state IN ('held', 'decided') AND action <> 'drop'"

// DecisionsHeld lists all open questions, oldest first.
func (tx *Tx) DecisionsHeld() ([]book.Decision, error) {
	return tx.decisions(selectDecision + stillOpen + " AND state = 'held' ORDER BY since, alert")
}

// DecisionsToRelease lists what was decided to forward and is not released: work that a start-up resumes.
func (tx *Tx) DecisionsToRelease() ([]book.Decision, error) {
	return tx.decisions(selectDecision + stillOpen + " AND state = 'decided' ORDER BY alert")
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

// ApprovalsOf lists people's words on an alert at a destination, the newest last.
func (tx *Tx) ApprovalsOf(alert int64, destination string) ([]Approval, error) {
	return list(tx, "SELECT alert, destination, who, role, draft, verdict, reason, at FROM approval WHERE alert = ? AND destination = ? ORDER BY at, who",
		[]any{alert, destination}, func(r *engine.Row) Approval {
			return Approval{Alert: r.Int(), Destination: r.Word(), Who: r.Text(), Role: r.Word(), Draft: r.Text(), Verdict: r.Word(), Reason: r.Text(), At: at(r.Int())}
		})
}

// NextDeadline is when the next hold's deadline falls due that nobody has been told of; zero when none does.
func (tx *Tx) NextDeadline() (time.Time, error) {
	next, err := tx.number("SELECT coalesce(min(deadline), 0) FROM decision WHERE " + stillOpen + " AND state = 'held' AND deadline > 0 AND alarmed = 0")
	return at(next), err
}
