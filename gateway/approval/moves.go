package approval

import (
	"slices"
	"time"

	"bordercast/gateway/agreement"
)

// Ruling is a person's answer. Area and Channels narrow an approval: nil Area is all of the draft's, and no channel
// is opened that is not named.
type Ruling struct {
	Person   string
	Party    string // for whom the person answers
	Draft    string // digest of the draft the person saw
	Area     []string
	Channels []string
}

// Approve answers the open question with yes. With the last answer the hold is released; before that, the next
// question is asked.
func (h Hold) Approve(r Ruling) (Hold, error) {
	if err := h.admits(r); err != nil {
		return h, err
	}
	if r.Draft != h.Draft {
		return h, &Refusal{StaleDraft, "The draft has changed since it was shown; look at it again and answer then."}
	}
	if err := h.narrows(r); err != nil {
		return h, err
	}
	if r.Area != nil {
		h.Area = slices.Clone(r.Area)
	}
	h.Channels = slices.Clone(r.Channels)
	h.Questions = slices.Clone(h.Questions[1:])
	if len(h.Questions) == 0 {
		h.State = Released
	}
	return h, nil
}

// Deny answers the open question with no. It binds the chain: see BoundByDenial.
func (h Hold) Deny(r Ruling) (Hold, error) {
	if err := h.admits(r); err != nil {
		return h, err
	}
	h.State = Denied
	return h, nil
}

// admits refuses an answer that nobody asked this person for. A denial of an older draft is taken, since what was
// refused stays refused until it grows.
func (h Hold) admits(r Ruling) error {
	asked, open := h.Asked()
	switch {
	case !open:
		return h.closed()
	case r.Person == "":
		return &Refusal{NoName, "An answer needs the name of the person who gives it."}
	case r.Party != asked.Of:
		return &Refusal{NotAsked, "Its " + string(asked.Ask) + " is asked of " + asked.Of + "; only their people may answer."}
	}
	return nil
}

func (h Hold) closed() error {
	return &Refusal{NotHeld, "Nothing is asked about it any more: it is " + string(h.State) + "."}
}

// narrows refuses an approval of more than was shown.
func (h Hold) narrows(r Ruling) error {
	if r.Area != nil && len(r.Area) == 0 {
		return &Refusal{OutsideArea, "An approval for no place approves nothing; deny it, or name a district."}
	}
	for _, d := range r.Area {
		if !slices.Contains(h.Area, d) {
			return &Refusal{OutsideArea, d + " is no district of the draft; an approval may narrow its area and never widen it."}
		}
	}
	for _, c := range r.Channels {
		if !slices.Contains(h.Offered, c) {
			return &Refusal{NotOffered, "The route does not offer the channel " + c + "."}
		}
	}
	return nil
}

// Withdraw ends the question because there is nothing left to ask about.
func (h Hold) Withdraw(why Cause) (Hold, error) {
	if h.State != Held {
		return h, h.closed()
	}
	h.State, h.Cause = Withdrawn, why
	return h, nil
}

// TakeOver is an Update of something held: the old hold is withdrawn, and the new one asks what is still open about
// the new draft. The deadline stays, or a stream of Updates could put it off for ever; a deadline that was told is
// not told again. A question already answered is asked again, for the answer was about another draft.
func (h Hold) TakeOver(next Hold) (old, taken Hold, err error) {
	if h.State != Held {
		return h, next, h.closed()
	}
	if next.State != Held {
		return h, next, next.closed()
	}
	if !h.Deadline.IsZero() {
		next.Deadline = h.Deadline
	}
	next.Alarmed = h.Alarmed
	h.State, h.Cause = Withdrawn, Updated
	return h, next, nil
}

// Due moves a hold whose deadline has passed: it keeps holding and raises an alarm, once, or does what the route
// says. moved is false when there is nothing to do yet, or any more.
func (h Hold) Due(now time.Time) (next Hold, moved bool) {
	if h.State != Held || h.Deadline.IsZero() || now.Before(h.Deadline) || h.Alarmed {
		return h, false
	}
	h.Alarmed = true
	switch {
	case h.Then == agreement.Drop:
		h.State, h.Cause = Lapsed, Deadline
	case h.Then == agreement.Forward && len(h.Offered) == 0:
		// Where a public channel could open nobody's silence opens it (DESIGN §4): such a hold goes on.
		h.State, h.Cause, h.Questions = Released, Deadline, nil
	}
	return h, true
}
