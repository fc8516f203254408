// Package translate puts an alert of one country into the other country's profile without changing what it says.
// Call Translate with a Request; it returns one Draft for each derived alert, each with the report that names every
// thing carried, changed, composed, defaulted, added and dropped. Withdraw takes back what the gateway itself did.
//
//	drafts, err := translate.Translate(translate.Request{Alert: a, To: cap.US, Gateway: "nb-me",
//		Sender: "gateway@example.invalid", At: now, Live: live})
//
// It is a pure function: the same request gives the same bytes. It knows no clock, no store and no agreement; what
// is live at a destination, what may cross and which channels a human opened are told to it.
//
// The way of a translation. Each step is handed what stands before the colon and hands on what stands behind it.
//
//  1. area.Survey — alert and map: the Ground, which is asked once for all destinations of the alert;
//  2. parts.Chain — alert, ground, what is live: a Group for each derived alert, with its infos, number and references;
//  3. of each group: area.Part — its districts and clocks; redaction.Gate — what of it may cross; code.Pivot — its
//     event's code on the other side; checks.Source — rows on what a person has to ask the sender;
//  4. header — the elements above the infos;
//  5. area.Judgement — the districts where people are to act, and with them the reach; channels.Part — from reach,
//     lane, code and approval: the channels that are open;
//  6. of each info, in the order that receivers read: values, code.Codes, times, text.Writer, files, area.Carrier,
//     channels.Parameters, provenance; and text.Composer for the language that is missing, or for an end without words;
//  7. prove — the level that the draft keeps, by the validator; channels.Agree — flags that agree with it;
//  8. report.Account has gathered a row from every step; it becomes the Report.
//
// It refuses to translate text by machine, to raise status, urgency, severity, certainty or scope, to guess an event
// code, and to open a public channel by itself. What it writes is either the originator's text or a fixed phrase of
// package phrase.
package translate

import (
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	attached "bordercast/cap/french"
	"bordercast/cap/geo"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/report"
)

// Request is all that shapes a translation. Alert, To, Gateway and Sender are needed; the rest may stay zero.
type Request struct {
	Alert   *cap.Alert
	To      cap.Side  // whose profile and language
	From    cap.Side  // where the alert comes from; "" is what its profile says, else the other side
	Gateway string    // this gateway's name, written into the path
	Sender  string    // gateway.sender, name@domain: the sender of what is derived
	At      time.Time // the clock it is judged by; zero means the alert's own sent
	Sent    time.Time // becomes sent; zero means At. A draft that was approved is made again by At, and sent later
	Edition int       // grows when a far end's freshness rule passed before a first attempt
	Lane    cap.Lane  // "" means the alert's own

	Live  []Live // what the destinations of this variant hold live of the chain: what references resolve to
	Parts int    // the highest part number the chain ever used, so that no number is used twice

	// Group is the event group that Alert was cut to (CutTo): nothing of the other events crosses, what was left out
	// counts as redacted, and Parts is as parts.NumberBefore says. nil is all of the alert.
	Group *Group

	Events *event.Table // what event codes mean to each other; nil is the built-in table

	// Atlas is the map: districts come from what is drawn, and whether people of the other side are to act is measured.
	// nil knows codes only: people are to act only where the sender drew the hazard and named their district too.
	Atlas *geo.Atlas
	// Ground is what Survey said of this very alert with that map; nil asks the map here. Who translates an alert more
	// than once asks once.
	Ground *area.Ground

	// Stateless is `translate` alone, without a ledger: msgType is kept, and each reference becomes the triplet this
	// command gives that source's part 1.
	Stateless bool

	// Allow lists the elements of a Restricted or Private alert that may cross, by name ("headline", "area", or
	// "parameter:NAME"); nil lets nothing optional cross. It means nothing for a Public alert.
	Allow    []string
	Channels []string       // public channels that a route opened and a human approved for this very draft
	Narrow   []geo.District // approved area; nil is the whole of it
	// Area is where the destination may post, as a COG may; what is drawn beyond is cut off; nil is everywhere.
	Area []geo.District

	// Unreviewed is the party that was asked about the alert and did not answer in time: it is marked so, and is for
	// people to know of, whatever its ground. "" is an alert that nobody was asked about, or that was approved.
	Unreviewed string

	// French is what a person of the accepting side wrote for Canada's readers: it takes the place of what a composed
	// block would say of an alert whose originator wrote no French. nil is nobody's; where no block is composed it is not
	// used.
	French *attached.Text

	InError bool // of Withdraw: the gateway sent it in error, and says so

	Original    string                     // URI of the original, "" without public_url
	OriginalSHA string                     // hex SHA-256 of the original's bytes
	ResourceURI func(sha256 string) string // where a stored resource is offered; nil without public_url
}

// Group is an event group of an alert that is translated by itself.
type Group struct {
	Event
	Number int // in its chain
	Among  int // how many infos the whole alert has
}

// Resource is a file that rode inside the alert, for the gateway to store: derefUri never leaves.
type Resource struct {
	SHA256, MimeType string
	Bytes            []byte
}

// Draft is one derived alert before release.
type Draft struct {
	Part      int
	Kind      report.Kind
	Alert     *cap.Alert // nil for KindEndOnly
	Level     report.Level
	Reasons   []string // why a profile's level was not reached
	Invalid   bool     // it is no valid CAP as it would be written: Translate refuses such an alert
	Channels  []report.Channel
	Reach     report.Reach
	Product   event.Product
	Event     string // the source's event code: half of the part's key
	Match     event.Match
	Districts []geo.District // where the hazard is, in document order
	Left      []geo.District // where it ended or was withdrawn: end notices go there
	Continues []int          // the live parts its references name
	Resources []Resource
	Proposed  []Proposal // texts a human may approve for a closed channel; they stand nowhere in Alert
	Personal  []string   // paths whose carried prose holds the shape of a telephone number or e-mail address
	// Blocks are what its composed French blocks call the event, one each; none where the originator's French crosses
	Blocks   []string
	Redacted bool // something was left out: the original stays on its side
	Report   Report
}

// Unusable is why an alert cannot be translated.
type Unusable struct {
	Code string // stable, kebab-case
	Text string // what is wrong and what to do
}

// Error is the sentence.
func (u *Unusable) Error() string { return u.Text }
