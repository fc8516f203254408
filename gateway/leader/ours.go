package leader

import "time"

type phase int

const (
	looking phase = iota
	claiming
	leading
)

// ours is what this process says on the seat, and how far it is with that.
type ours struct {
	beat    time.Duration
	owner   bool // of the broker: what it says needs no renewal
	phase   phase
	word    Status
	again   bool      // our statement was overwritten: say it at once
	sent    time.Time // when our last statement that the broker took was sent; zero: none that counts
	settles time.Time // claiming: when the claim counts
	after   Status    // whose place the last claim took
	silent  bool      // that one had not said farewell
}

// held says that this process leads and that nobody can have taken its place yet.
func (o *ours) held(now time.Time) bool {
	return o.phase == leading && (o.owner || !o.sent.IsZero() && now.Sub(o.sent) < patience*o.beat)
}

// due is when the next statement is.
func (o *ours) due() time.Time { return o.sent.Add(o.beat) }

// presence is what is shown of this instance beside the seat.
func (o *ours) presence() Note {
	n := Note{Presence: true, Status: o.word}
	n.State, n.Trees = Standby, nil
	if o.phase == leading {
		n.State = Up
	}
	return n
}

// statement is the next.
func (o *ours) statement() Note {
	o.word.Beat++
	o.again = false
	return Note{Status: o.word}
}

// said notes that the broker took a statement that was sent then.
func (o *ours) said(n Note, sent time.Time) {
	if o.phase != looking && n.Epoch == o.word.Epoch {
		o.sent = sent
	}
}

// claim begins to claim, and gives how long a claim waits until it counts.
func (o *ours) claim(c Claim, want *Want, confirm bool, now time.Time) (wait time.Duration) {
	o.phase, o.after, o.silent = claiming, c.After, confirm && c.After.leads()
	o.word.Epoch, o.word.Since, o.word.State, o.word.Trees = c.Epoch, want.Now(), Starting, nil
	o.word.Agreement = want.Agreement
	if confirm {
		o.word.State, wait = Claiming, o.beat
	}
	o.settles = now.Add(wait)
	return wait
}

// waitFor puts off when the claim counts.
func (o *ours) waitFor(at time.Time) { o.settles = later(o.settles, at) }

// lead begins to lead.
func (o *ours) lead() { o.phase, o.again, o.word.State = leading, true, Starting }

// own is lead for the owner of the broker, which claims nothing.
func (o *ours) own(epoch int64, since time.Time) {
	o.word.Epoch, o.word.Since = epoch, since
	o.lead()
}

// enter takes the trees of a new term, and gives whose place it takes: that is said once.
func (o *ours) enter(trees []string) (after Status, silent bool) {
	after, silent = o.after, o.silent
	o.word.Trees, o.after, o.silent = trees, Status{}, false
	return after, silent
}

// outbid takes in that another speaks below our claim: say it again, and where that one leads wait until it has
// surely stopped.
func (o *ours) outbid(other Status, now time.Time) {
	o.again = true
	if o.phase == claiming && other.leads() {
		o.settles = now.Add(patience * o.beat)
	}
}

// drop is what whoever is outbid does, at once.
func (o *ours) drop() {
	o.phase, o.sent, o.again = looking, time.Time{}, false
	o.word.Trees = nil
}

// watch begins anew on a connection: nobody watched a claim meanwhile.
func (o *ours) watch(now time.Time) {
	if o.phase == claiming {
		o.settles, o.again = now.Add(o.beat), true
	}
}

// nextClaiming is what is to be done while claiming.
func (o *ours) nextClaiming(now time.Time, fresh, stands bool) (act, time.Time) {
	switch {
	case o.again || !now.Before(o.due()) && now.Before(o.settles):
		return speak, time.Time{}
	case now.Before(o.settles):
		return rest, earliest(o.due(), o.settles)
	case !fresh:
		return look, time.Time{}
	case !stands:
		return insist, time.Time{}
	}
	return settle, time.Time{}
}
