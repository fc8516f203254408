package book_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

// possible are the steps that a row may take, once more and independent of the table that the statements use. A state
// twice in a row is no step; "new" is where a row comes from that was not there.
const possible = `
sighting: new>accepted accepted>settled accepted>quarantined settled>quarantined quarantined>accepted
alert: new>active new>superseded new>cancelled new>ended active>superseded active>cancelled active>ended
 superseded>active superseded>cancelled superseded>ended cancelled>active cancelled>superseded cancelled>ended
decision: new>decided new>held new>released decided>held decided>released decided>denied decided>withdrawn
 decided>lapsed held>decided held>denied held>withdrawn held>lapsed released>decided released>held released>denied
 released>withdrawn denied>decided denied>held withdrawn>decided withdrawn>held withdrawn>denied lapsed>decided
 lapsed>held lapsed>denied
delivery: new>ready ready>attempting ready>lapsed attempting>attempting attempting>done attempting>refused
 attempting>unknown attempting>lapsed unknown>done unknown>refused
`

// allowedSteps reads possible: kind from>to.
func allowedSteps() map[string]bool {
	allowed, kind := map[string]bool{}, ""
	for _, word := range strings.Fields(possible) {
		if strings.HasSuffix(word, ":") {
			kind = strings.TrimSuffix(word, ":")
			continue
		}
		allowed[kind+" "+strings.Replace(word, "new>", ">", 1)] = true
	}
	return allowed
}

var statesOf = map[book.Kind][]string{
	book.OfSighting: {book.Accepted, book.Settled, book.Quarantined},
	book.OfAlert:    {book.Active, book.Superseded, book.Cancelled, book.Ended},
	book.OfDecision: {book.Decided, book.Held, book.Released, book.Denied, book.Withdrawn, book.Lapsed},
	book.OfDelivery: {book.Ready, book.Attempting, book.Done, book.Refused, book.Unknown, book.Lapsed},
}

// The table of steps, and the statements that hold them: every step is tried from every state, by every method that
// moves a row. What is there already stays; what is impossible is an error, and nothing of its command is done.
func TestEveryStepIsTried(t *testing.T) { both(t, testEveryStepIsTried) }

func testEveryStepIsTried(t *testing.T) {
	db, allowed := open(t, t.TempDir()), allowedSteps()
	refused := 0
	for kind, states := range statesOf {
		for _, from := range append([]string{book.New, "bogus"}, states...) {
			for _, to := range append([]string{"bogus"}, states...) {
				want := allowed[fmt.Sprintf("%s %s>%s", kind, from, to)]
				if got := book.May(kind, from, to); got != want {
					t.Errorf("%s %q to %q: the table says %v, want %v", kind, from, to, got, want)
				}
				if from == book.New || from == "bogus" {
					continue
				}
				for name, move := range movesOf(kind, to) {
					err := tryStep(t, db, kind, from, move)
					var step *book.ImpossibleStep
					switch {
					case want || from == to:
						if err != nil {
							t.Errorf("%s: %s from %s to %s: %v", name, kind, from, to, err)
						}
					case !errors.As(err, &step) || step.Kind != kind || step.From != from || step.To != to:
						t.Errorf("%s: %s from %s to %s was not refused: %v", name, kind, from, to, err)
					default:
						refused++
					}
				}
			}
		}
	}
	if refused < 40 {
		t.Errorf("only %d steps were refused", refused)
	}
}

// movesOf are the methods by which a row comes to a state.
func movesOf(kind book.Kind, to string) map[string]func(tx *Tx, row int64) error {
	switch kind {
	case book.OfSighting:
		moves := map[string]func(*Tx, int64) error{"SettleSighting": func(tx *Tx, id int64) error {
			return tx.Sightings.Settle(id, to, "valid", "why", 0)
		}}
		if to == book.Accepted {
			moves["LetIn"] = func(tx *Tx, id int64) error { return tx.Sightings.LetIn(id) }
		}
		return moves
	case book.OfAlert:
		return map[string]func(*Tx, int64) error{"SetAlertState": func(tx *Tx, id int64) error {
			return tx.Alerts.SetState(id, to)
		}}
	case book.OfDecision:
		return map[string]func(*Tx, int64) error{
			"SetDecision": func(tx *Tx, alert int64) error { return tx.Decisions.SetState(alert, "nb", 1, to, "why") },
			"PutDecision": func(tx *Tx, alert int64) error {
				return tx.Decisions.Put(book.Decision{Alert: alert, Destination: "nb", Action: book.Forward, State: to,
					Reason: "anew"})
			},
		}
	}
	return map[string]func(*Tx, int64) error{"SetDelivery": func(tx *Tx, id int64) error {
		return tx.Deliveries.SetState(id, to, "why")
	}}
}

// tryStep makes a row in a state, tries to move it in a command that also makes a chain, and looks that both or neither
// were done.
func tryStep(t *testing.T, db *DB, kind book.Kind, from string, move func(*Tx, int64) error) error {
	t.Helper()
	var row int64
	tries++
	name := fmt.Sprintf("try-%d", tries)
	booktest.Write(t, db, func(tx *Tx) {
		alert := putAlert(t, tx, name, 1)
		switch kind {
		case book.OfSighting:
			s, err := tx.Sightings.Accept(book.Sighting{Link: "maine", Received: noon}, Pack([]byte(name)))
			booktest.OK(t, err)
			row = s.ID
		case book.OfDelivery:
			row = putDelivery(t, tx, alert, tries, true, noon)
		case book.OfDecision:
			booktest.OK(t, tx.Decisions.Put(book.Decision{Alert: alert, Destination: "nb", Action: book.Forward,
				State: book.Decided}))
			row = alert
		default:
			row = alert
		}
		force(t, tx, kind, row, from)
	})
	err := db.Update(context.Background(), func(tx *Tx) error {
		if _, err := tx.Chains.New("beside-"+name, ""); err != nil {
			return err
		}
		return move(tx, row)
	})
	booktest.View(t, db, func(tx *Tx) error {
		tokens, read := tokensOf(tx)
		if stored := slices.Contains(tokens, "beside-"+name); stored != (err == nil) {
			t.Errorf("%s from %s: %v, and what stands beside it is stored: %v", kind, from, err, stored)
		}
		return read
	})
	return err
}

var tries int

// force puts a row into a state, whatever it is in.
func force(t *testing.T, tx *Tx, kind book.Kind, row int64, state string) {
	t.Helper()
	var c book.Changes
	switch kind {
	case book.OfSighting:
		s, _, err := tx.Sightings.ByID(row)
		c.Sightings = forced(t, s, err, func(s *book.Sighting) *string { return &s.State }, state)
	case book.OfAlert:
		a, _, err := tx.Alerts.ByID(row)
		c.Alerts = forced(t, a, err, func(a *book.Alert) *string { return &a.State }, state)
	case book.OfDecision:
		d, _, err := tx.Decisions.Get(row, "nb", 1)
		c.Decisions = forced(t, d, err, func(d *book.Decision) *string { return &d.State }, state)
	case book.OfDelivery:
		d, _, err := tx.Deliveries.ByID(row)
		c.Deliveries = forced(t, d, err, func(d *book.Delivery) *string { return &d.State }, state)
	}
	booktest.OK(t, book.Force(tx, &c))
}

func forced[T any](t *testing.T, row T, err error, at func(*T) *string, state string) []book.Change[T] {
	t.Helper()
	booktest.OK(t, err)
	change := book.Change[T]{Row: row, Was: *at(&row)}
	*at(&change.Row) = state
	return []book.Change[T]{change}
}

// A row that is not there takes no step, and an alert does not begin in a state that there is not.
func TestNothingTakesNoStep(t *testing.T) { both(t, testNothingTakesNoStep) }

func testNothingTakesNoStep(t *testing.T) {
	db := open(t, t.TempDir())
	for name, do := range map[string]func(*Tx) error{
		"sighting": func(tx *Tx) error { return tx.Sightings.Settle(99, book.Settled, "", "", 0) },
		"let in":   func(tx *Tx) error { return tx.Sightings.LetIn(99) },
		"alert":    func(tx *Tx) error { return tx.Alerts.SetState(99, book.Ended) },
		"decision": func(tx *Tx) error { return tx.Decisions.SetState(99, "nb", 1, book.Denied, "") },
		"denied at once": func(tx *Tx) error {
			return tx.Decisions.Put(book.Decision{Alert: 99, Destination: "nb", State: book.Denied})
		},
		"delivery": func(tx *Tx) error { return tx.Deliveries.SetState(99, book.Attempting, "") },
		"alert of no kind": func(tx *Tx) error {
			_, err := tx.Alerts.Put(book.Alert{Token: "x",
				State: "bogus"})
			return err
		},
	} {
		var step *book.ImpossibleStep
		if err := db.Update(t.Context(), do); !errors.As(err, &step) || step.From != book.New {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whoever asks for an impossible step is told, and so is the gateway.
func TestAnImpossibleStepIsTold(t *testing.T) { both(t, testAnImpossibleStepIsTold) }

func testAnImpossibleStepIsTold(t *testing.T) {
	o := options(t, t.TempDir())
	told := make(chan *book.ImpossibleStep, 2)
	o.Impossible = func(step *book.ImpossibleStep) { told <- step }
	db, err := book.Open(backend(t, t.TempDir()), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Update(t.Context(), func(tx *Tx) error { return tx.Alerts.SetState(7, book.Active) }); err == nil {
		t.Fatal("nobody was told")
	}
	if step := <-told; step.Kind != book.OfAlert || step.Row != "7" || !strings.Contains(step.Error(),
		"alert 7 may not go from nothing to active") {
		t.Errorf("%+v: %v", step, step)
	}
}

// A receipt that is of no alert after all keeps its state; what another store released is written over what was
// decided.
func TestWhatIsNoStep(t *testing.T) { both(t, testWhatIsNoStep) }

func testWhatIsNoStep(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a := putAlert(t, tx, "a", 1)
		s, err := tx.Sightings.Accept(book.Sighting{Link: "maine", Received: noon}, Pack([]byte("a")))
		booktest.OK(t, err, tx.Sightings.Settle(s.ID, book.Settled, "valid", "", a), tx.Sightings.Disown(s.ID,
			"not-entitled"))
		s, _, err = tx.Sightings.ByID(s.ID)
		booktest.Same(t, "a receipt", []any{s.State, s.Reason, s.Alert}, err, []any{book.Settled, "not-entitled", int64(0)})
		d := book.Decision{Alert: a, Destination: "nb", Action: book.Hold, State: book.Held}
		booktest.OK(t, tx.Decisions.Put(d), tx.Decisions.SetState(a, "nb", 1, book.Withdrawn, ""))
		d.Action = book.Forward
		booktest.OK(t, tx.Decisions.PutForeign(d))
		got, _, err := tx.Decisions.Get(a, "nb", 1)
		booktest.Same(t, "what stands", got.State+" "+got.Action, err, "released forward")
	})
}
