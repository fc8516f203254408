package book

import (
	"time"

	"bordercast/cap"
	"bordercast/gateway/trail"
)

// Changes are a write-set: values only, whose numbers the book has given out before. They are carried out in the order
// of the fields.
type Changes struct {
	Left    []string // destinations that are no more: what they had is closed
	Gone    []int64  // alerts that are forgotten, with all that hangs on them
	Merges  []Merge
	Blobs   []Blob
	Public  []int64 // documents that were judged to be for everybody
	Chains  []ChainChange
	Alerts  []Change[Alert]
	Aliases []Alias // one that is there already stays

	References []ReferenceChange
	Sightings  []Change[Sighting]
	Decisions  []Change[Decision]
	Approvals  []Approval // in place of the same person's word before
	Drafts     []Draft    // one that is there already stays
	Derived    []Change[Derived]
	Deliveries []Change[Delivery] // the plan counts of new ones alone
	Plans      []PlanChange
	Topics     []TopicStep // in their order
	Resources  []Resource
	Kept       []Destination // in place of what they were
	Dropped    []string      // destinations at which nothing is open
	Notes      []Note        // in their order
	Trail      trail.Batch
}

// Change is a row as it is to be. Was is the state that it must be in before; New where there must be none.
type Change[T any] struct {
	Row T
	Was string
}

// ChainChange is a chain as it is to be.
type ChainChange struct {
	Row Chain
	New bool
}

// ReferenceChange is a reference as it is to be.
type ReferenceChange struct {
	Row Reference
	New bool
}

// PlanChange is what a delivery publishes from now on.
type PlanChange struct {
	Delivery int64
	Plan     Plan
}

// Merge makes a chain part of another. The parts that were delivered of it are numbered on from that many.
type Merge struct {
	From, Into int64
	Parts      int
}

// Blob is a document with its number.
type Blob struct {
	ID int64
	Packed
}

// Alias lets another key answer for an alert.
type Alias struct {
	Key   string
	Alert int64
}

// Resource is a file of an alert that is offered in a lane.
type Resource struct {
	Lane         cap.Lane
	SHA256, MIME string
	Blob, Alert  int64
}

// Note is a fact about the gateway itself. Gone forgets it.
type Note struct {
	Name, Value string
	Gone        bool
}

// TopicStep is one step of retained state at a destination.
type TopicStep struct {
	Kind TopicKind
	Row  Topic // of HaveAll only the destination and the chain count
	Gen  int64 // of all but Want, whose row has it
	Keep bool  // HaveAll: no topic of them is to be forgotten
}

// TopicKind is one of those below.
type TopicKind int

// The steps.
const (
	Want    TopicKind = iota // the topic is to be so; what it has stays
	Have                     // the topic has the generation; one to be cleared is forgotten
	HaveAll                  // every topic of the chain there that wants the generation has it; as before
	Forget                   // the topic is forgotten where it wants this very generation
)

// Empty says that nothing is to be written.
func (c *Changes) Empty() bool {
	return len(c.Left) == 0 && len(c.Gone) == 0 && len(c.Merges) == 0 && len(c.Blobs) == 0 && len(c.Public) == 0 &&
		len(c.Chains) == 0 && len(c.Alerts) == 0 && len(c.Aliases) == 0 && len(c.References) == 0 && len(c.Sightings) == 0 &&
		len(c.Decisions) == 0 && len(c.Approvals) == 0 && len(c.Drafts) == 0 && len(c.Derived) == 0 &&
		len(c.Deliveries) == 0 && len(c.Plans) == 0 &&
		len(c.Topics) == 0 && len(c.Resources) == 0 && len(c.Kept) == 0 && len(c.Dropped) == 0 && len(c.Notes) == 0 &&
		len(c.Trail.Rows) == 0
}

// milli is a time as rows have it.
func milli(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}
