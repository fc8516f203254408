package book

import (
	"context"
	"crypto/sha256"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"bordercast/cap"
	"bordercast/gateway/trail"
)

// Reader reads the rows of a backend. What it gives is the caller's own.
//
// A list is asked for by a question, a struct whose Of says which of its other fields count. Times are to the
// millisecond, and in UTC.
type Reader interface {
	// Chain reads the tables of one chain, by its own number. Without that chain the answer is nil.
	Chain(id int64, tables Tables) (*ChainRows, error)
	// Find asks at once all that is asked of an alert before it is settled.
	Find(FindAsk) (Found, error)
	Alerts(AlertsAsk) ([]Alert, error)
	References(identifier string, sent time.Time) ([]Reference, error) // that wait for such an alert
	Sightings(SightingsAsk) ([]Sighting, error)
	Decisions(DecisionsAsk) ([]Decision, error)
	Deliveries(DeliveriesAsk) ([]Delivery, error)
	Derived(DerivedAsk) ([]Derived, error)
	Approvals(alert int64, destination string, group int) ([]Approval, error) // the newest last
	// in the order in which they were shown first
	Drafts(alert int64, destination string, group int) ([]Draft, error)
	Topics(TopicsAsk) ([]Topic, error)
	Outbox(destination string) ([]Queued, error) // what is Ready or Attempting, most urgent first
	Incident(name string) (Incident, error)
	Blob(id int64) (Stored, bool, error)
	BlobsOf(sums [][sha256.Size]byte) ([]StoredAs, error) // those of them that are kept
	Resource(lane cap.Lane, sha256 string, now time.Time) (Offered, bool, error)
	Original(lane cap.Lane, sum [sha256.Size]byte, now time.Time) (Offered, bool, error)
	Destinations() ([]Destination, error)
	Count(Counted) (map[string]map[cap.Lane]int, error) // by destination and lane
	Notes(prefix string) (map[string]string, error)     // facts about the gateway itself, by name
	Next(Dated) (time.Time, error)                      // the earliest; zero for none
	Highest() (Numbers, error)
	HighestGen(destination string) (int64, error) // that any of its topics wants
	Trail() Trail
}

// Trail reads the audit trail.
type Trail interface {
	Size() (int64, error)                                           // entries
	Rows(from int64, alert string, row func(trail.Row) error) error // alert "": all of them
	Nodes(node func(trail.StoredNode) error) error
	Checkpoints(from int64, checkpoint func(size int64, note string) error) error
	ReadHashes(indexes []int64) ([]tlog.Hash, error)
}

// Backend keeps the rows. Its methods but for View belong to the book's goroutine.
//
// What it reads outside View is what was committed, and what was written in the transaction under way.
type Backend interface {
	Rows() Reader
	Begin() error
	// Write carries changes out in the transaction under way, in the order of the fields. A row that is not in the state
	// that its change names is an *ImpossibleStep. After an error the transaction can only be rolled back.
	Write(*Changes) error
	// Commit makes them durable. An error means that nobody knows whether they are.
	Commit() error
	Rollback() error
	// View is a reader of one consistent state, until it is closed. Several may be open, on any goroutine.
	View(ctx context.Context) (View, error)
	// CopyTo writes a consistent copy to a file that is not there yet, beside whatever goes on.
	CopyTo(path string) error
	// Statements is how many it has run for the book.
	Statements() int64
	Close() error
}

// View reads one state.
type View interface {
	Rows() Reader
	Close() error
}

// Tables of a chain.
type Tables uint

// The tables.
const (
	Alerts Tables = 1 << iota // and what they name
	Decisions
	DerivedRows
	Deliveries
	Topics

	AllTables = Alerts | Decisions | DerivedRows | Deliveries | Topics
)

// ChainRows are the rows of one chain, each list by number or name.
type ChainRows struct {
	Chain      Chain
	Merged     int64 // the chain that it has become a part of; 0 for none
	Alerts     []Alert
	References []Reference // of its alerts
	Decisions  []Decision  // about its alerts
	Derived    []Derived   // of its alerts
	Deliveries []Delivery  // of the chain
	Topics     []Topic     // of the chain
}

// FindAsk is what an alert may be to those already known.
type FindAsk struct {
	Key        string    // of its identity: which alert has it, by its own key or by an alias
	Identifier string    // with Sent: which references wait for it
	Sent       time.Time //
	// with Since: which active alert is the same news, the first received since; zero: none is
	ContentKey [sha256.Size]byte
	Since      time.Time
	Documents  [][sha256.Size]byte // which of them are kept
}

// Found is the answer; numbers of alerts, 0 for none.
type Found struct {
	Known    int64
	SameNews int64
	Waiting  []Reference
	Kept     []StoredAs
}

// AlertsAsk asks for alerts.
type AlertsAsk struct {
	Of AlertsOf

	ID         int64  // ByID, ByRelay
	Text       string // ByKey, ByToken, ByIdentifier, ByTokenStart; ByInstant: the identifier
	Lane       cap.Lane
	ContentKey [sha256.Size]byte
	At         time.Time // ByInstant: sent, to the second; ByLikeness: received since; ByDue: until
	Limit      int
}

// AlertsOf is a kind of question.
type AlertsOf int

// The questions, and the order of the answer where there is one.
const (
	ByID         AlertsOf = iota
	ByKey                 // its own key, or else an alias
	ByToken               //
	ByIdentifier          //
	ByTokenStart          //
	ByInstant             // identifier and sent, whoever sent it
	ByContentKey          // active ones, the first received first, one at most
	ByRelay               // copies of an alert, by number
	ByActive              // of a lane, or of all where it is "", by number
	ByDue                 // active ones whose time is up, the earliest first
	ByAny                 // one at most
)

// SightingsAsk asks for sightings, which come by number.
type SightingsAsk struct {
	ID    int64 // that one
	Alert int64 // all of an alert
	State string
	Sum   *[sha256.Size]byte // of exactly these bytes
}

// DecisionsAsk asks for decisions that do not drop.
type DecisionsAsk struct {
	State string // Held: by since and alert. Decided: by alert.
	// With a destination: those about active alerts in the state for this reason, drops included.
	Destination, Reason string
}

// DeliveriesAsk asks for deliveries, which come by number.
type DeliveriesAsk struct {
	ID          int64     // that one
	Alert       int64     // all of an alert
	Source      string    // live ones, of a source's alerts
	Destination string    // live ones there; with Foreign of those the ones that another store left
	Foreign     bool      // what another store left live, anywhere where no destination is named
	Due         time.Time // live ones whose time is up, the earliest first, so many at most
	Limit       int
}

// DerivedAsk asks for derived alerts.
type DerivedAsk struct {
	ID         int64
	Identifier string
}

// TopicsAsk asks for topics of a destination, by name.
type TopicsAsk struct {
	Destination string
	Topic       string // that one
	Prefix      string // wanted ones that begin so
	Behind      int    // of no chain whose state is not the wanted one, by generation, so many at most
}

// Counted is what is counted.
type Counted int

// What is counted.
const (
	OpenDeliveries Counted = iota // live, or Ready or Attempting
	WantedTopics                  // of chains
)

// Dated is what happens at a time.
type Dated int

// What happens.
const (
	AnEnd         Dated = iota // a live delivery or an active alert ends by itself
	ADeadline                  // of a hold, that nobody was told of
	AnUndelivered              // when the alert of an open delivery was received
)

// Numbers are the highest numbers given out, 0 for none.
type Numbers struct{ Blob, Sighting, Chain, Alert, Derived, Delivery int64 }

// Stored is a document as it is kept.
type Stored struct {
	Packed
	Purged bool
}

// StoredAs is under which number a document is kept, and whether it is for everybody.
type StoredAs struct {
	SHA256 [sha256.Size]byte
	ID     int64
	Public bool
}

// Incident is what is known of the chains of one event.
type Incident struct {
	Alerts   []IncidentAlert // chain by chain, the oldest chain first
	Released []Decision      // about them
}

// IncidentAlert is an alert of an incident, and its chain's token.
type IncidentAlert struct {
	Alert
	ChainToken string
}

// Approval is one person's word on one hold.
type Approval struct {
	Alert                                          int64
	Group                                          int // as in Decision
	Destination, Who, Role, Draft, Verdict, Reason string
	At                                             time.Time
}

// Offered is a document that may be had over HTTP.
type Offered struct {
	Blob   int64
	MIME   string // of a file; "" for an alert
	Person bool   // it is about a missing person: nobody is to keep it
}
