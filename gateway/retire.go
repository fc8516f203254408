package gateway

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"bordercast/cap"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// closed are the destinations that were retired since the start: nothing new goes there, until a start or a reload finds
// them in the configuration again.
type closed struct {
	mu    sync.Mutex
	names map[string]bool
}

func (c *closed) has(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.names[name]
}

func (c *closed) set(name string, is bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil {
		c.names = map[string]bool{}
	}
	c.names[name] = is
}

// closedTo says that nothing new of a lane goes to a destination: it is frozen there, or retired.
func (g *Gateway) closedTo(to *system, lane cap.Lane) bool {
	return slices.Contains(to.frozen, lane) || g.retired.has(to.Name)
}

// Retire takes down what stands at a destination, with end notices, by an operator's word, and closes it.
func (d service) Retire(ctx context.Context, o api.Order) ([]api.Outcome, error) {
	to := d.systems[o.Destination]
	if to == nil || len(to.Out) == 0 {
		return nil, &api.Fault{Code: api.NotFound, Text: "No destination goes by " + quote(o.Destination) + ": `bordercast status` lists the links to all of them."}
	}
	return d.retire(ctx, to, who(o.Actor))
}

// retirement is an operator's word, given while no gateway ran, that a destination is to be retired.
type retirement struct {
	Destination string `json:"destination"`
	By          string `json:"by"`
}

const retireFile = "retire.json"

// RetireStopped is Retire for a gateway that does not run, by a person whom the caller has found to be an operator: the
// next start that leads carries it out, before it listens to anybody.
func RetireStopped(ctx context.Context, data, destination, by string) (next string, err error) {
	err = inStopped(ctx, data, func(tx *book.Tx) error {
		list, err := tx.Destinations()
		if err == nil && !slices.ContainsFunc(list, func(d book.Destination) bool { return d.Name == destination }) {
			err = fmt.Errorf("no destination goes by %q: the gateway in %s has %s", destination, data, namesOf(list))
		}
		return err
	}, func() error {
		waiting, err := readIntention[[]retirement](data, retireFile)
		if err != nil {
			return err
		}
		return writeIntention(data, retireFile, append(waiting, retirement{destination, by}))
	})
	return "What stands at " + destination + " is withdrawn, with notices, as soon as the gateway is started and leads.", err
}

func namesOf(list []book.Destination) string {
	var names []string
	for _, d := range list {
		names = append(names, d.Name)
	}
	slices.Sort(names)
	return cmp.Or(strings.Join(names, ", "), "none")
}

// retireAsAsked carries out what operators asked for while no gateway ran.
func (g *Gateway) retireAsAsked(ctx context.Context) error {
	asked, err := readIntention[[]retirement](g.data, retireFile)
	if err != nil || len(asked) == 0 {
		return err
	}
	for _, r := range asked {
		to := g.systems[r.Destination]
		if to == nil || len(to.Out) == 0 {
			continue // it left the configuration, and nothing stood there
		}
		if _, err := g.retire(ctx, to, r.By); err != nil {
			return err
		}
	}
	return dropIntention(g.data, retireFile)
}

func (g *Gateway) retire(ctx context.Context, to *system, by string) ([]api.Outcome, error) {
	var fx *effects
	out := api.Outcome{Destination: to.Name, State: retired}
	was := g.retired.has(to.Name)
	err := g.insist(ctx, func(tx *book.Tx) (err error) {
		fx = &effects{}
		g.retired.set(to.Name, true) // here, so that no alert settles for it between this and the commit
		n, err := g.retireAll(tx, to, fx)
		out.Trail = tx.Say("", trail.Retired, map[string]any{"destination": to.Name, "by": by, "alerts": n})
		out.At = tx.Now()
		out.Text = fmt.Sprintf("%s withdrawn there, with notices, and nothing new goes there. Take it out of the configuration, or write it as it is to be, then reload.", many(n, "alert is", "alerts are"))
		if to.unreachable {
			out.Text = fmt.Sprintf("%s forgotten there: its broker is out of reach, and what stands at it stays.", many(n, "alert is", "alerts are"))
		}
		return err
	})
	if err != nil {
		g.retired.set(to.Name, was)
		return nil, err
	}
	g.apply(fx)
	g.alarms.Over(frozenKey(to.Name))
	return []api.Outcome{out}, nil
}

// retireAll ends what stands at a destination, what is on its way there and what is asked about it, and counts the alerts.
func (g *Gateway) retireAll(tx *book.Tx, to *system, fx *effects) (int, error) {
	held, err := tx.DecisionsHeld()
	if err != nil {
		return 0, err
	}
	decided, err := tx.DecisionsToRelease()
	if err != nil {
		return 0, err
	}
	for _, d := range slices.Concat(held, decided) {
		if d.Destination != to.Name {
			continue
		}
		a, _, err := tx.AlertByID(d.Alert)
		if err != nil {
			return 0, err
		}
		if d.State == book.Held {
			err = g.closeHold(tx, a, d, book.Withdrawn, "destination-retired", fx)
		} else {
			err = tx.SetDecision(d.Alert, to.Name, book.Withdrawn, retired)
		}
		if err != nil {
			return 0, err
		}
	}
	standing, err := tx.DeliveriesLiveAt(to.Name)
	if err != nil {
		return 0, err
	}
	if to.unreachable {
		return len(standing), g.forgetAt(tx, to.Name, standing)
	}
	alerts := map[int64]bool{}
	for _, s := range standing {
		alerts[s.Alert] = true
		if err := g.retireOne(tx, s, fx); err != nil {
			return 0, err
		}
	}
	return len(alerts), nil
}

func (g *Gateway) retireOne(tx *book.Tx, s book.Delivery, fx *effects) error {
	a, found, err := tx.AlertByID(s.Alert)
	if err != nil || !found {
		return err
	}
	if err := tx.SetDecision(a.ID, s.Destination, book.Withdrawn, retired); err != nil {
		return err
	}
	switch s.State {
	case book.Ready:
		if err := g.lapse(tx, s, retired, fx); err != nil {
			return err
		}
		again, _, err := tx.DeliveryHead(s.ID)
		if err != nil || !again.Live {
			return errors.Join(err, g.retireBefore(tx, s, fx))
		}
		return nil
	case book.Attempting:
		if err := g.unresolved(tx, s, retired, fx); err != nil {
			return err
		}
	}
	e := ending{kind: topics.Withdrawn, party: g.name, result: retired}
	made, _, err := tx.DerivedByID(s.Derived)
	if err != nil {
		return err
	}
	if from, p, found, err := g.reread(tx, s); err == nil && found && made.Identifier != "" {
		if e.cancel, err = g.withdrawal(tx, from, p, s, false); err != nil {
			return err
		}
	}
	fx.receipts = append(fx.receipts, g.answer(a, s.Destination, topics.Stayed, retired, topics.Withdrawal().EN, 0))
	return g.endAt(tx, s, e, fx)
}

// retireBefore ends what stands again because its successor was not sent.
func (g *Gateway) retireBefore(tx *book.Tx, s book.Delivery, fx *effects) error {
	live, err := tx.DeliveriesLive(s.Chain, s.Destination)
	if err != nil {
		return err
	}
	for _, l := range live {
		if l.Part == s.Part && l.State != book.Ready {
			return g.retireOne(tx, l, fx)
		}
	}
	return nil
}

// forgetAt closes the books on a destination that nobody can reach any more.
func (g *Gateway) forgetAt(tx *book.Tx, name string, standing []book.Delivery) error {
	for _, s := range standing {
		if err := tx.SetDecision(s.Alert, name, book.Withdrawn, retired); err != nil {
			return err
		}
	}
	if _, err := tx.LeaveDestination(name); err != nil {
		return err
	}
	list, err := tx.TopicsAt(name)
	for _, t := range list {
		err = errors.Join(err, tx.Forget(name, t.Topic, t.WantGen))
	}
	return err
}
