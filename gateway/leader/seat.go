package leader

import "time"

// seat is what is known of the gateway's seat: what another instance says there, and for how long this one watched.
type seat struct {
	beat     time.Duration
	word     *sight    // what another says; nil where nobody else does
	watching time.Time // since when this connection listens
	seen     bool      // a living leader was seen in the life of this process
	live     int       // counts statements as they came
	stands   bool      // our statement was there when last read
	fresh    bool      // the board was read just now, and nothing was waited for since
}

// take takes in what another instance says, and gives what stood there before.
func (s *seat) take(n Note, live bool, now time.Time) (before *sight) {
	before = s.word
	s.word = before.once(n, live, now)
	if s.word.alive {
		s.seen = true
	}
	return before
}

// vacate notes that no other's word is there. Whoever waits for one that is gone waits from now.
func (s *seat) vacate(waits bool, now time.Time) {
	if s.word != nil && waits {
		s.watching = now
	}
	s.word = nil
}

// unwatched forgets what only a connection can know.
func (s *seat) unwatched() {
	if s.word != nil {
		s.word.alive = false
	}
}

// watch begins anew on a connection.
func (s *seat) watch(now time.Time) {
	s.watching, s.fresh = now, false
	if s.word != nil {
		s.word.at = now
	}
}

// claim is what a claim would be above, over an epoch that is known otherwise.
func (s *seat) claim(epoch int64) Claim {
	c := Claim{Epoch: epoch, First: !s.seen}
	if s.word != nil {
		c.Epoch, c.After = max(epoch, s.word.Epoch), s.word.Status
	}
	c.Epoch++
	return c
}

// due is from when an instance may claim the seat, as far as is known, and whether the claim must be confirmed by a
// beat of waiting: it need not when nobody else can be about to claim. alone says that no other shows that it is there.
func (s *seat) due(mine Status, alone bool) (at time.Time, confirm bool) {
	switch {
	case s.word == nil && s.seen: // the broker forgot it, and the leader may be on its way back
		return s.watching.Add(patience * s.beat), true
	case s.word == nil && alone:
		return s.watching, false
	case s.word == nil: // another came at the same time: let it be the first, if it can
		return s.watching.Add(s.beat), true
	case s.word.State == Down:
		return s.word.at, !alone
	case mine.Lock != "" && s.word.Lock == mine.Lock && s.word.Host == mine.Host:
		return s.word.at, false // its process held the lock that we hold
	}
	return s.word.at.Add(patience * s.beat), true
}
