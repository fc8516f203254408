package leader

import (
	"slices"
	"sync"
	"time"
)

// act is what a visit does next.
type act int

const (
	rest   act = iota
	look       // read the board before going on
	claim      // claim the seat
	insist     // our claim is not on the seat: say it again and see whether it stays
	settle     // the claim counts: lead
	speak      // say our statement
	appear     // show our presence again
	tidy       // clear the presences that may be left over
	recast     // the trees have changed
)

// standing is where this process stands: all that it knows and wants, and the rules between these. It says and waits
// for nothing. Whoever calls a method or reads a part holds mu.
type standing struct {
	name, instance string
	owner          bool
	now            func() time.Time
	events         chan Event

	mu        sync.Mutex // guards what follows
	connected bool
	seat      seat
	ours      ours
	others    presences
	near      neighbours
	task      task
}

func newStanding(o Options) *standing {
	return &standing{
		name: o.Name, instance: o.Instance, owner: o.Owner, now: o.Clock.Now, events: make(chan Event, 64),
		seat: seat{beat: o.Beat},
		ours: ours{beat: o.Beat, owner: o.Owner,
			word: Status{Gateway: o.Name, Instance: o.Instance, Host: o.Host, Lock: o.Lock}},
		others: newPresences(),
		near:   neighbours{name: o.Name, owner: o.Owner, beat: o.Beat, seen: map[string]*sight{}},
		task:   task{changed: make(chan struct{})},
	}
}

// next decides. It is the whole of the rules that have to do with time; take has those that follow from what is heard.
func (s *standing) next() (act, time.Time) {
	now := s.now()
	if s.others.show {
		return appear, time.Time{}
	}
	switch s.ours.phase {
	case claiming:
		return s.ours.nextClaiming(now, s.seat.fresh, s.seat.stands)
	case leading:
		return s.nextLeading(now)
	}
	return s.nextLooking(now)
}

func (s *standing) nextLooking(now time.Time) (act, time.Time) {
	if s.task.want == nil || s.task.refused != nil {
		return rest, time.Time{}
	}
	due, _ := s.due()
	switch {
	case now.Before(due):
		return rest, due
	case !s.seat.fresh: // this process may have been stopped: what it knows may be old
		return look, time.Time{}
	}
	return claim, time.Time{}
}

func (s *standing) nextLeading(now time.Time) (act, time.Time) {
	switch {
	case !s.ours.held(now) && !s.seat.fresh:
		return look, time.Time{}
	case s.ours.again || !now.Before(s.ours.due()):
		return speak, time.Time{}
	case len(s.others.sweep) > 0:
		return tidy, time.Time{}
	case s.task.term != nil && !slices.Equal(s.task.term.Trees, s.free(now)):
		return recast, time.Time{}
	}
	return rest, s.ours.due()
}

func (s *standing) due() (at time.Time, confirm bool) {
	return s.seat.due(s.ours.word, s.others.alone())
}

// free are the wanted trees that this gateway may lead.
func (s *standing) free(now time.Time) []string {
	free, _ := s.near.part(s.task.want.Trees, s.ours.word.Trees, now)
	return free
}

// claim begins the claim that was made durable, unless the gateway wants another thing now or somebody spoke.
func (s *standing) claim(want *Want, c Claim) (wait time.Duration, ok bool) {
	due, confirm := s.due()
	if s.task.want != want || s.now().Before(due) {
		return 0, false
	}
	s.others.reported = map[string]bool{}
	return s.ours.claim(c, want, confirm, s.now()), true
}

// lead begins to lead.
func (s *standing) lead() {
	s.ours.lead()
	s.others.lead()
	s.enter()
}

// enter gives whoever waits a new term.
func (s *standing) enter() {
	if s.task.want == nil {
		return
	}
	free, blocked := s.near.part(s.task.want.Trees, s.ours.word.Trees, s.now())
	after, silent := s.ours.enter(slices.Clone(free))
	s.seat.word = nil
	s.task.give(&Term{Epoch: s.ours.word.Epoch, Trees: free, Blocked: blocked, After: after, Silent: silent,
		ended: make(chan struct{})})
}

// recast ends the term whose trees have changed, and leads none meanwhile that is another's now.
func (s *standing) recast() {
	if s.task.term == nil {
		return
	}
	free := s.free(s.now())
	s.ours.word.Trees = slices.DeleteFunc(s.ours.word.Trees, func(tree string) bool {
		return !slices.Contains(free, tree)
	})
	s.ours.again = true
	s.task.end(ErrTrees)
}

// watch begins anew on a connection.
func (s *standing) watch() {
	s.connected = true
	if s.owner {
		return
	}
	now := s.now()
	s.seat.watch(now)
	s.near.watch(now)
	s.ours.watch(now)
	s.others.show = false
}

// found takes in all that stands on the board. live is how many statements had been heard when it was asked for.
func (s *standing) found(notes []Note, live int) {
	found := false
	s.seat.stands = false
	for _, n := range notes {
		if !n.Presence && n.Gateway == s.name {
			found, s.seat.stands = true, n.Instance == s.instance
		}
		s.take(n, false)
	}
	if (!found || s.seat.stands) && s.seat.live == live {
		s.vacate()
	}
	s.seat.fresh = true
}

func (s *standing) vacate() { s.seat.vacate(s.ours.phase == looking, s.now()) }

// take takes in a note: live as it is published, otherwise as it was found.
func (s *standing) take(n Note, live bool) {
	switch {
	case s.owner:
	case n.Gateway != s.name:
		s.near.take(n, live, s.now())
	case n.Presence && n.Instance == s.instance:
		s.others.show = s.others.show || live && n.Gone
	case n.Presence:
		s.takePresence(n, live)
	case n.Instance == s.instance: // our own, come back
	default:
		s.takeSeat(n, live)
	}
}

func (s *standing) takePresence(n Note, live bool) {
	if n.Gone {
		if s.others.gone(n.Instance) {
			s.tell(Left, n.Status)
		}
		return
	}
	s.others.there[n.Instance] = n.Status
	if live {
		s.second(n)
	}
}

// takeSeat takes in what another instance says on the seat.
func (s *standing) takeSeat(n Note, live bool) {
	if live {
		s.seat.live++
	}
	if n.Gone { // somebody cleared it; a broker that forgot it looks the same
		s.ours.again = s.ours.phase != looking
		s.vacate()
		return
	}
	before := s.seat.take(n, live, s.now())
	switch {
	case s.ours.phase == looking:
		if s.seat.word.rules() && (!before.rules() || before.Instance != n.Instance) {
			s.tell(Behind, n.Status)
		}
	case n.above(s.ours.word):
		s.stepDown(n.Status)
	default:
		s.ours.outbid(n.Status, s.now())
		if live && n.State != Down {
			s.second(n)
		}
	}
}

// second tells people that another instance is there while this one leads.
func (s *standing) second(n Note) {
	if s.ours.phase == leading && s.others.report(n.Instance) {
		s.tell(Second, n.Status)
	}
}

// stepDown is what whoever is outbid does, at once.
func (s *standing) stepDown(to Status) {
	s.ours.drop()
	s.task.end(ErrLost)
	if to.State != Down {
		s.tell(Behind, to)
	}
}

// tell never waits.
func (s *standing) tell(kind Kind, other Status) {
	select {
	case s.events <- Event{kind, other}:
	default:
	}
}
