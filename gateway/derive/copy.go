package derive

import (
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
)

// answer is what became of the question about the first of several copies at one destination.
type FirstAnswer struct {
	Waits  bool // nobody has answered yet
	Yes    bool
	Token  string     // of the first
	Draft  book.Draft // that was shown to whoever answered; zero where nobody did
	Hold   approval.Hold
	By     string // who answered, as the trail has it
	Reason string
}

// CopyDraft is the draft of a copy as the first's was made: by the same clock, for the same area and channels, with the
// same French text.
func (g *Deriver) CopyDraft(from Gathered, at DestinationState, first FirstAnswer) Rendering {
	if first.Draft.Digest == "" {
		return Rendering{}
	}
	at = at.Narrowed(first.Draft.Area, first.Draft.Channels, first.Draft.French)
	return g.DraftBy(from, at, first.Draft.AsOf)
}
