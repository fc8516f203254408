package scenario

// Check is one demand on a derived alert, for Stands. All of them are in this file; their
// names in a scenario are in kinds.go.
type Check interface {
	// Text says in a few words what is demanded.
	Text() string
}

// CanadianForm demands CAP-CP with this event, both languages, and every flag for immediate broadcast at No.
type CanadianForm struct {
	Event string `yaml:"@"`
}

// Text says in a few words what is demanded.
func (c CanadianForm) Text() string { return "CAP-CP, event " + c.Event + ", flags No" }

// ComposedFrench demands the block that the gateway wrote itself: the event's name in French, the fixed phrase that
// the whole text is in English only, and that it says who composed it.
type ComposedFrench struct {
	Event string `yaml:"@"`
}

// Text says in a few words what is demanded.
func (c ComposedFrench) Text() string {
	return "composed French block (" + c.Event + ", marked unofficial)"
}

// ClockFrame demands the fixed phrase that says which clock the times in the text are on: it has all of these words.
type ClockFrame struct {
	Words []string `yaml:"@"`
}

// Text says in a few words what is demanded.
func (ClockFrame) Text() string { return "time-zone frame" }

// AmericanForm demands a SAME event in an alert for US readers, and en-US.
type AmericanForm struct {
	Event string `yaml:"@"`
}

// Text says in a few words what is demanded.
func (c AmericanForm) Text() string { return "event " + c.Event }

// NoSAME demands that no SAME event was made up.
type NoSAME struct{}

// Text says in a few words what is demanded.
func (NoSAME) Text() string { return "no SAME event" }

// PlainLevel demands that the alert claims no profile that it does not reach.
type PlainLevel struct{}

// Text says in a few words what is demanded.
func (PlainLevel) Text() string { return "level cap" }

// Awareness demands that the alert says that it is for information only.
type Awareness struct{}

// Text says in a few words what is demanded.
func (Awareness) Text() string { return "awareness" }

// ToAct demands that people of a county are to act, since the hazard is drawn over them: it names the county's code.
type ToAct struct {
	SAME string `yaml:"@" form:"county"`
}

// Text says in a few words what is demanded.
func (c ToAct) Text() string { return "to act in " + c.SAME }

// Redacted demands that words of the source are gone from the derived alert, and a report beside it that says so.
type Redacted struct {
	Words []string `yaml:"@"`
}

// Text says in a few words what is demanded.
func (Redacted) Text() string { return "contact redacted, with the report" }

// Status demands a CAP status.
type Status struct {
	Is string `yaml:"@" one:"Actual Exercise Test"`
}

// Text says in a few words what is demanded.
func (c Status) Text() string { return "status " + c.Is }

// SameBytes demands the source as it was sent: a same-side route translates nothing.
type SameBytes struct{}

// Text says in a few words what is demanded.
func (SameBytes) Text() string { return "as it was sent" }

// Signed demands the gateway's own signature.
type Signed struct{}

// Text says in a few words what is demanded.
func (Signed) Text() string { return "signed" }

// InPlace demands that an Update took over the very topics of its predecessor.
type InPlace struct {
	Of string `yaml:"@" names:"sent"`
}

// Text says in a few words what is demanded.
func (InPlace) Text() string { return "in place" }
