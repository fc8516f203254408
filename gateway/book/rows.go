// Package book has the words of the gateway's memory: the rows that the five transitions write, whatever
// database holds them. It knows no SQL; gateway/store/sqlite does, and is where to start: sqlite.Open.
//
// What the memory promises:
//   - a command is done entirely or not at all, and its waiter wakes only when it is on disk;
//   - trail entries of a command are in the same transaction as what they tell of;
//   - work to resume after a crash is found in rows (accepted sightings, ready deliveries, unpublished topics),
//     never in the trail.
package book

import (
	"crypto/sha256"
	"time"

	"bordercast/cap"
	"bordercast/cap/french"
	"bordercast/gateway/approval"
)

// Packed is a document ready to be stored: hashed and compressed by the caller, so that the one writing goroutine
// spends no time on it.
type Packed struct {
	SHA256   [sha256.Size]byte
	Encoding int // 0 as it is, 1 zstd
	Size     int // of the document, uncompressed
	Bytes    []byte
	Doc      []byte // the document itself, for whoever needs it again soon; it is not stored twice
	Public   bool   // it was judged to be for everybody (gateway/gate); a document that is once is always
}

// States of a sighting.
const (
	Accepted    = "accepted"
	Settled     = "settled"
	Quarantined = "quarantined"
)

// Sighting is one receipt of a document on one link. Those in state Accepted are the intake queue.
type Sighting struct {
	ID       int64
	Link     string // the system it came from
	Received time.Time
	Blob     int64
	SHA256   [sha256.Size]byte
	Size     int
	Verdict  string
	Alert    int64 // 0 while it has claimed no identity
	State    string
	Reason   string
	Retained bool // the broker had kept it: it is old, and may be over
	Vouched  bool // a person let it in: their word stands in for its verdict
}

// States of an alert.
const (
	Active     = "active"
	Superseded = "superseded"
	Cancelled  = "cancelled"
	Ended      = "ended"
)

// Alert is a settled alert: one identity, one content, one place in a chain.
type Alert struct {
	ID                 int64
	Key                string // cap.Identity.Key
	Sender, Identifier string
	Token              string // cap.Identity.Token
	Source             string // the system whose sighting claimed the identity
	Side               cap.Side
	Lane               cap.Lane
	MsgType            cap.MsgType
	Digest             cap.Digest
	Verdict            string
	Chain              int64
	Blob               int64
	SHA256             [sha256.Size]byte // of the bytes as received
	Sent               time.Time
	Received           time.Time
	// its place in its chain: what its sender says, no later than it came, and never before what it names
	Ordered    time.Time
	Until      time.Time // when it stops being active by itself
	State      string
	ContentKey [sha256.Size]byte // digest of what makes another identity's alert the same news; zero for none
	Relay      int64             // alert of which this is another copy under another identity; 0 for none
	Shape      []byte            // JSON of what decisions compare: districts, ranks, event, headline
}

// Identity is by which its sender and everybody else name it.
func (a Alert) Identity() cap.Identity {
	return cap.Identity{Sender: a.Sender, Identifier: a.Identifier, Sent: a.Sent}
}

// ChainAlias is a name under which a chain is found whose first alert the book does not have.
func ChainAlias(token string) string { return "chain " + token }

// Chain is an alert with its updates and its end. Version counts its changes, so that a draft made on an older
// state of it is known to be stale.
type Chain struct {
	ID       int64
	Token    string
	Version  int64
	Incident string
}

// Reference is one triplet an alert names. Target is 0 while nothing in the store answers to it.
type Reference struct {
	Alert      int64
	Sender     string
	Identifier string
	Sent       time.Time
	Target     int64
}

// Actions of a decision.
const (
	Forward = "forward"
	Hold    = "hold"
	Drop    = "drop"
)

// States of a decision. A drop is Decided at once; a forward is Decided until it is Released; a hold is Held until
// it is Released, Denied, Withdrawn or Lapsed.
const (
	Decided   = "decided"
	Held      = "held"
	Released  = "released"
	Denied    = "denied"
	Withdrawn = "withdrawn"
	Lapsed    = "lapsed"
)

// Decision is what was decided of one event group of an alert for one destination, by which route, and what became of
// it. An alert of one event has one group; so has an end, which is about all that was given.
type Decision struct {
	Alert       int64
	Destination string
	Group       int // number of the event group in its chain; 0 is taken for 1
	Action      string
	Route       string
	Agreement   string // version of the agreement it was decided under
	Reason      string // stable code
	Ask         string // release or acceptance, of a hold
	Of          string // the party asked
	Since       time.Time
	Deadline    time.Time      // zero: none
	Alarmed     bool           // the deadline has been told
	Allow       []string       // element allow-list of a Restricted or Private alert
	Draft       string         // digest of the draft shown to those who decide
	Hold        *approval.Hold // the questions, of a hold
	State       string
	Matched     []string // the values that it was decided on, at the time
}

// Draft is what those who decide were shown of an alert for a destination: unsigned, and as it was then. None is ever
// changed or removed, for an answer is about it.
type Draft struct {
	Alert       int64
	Destination string
	Group       int          // as in Decision
	Digest      string       // draft.Digest of its parts
	Kin         string       // draft.Kin of them
	AsOf        time.Time    // the clock it was made by
	Area        []string     // districts it was narrowed to; none: all of it
	Channels    []string     // public channels it would open
	French      *french.Text // what whoever asked to see it attached; nil: nothing
	Replaces    string       // digest of the draft that was shown before it, "" for the first
	Parts       []DraftPart
}

// DraftPart is one derived alert of a draft. Report is 0 for an alert that crosses as it is.
type DraftPart struct {
	Part   int   `json:"n"`
	Blob   int64 `json:"b"`
	Report int64 `json:"r,omitempty"`
}

// Derived is what one translation made and released. A pass-through has no identifier of its own.
type Derived struct {
	ID         int64
	Alert      int64
	Group      int // the event group that it was made of; 0 for all of the alert
	Part       int
	Variant    string
	Edition    int
	Identifier string
	Digest     cap.Digest // of the content it was made from
	Sent       time.Time
	AsOf       time.Time // the clock it was made by, where that is not when it was sent
	Level      string
	Event      string
	Districts  []string
	Blob       int64
	Report     int64 // blob, 0 when nothing was translated
}

// States of a delivery.
const (
	Ready      = "ready"
	Attempting = "attempting"
	Done       = "done"
	Refused    = "refused"
	Unknown    = "unknown"
)

// Delivery is ledger and outbox in one: what a destination is to get, and what it got. Plan says what is published.
type Delivery struct {
	ID          int64
	Alert       int64
	Part        int
	Destination string
	Edition     int
	Derived     int64
	Chain       int64
	Kind        string // alert, end or annotation (stored as remark)
	Priority    int64  // smaller goes first
	Attempts    int
	NotAfter    time.Time // when an alert that was never attempted is not worth sending any more
	Until       time.Time // when what it delivers ends by itself; zero: with its alert
	Live        bool      // it is what stands at the destination of its chain and part
	State       string
	Result      string
	Plan        Plan
}

// Destination is where alerts go, as it was configured when something was last put there: what stands there is served
// so until it ends, whatever became of the configuration.
type Destination struct {
	Name, Kind, Broker string
	Side               cap.Side
	Party, Tree        string
	Lanes              []cap.Lane
	Settings           string // JSON of what is needed to serve it
}

// Foreign marks what another store left standing: it is the verdict of an alert that is known from its derived
// documents alone, the variant of those, and the result of a delivery that this store did not make.
const Foreign = "foreign"

// Queued is an open delivery as an outbox needs it.
type Queued struct {
	Delivery, Chain, Priority int64
	Source                    string // of the alert
}

// Kinds of delivery.
const (
	KindAlert      = "alert"
	KindEnd        = "end"
	KindAnnotation = "remark" // the same alert shown with a mark: an update is waiting, a source is silent
)

// Plan is the list of publications of one delivery, in order.
type Plan []Publication

// Publication is one message of a plan. Blob 0 with Retain clears the topic; Want says that the topic's retained
// state is this from now on (an end notice is published but is no state).
type Publication struct {
	Topic  string `json:"t"`
	Blob   int64  `json:"b,omitempty"`
	Retain bool   `json:"r,omitempty"`
}

// Topic is retained state at a destination. Want 0 means that it is to be cleared.
type Topic struct {
	Destination string
	Topic       string
	Chain       int64
	Part        int
	Want        int64 // blob
	WantGen     int64
	HaveGen     int64
}
