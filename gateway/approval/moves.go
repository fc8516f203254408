package approval

import (
	"slices"
	"time"

	"bordercast/cap/french"
	"bordercast/gateway/agreement"
)

// Ruling is a person's answer. Draft is the draft they saw, which says all of what is approved. Area, Channels and
// French may say it once more, and are then compared: nil says nothing.
type Ruling struct {
	Person   string
	Party    string // for whom the person answers
	Draft    string // digest of the draft the person saw
	Area     []string
	Channels []string
	French   *french.Text
}

// Shown is the hold once a draft of all of it was put before those who decide. Whatever was shown before is stale.
func (h Hold) Shown(draft string) Hold {
	h.Draft, h.Narrowed = draft, nil
	return h
}

// ShownNarrowed is the hold once a draft of less of it, for channels, or with a French text, was shown beside the
// draft of all of it.
func (h Hold) ShownNarrowed(n Narrowed) (Hold, error) {
	if _, open := h.Asked(); !open {
		return h, h.closed()
	}
	if err := h.Admits(n.Area, n.Channels); err != nil {
		return h, err
	}
	if err := h.AdmitsFrench(n.French); err != nil {
		return h, err
	}
	others := slices.DeleteFunc(slices.Clone(h.Narrowed), func(o Narrowed) bool { return o.Draft == n.Draft })
	h.Narrowed = append(others, n)
	return h, nil
}

// Knows tells whether a digest is that of a draft which was shown and is not stale.
func (h Hold) Knows(draft string) bool {
	_, shown := h.shown(draft)
	return shown
}

// shown is the draft of a digest as it was shown.
func (h Hold) shown(draft string) (Narrowed, bool) {
	for _, n := range h.Narrowed {
		if n.Draft == draft {
			return n, draft != ""
		}
	}
	return Narrowed{Draft: h.Draft}, draft != "" && draft == h.Draft
}

// Approve answers the open question with yes. With the last answer the hold is released; before that, the next
// question is asked.
func (h Hold) Approve(r Ruling) (Hold, error) {
	if err := h.admits(r); err != nil {
		return h, err
	}
	if err := h.Admits(r.Area, r.Channels); err != nil {
		return h, err
	}
	draft, shown := h.shown(r.Draft)
	if !shown {
		return h, &Refusal{StaleDraft, "The draft has changed since it was shown; look at it again and answer then."}
	}
	area := draft.Area
	if area == nil {
		area = h.Area
	}
	if r.Area != nil && !sameSet(r.Area, area) || r.Channels != nil && !sameSet(r.Channels, draft.Channels) {
		return h, &Refusal{OtherDraft, "The draft that this digest names is for another area or other channels; look at the narrower draft and approve that."}
	}
	text := draft.French
	if text == nil {
		text = h.French
	}
	if r.French != nil && (text == nil || !r.French.Says(*text)) {
		return h, &Refusal{OtherDraft, "The draft that this digest names does not have this French text; look at the draft with it and approve that."}
	}
	h.Area = slices.Clone(area)
	h.Draft, h.Channels, h.French, h.Narrowed = draft.Draft, slices.Clone(draft.Channels), text, nil
	h.Answered, h.Questions = append(slices.Clone(h.Answered), h.Questions[0]), slices.Clone(h.Questions[1:])
	if len(h.Questions) == 0 {
		h.State = Released
	}
	return h, nil
}

// AskAgain puts every question once more, about all of these districts: what would be sent is not the draft that was
// approved, and a yes to one says nothing about another. The deadline stays.
func (h Hold) AskAgain(districts []string) (Hold, error) {
	if h.State != Released || len(h.Answered) == 0 {
		return h, &Refusal{NotHeld, "Nobody approved it, so there is nothing to ask again."}
	}
	h.State, h.Questions, h.Answered = Held, slices.Clone(h.Answered), nil
	h.Draft, h.Narrowed, h.Area, h.Channels, h.French, h.Cause = "", nil, slices.Clone(districts), nil, nil, ""
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

// Admits refuses an area or channels that are no part of what is asked.
func (h Hold) Admits(area, channels []string) error {
	if area != nil && len(area) == 0 {
		return &Refusal{OutsideArea, "An approval for no place approves nothing; deny it, or name a district."}
	}
	for _, d := range area {
		if !slices.Contains(h.Area, d) && !slices.Contains(h.Area, around(d, 1)) && !slices.Contains(h.Area, around(d, 2)) {
			return &Refusal{OutsideArea, d + " is no district of the draft; an approval may narrow its area and never widen it."}
		}
	}
	for _, c := range channels {
		if !slices.Contains(h.Offered, c) {
			return &Refusal{NotOffered, "The route does not offer the channel " + c + "."}
		}
	}
	return nil
}

// AdmitsFrench refuses a French text while something else is asked than whether the alert is wanted: its readers' own
// side speaks to them, and not the source's.
func (h Hold) AdmitsFrench(text *french.Text) error {
	if text == nil || h.French != nil && *text == *h.French {
		return nil // nobody's, or one that was accepted already
	}
	if asked, open := h.Asked(); open && asked.Ask != agreement.Acceptance {
		return &Refusal{NotAccepted, "Its " + string(asked.Ask) + " is asked of " + asked.Of +
			"; a French text is attached by those who are asked for its acceptance."}
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
	next.Aware = h.Aware && next.mayGoUnreviewed() // whoever was told of it is told how it goes on
	h.State, h.Cause = Withdrawn, Updated
	return h, next, nil
}

// mayGoUnreviewed: its route says so, it could open no public channel, and nothing is asked but whether it is wanted.
// What its own side has not released, or has not vouched for, goes nowhere by itself.
func (h Hold) mayGoUnreviewed() bool {
	return h.Then == agreement.Awareness && len(h.Offered) == 0 && len(h.Questions) > 0 &&
		!slices.ContainsFunc(h.Questions, func(q Question) bool { return q.Ask != agreement.Acceptance })
}

// Due moves a hold whose deadline has passed: it keeps holding and raises an alarm, once, or does what the route
// says. moved is false when there is nothing to do yet, or any more. Where its readers are told they are told of what
// is not reviewed, and it stays held: whoever answers later is heard.
func (h Hold) Due(now time.Time) (next Hold, moved bool) {
	if h.State != Held || h.Deadline.IsZero() || now.Before(h.Deadline) || h.Alarmed {
		return h, false
	}
	h.Alarmed = true
	switch {
	case h.Then == agreement.Drop:
		h.State, h.Cause = Lapsed, Deadline
	case h.Then == agreement.Forward && len(h.Offered) == 0:
		// Where a public channel could open nobody's silence opens it: such a hold goes on.
		h.State, h.Cause, h.Questions = Released, Deadline, nil
	case h.mayGoUnreviewed():
		h.Aware = true
	}
	return h, true
}

// sameSet tells whether two lists name the same things, in whatever order.
func sameSet(a, b []string) bool {
	inOrder := func(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
	return slices.Equal(inOrder(a), inOrder(b))
}
