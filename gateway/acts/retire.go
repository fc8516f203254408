package acts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/after"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/datafolder"
	"bordercast/gateway/derive"
	"bordercast/gateway/durable"
	"bordercast/gateway/holds"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/quote"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// Retirement takes down what is at a destination, by an operator's word, and closes it.
type Retirement struct {
	Settings *settings.Current
	Data     string // the data folder
	Durable  *durable.Store
	Derive   *derive.Deriver
	Retained *retained.Planner
	Retired  *settings.Retired
	Holds    *holds.Holds
	Receipts *notice.Receipts
	Register *alarm.Register
	Way      *way.Way
}

// Retire takes down what stands at a destination, with end notices, by an operator's word, and closes it.
func (g *Retirement) Retire(ctx context.Context, o api.Order) ([]api.Outcome, error) {
	to := g.Settings.Now().Systems[o.Destination]
	if to == nil || len(to.Out) == 0 {
		return nil, &api.Fault{Code: api.NotFound, Text: "No destination goes by " + quote.Text(o.Destination) +
			": `bordercast status` lists the links to all of them."}
	}
	return g.retire(ctx, to, who(o.Actor))
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
	err = datafolder.InStopped(ctx, data, func(tx *book.Tx) error {
		list, err := tx.Destinations.All()
		if err == nil && !slices.ContainsFunc(list, func(d book.Destination) bool { return d.Name == destination }) {
			err = fmt.Errorf("no destination goes by %q: the gateway in %s has %s", destination, data, namesOf(list))
		}
		return err
	}, func() error {
		waiting, err := datafolder.ReadIntention[[]retirement](data, retireFile)
		if err != nil {
			return err
		}
		return datafolder.WriteIntention(data, retireFile, append(waiting, retirement{destination, by}))
	})
	return "What stands at " + destination + " is withdrawn, with notices, as soon as the gateway is started and leads.",
		err
}

func namesOf(list []book.Destination) string {
	var names []string
	for _, d := range list {
		names = append(names, d.Name)
	}
	slices.Sort(names)
	return cmp.Or(strings.Join(names, ", "), "none")
}

// RetireAsAsked carries out what operators asked for while no gateway ran.
func (g *Retirement) RetireAsAsked(ctx context.Context) error {
	asked, err := datafolder.ReadIntention[[]retirement](g.Data, retireFile)
	if err != nil || len(asked) == 0 {
		return err
	}
	for _, r := range asked {
		to := g.Settings.Now().Systems[r.Destination]
		if to == nil || len(to.Out) == 0 {
			continue // it left the configuration, and nothing stood there
		}
		if _, err := g.retire(ctx, to, r.By); err != nil {
			return err
		}
	}
	return datafolder.DropIntention(g.Data, retireFile)
}

func (g *Retirement) retire(ctx context.Context, to *settings.System, by string) ([]api.Outcome, error) {
	var fx *after.Effects
	out := api.Outcome{Destination: to.Name, State: judge.Retired}
	was := g.Retired.Has(to.Name)
	err := g.Durable.Insist(ctx, func(tx *book.Tx) (err error) {
		fx = &after.Effects{}
		g.Retired.Set(to.Name, true) // here, so that no alert settles for it between this and the commit
		n, err := g.retireAll(tx, to, fx)
		out.Trail = tx.Trail.Append("", trail.Retired, map[string]any{"destination": to.Name, "by": by, "alerts": n})
		out.At = tx.Now()
		out.Text = fmt.Sprintf("%s withdrawn there, with notices, and nothing new goes there. Take it out of the configuration, or write it as it is to be, then reload.", notice.Many(n, "alert is", "alerts are"))
		if to.Unreachable {
			out.Text = fmt.Sprintf("%s forgotten there: its broker is out of reach, and what stands at it stays.", notice.Many(n,
				"alert is", "alerts are"))
		}
		return err
	})
	if err != nil {
		g.Retired.Set(to.Name, was)
		return nil, err
	}
	g.Way.Apply(fx)
	g.Register.Over(notice.FrozenKey(to.Name))
	return []api.Outcome{out}, nil
}

// retireAll ends what stands at a destination, what is on its way there and what is asked about it, and counts the
// alerts.
func (g *Retirement) retireAll(tx *book.Tx, to *settings.System, fx *after.Effects) (int, error) {
	held, err := tx.Decisions.Held()
	if err != nil {
		return 0, err
	}
	decided, err := tx.Decisions.ToRelease()
	if err != nil {
		return 0, err
	}
	for _, d := range slices.Concat(held, decided) {
		if d.Destination != to.Name {
			continue
		}
		a, _, err := tx.Alerts.ByID(d.Alert)
		if err != nil {
			return 0, err
		}
		if d.State == book.Held {
			err = g.Holds.Close(tx, a, d, book.Withdrawn, "destination-retired", fx)
		} else {
			err = tx.Decisions.SetState(d.Alert, to.Name, d.Group, book.Withdrawn, judge.Retired)
		}
		if err != nil {
			return 0, err
		}
	}
	standing, err := tx.Live.At(to.Name)
	if err != nil {
		return 0, err
	}
	if to.Unreachable {
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

func (g *Retirement) retireOne(tx *book.Tx, s book.Delivery, fx *after.Effects) error {
	a, found, err := tx.Alerts.ByID(s.Alert)
	if err != nil || !found {
		return err
	}
	if err := tx.Decisions.SetBehind(s, book.Withdrawn, judge.Retired); err != nil {
		return err
	}
	switch s.State {
	case book.Ready:
		if err := g.Retained.Lapse(tx, s, judge.Retired, fx); err != nil {
			return err
		}
		again, _, err := tx.Deliveries.Head(s.ID)
		if err != nil || !again.Live {
			return errors.Join(err, g.retireBefore(tx, s, fx))
		}
		return nil
	case book.Attempting:
		if err := g.Retained.Unresolved(tx, s, judge.Retired, fx); err != nil {
			return err
		}
	}
	e := retained.Ending{Kind: topics.Withdrawn, Party: g.Settings.Now().Name, Result: judge.Retired}
	made, _, err := tx.Derived.ByID(s.Derived)
	if err != nil {
		return err
	}
	if from, p, found, err := g.Retained.Reread(tx, s); err == nil && found && made.Identifier != "" {
		if e.Cancel, err = g.Derive.Withdrawal(tx, from, p, s, false); err != nil {
			return err
		}
	}
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(a, s.Destination, topics.Stayed, judge.Retired,
		topics.Withdrawal().EN, 0))
	return g.Retained.EndAt(tx, s, e, fx)
}

// retireBefore ends what stands again because its successor was not sent.
func (g *Retirement) retireBefore(tx *book.Tx, s book.Delivery, fx *after.Effects) error {
	live, err := tx.Live.InChain(s.Chain, s.Destination)
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
func (g *Retirement) forgetAt(tx *book.Tx, name string, standing []book.Delivery) error {
	for _, s := range standing {
		if err := tx.Decisions.SetBehind(s, book.Withdrawn, judge.Retired); err != nil {
			return err
		}
	}
	if _, err := tx.Destinations.Leave(name); err != nil {
		return err
	}
	list, err := tx.Topics.At(name)
	for _, t := range list {
		err = errors.Join(err, tx.Topics.Forget(name, t.Topic, t.WantGen))
	}
	return err
}
