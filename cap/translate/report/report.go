// Package report is the account of a translation: what was carried, changed, composed, defaulted, added and dropped of
// one alert, and why. JSON writes it for programs, Read reads it back, Note tells it to people.
//
// While a translation works, everything it does goes into an Account: Add for a row, Check for one that a person has to
// look at, Carry for what crossed. Path names the element a row is about. The rows then become part of a Report, with
// what is known of the draft as a whole.
//
// It refuses to say a value that stays behind: of an alert that is not public the rows of what was dropped or replaced
// hold none, for the report crosses with the alert. It knows nothing of how a translation is made.
package report

import (
	_ "embed"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// Action is what became of one thing.
type Action string

// The actions.
const (
	Carried   Action = "carried"
	Changed   Action = "changed"
	Composed  Action = "composed"
	Defaulted Action = "defaulted"
	Added     Action = "added"
	Dropped   Action = "dropped"
)

// Row is one thing carried, changed, composed, defaulted, added or dropped. Path is a CAP path with the number of
// the source's info; From and To are cut, for the report is read by people.
type Row struct {
	Action         Action
	Path, From, To string
	Rule, Why      string
	Check          bool // a person has to look at it: it stands under Please check
}

// Version is the version of the report's form, which report.schema.json describes. A field may be added to it;
// none changes its name or meaning without a new version.
const Version = 1

//go:embed report.schema.json
var schema string

// Schema is the JSON Schema (draft 2020-12) of what Report.JSON writes.
func Schema() []byte { return []byte(schema) }

// Report is what a translation did to one part. JSON is for programs, Note for people.
type Report struct {
	Source    string // sender,identifier,sent of what was translated
	Original  string // hex SHA-256 of its bytes, where they were told
	Derived   string // identifier; "" where only an end notice is sent
	Draft     string // digest of the draft it is about, while that waits for a person; "" once it was sent
	To        cap.Side
	Lane      cap.Lane
	Part      int
	Kind      Kind
	MsgType   cap.MsgType
	Product   event.Product
	Event     Event
	Said      Said
	Where     Where
	Districts []geo.District
	Left      []geo.District
	Level     Level
	Reasons   []string
	Channels  []Channel
	Reach     Reach
	Redacted  bool
	Personal  []string
	Rows      []Row
}

// Event is what became of the event's code.
type Event struct {
	From, To               string // codes; "" for none
	Grade, Source, Why     string
	Candidate              string   // what a human might choose
	English, French        string   // the plain name
	FrenchOfficial, Quoted bool     // the French name is official; it stands in a composed block
	OwnFrench              []string // names in composed French blocks that are this project's own and not official
}

// Said is what the derived alert says in its first info: only what crosses.
type Said struct {
	By, Event, Headline, Area    string
	FrenchHeadline, FrenchArea   string // of the first info in French that is not the first
	Urgency, Severity, Certainty string
	Sent, Onset, Expires         cap.Time
	MsgType                      cap.MsgType // of the source
	Languages                    []string
}

// same recognises a row that only says: this crossed as it was.
func (r *Row) same() bool {
	return r.Action == Carried && r.From == r.To && r.Why == "" && r.Rule == "" && !r.Check
}
