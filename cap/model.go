package cap

import "time"

// Alert is one CAP message, read from CAP 1.0, 1.1 or 1.2 and always written as 1.2. It loses nothing that CAP
// defines: order, repeated values, unknown layers and the exact text of every time survive. Text fields hold the
// element's character data as sent; an absent element and an empty one both read as "" and are not written.
type Alert struct {
	Version     Version // the version it was read from
	Identifier  string
	Sender      string
	Sent        Time
	Status      Status
	MsgType     MsgType
	Source      string
	Scope       Scope
	Restriction string
	Addresses   string // as sent; AddressList splits it
	Codes       []string
	Note        string
	References  string // as sent; ReferenceList splits it
	Incidents   string // as sent; IncidentList splits it
	Infos       []Info

	Unread []Unread // what Parse found no place for; it is never written
	Mended []Mended // what Parse read otherwise than it was sent

	// FollowsReport is set by who knows the chain: what the alert refers to told of what was past already, so that to be
	// past ends nothing of it. It is no part of a document, and false where nobody knows.
	FollowsReport bool
}

// Unread is something that a document says and its Alert does not: an element that CAP does not have, an attribute,
// text between elements, a second element of those that may stand once.
type Unread struct {
	Info  int    // the number of its info, from 0; -1 where it stands in none
	Path  string // "alert/info[1]/river", "alert/info[1]/area[1]/@id"
	Value string // its text, what is nested in it included
}

// Info is one <info>: one subject, in one language, for one group of areas.
type Info struct {
	Language      string // RFC 3066 tag as sent; "" means en-US (CAP 1.2 §3.2.2)
	Categories    []string
	Event         string
	ResponseTypes []string
	Urgency       Urgency
	Severity      Severity
	Certainty     Certainty
	Audience      string
	EventCodes    []Pair
	Effective     Time
	Onset         Time
	Expires       Time
	SenderName    string
	Headline      string
	Description   string
	Instruction   string
	Web           string
	Contact       string
	Parameters    []Pair
	Resources     []Resource
	Areas         []Area
}

// Pair is a valueName with its value: an eventCode, a parameter or a geocode. Names repeat, and order counts.
type Pair struct{ Name, Value string }

// Area is one <area>: the union of its polygons, circles and geocodes (CAP 1.2 §3.2.4).
type Area struct {
	Desc     string
	Polygons []string // "lat,lon lat,lon …" as sent; ParsePolygon reads one
	Circles  []string // "lat,lon radius-km" as sent; ParseCircle reads one
	Geocodes []Pair
	Altitude string // feet above mean sea level, as sent
	Ceiling  string
}

// Resource is one <resource>. Deref is base64 as sent, which may be megabytes.
type Resource struct {
	Desc     string
	MimeType string
	Size     string
	URI      string
	Deref    string
	Digest   string
}

// Time keeps the text beside the instant: references repeat the exact text of sent, so re-formatting one breaks
// the chain (traps ca-23). The zero Time is an absent element; a Time with Text and a zero At could not be read.
type Time struct {
	Text string
	At   time.Time
}

// Version is the CAP version a message was read from.
type Version string

// The versions of CAP that can be read.
const (
	V10 Version = "1.0"
	V11 Version = "1.1"
	V12 Version = "1.2"
)

// The enumerations of CAP 1.2 are strings as sent: an unknown value survives reading and becomes a finding.
type (
	Status    string
	MsgType   string
	Scope     string
	Urgency   string
	Severity  string
	Certainty string
)

// Values of status (CAP 1.2 §3.2.1).
const (
	Actual   Status = "Actual"
	Exercise Status = "Exercise"
	System   Status = "System"
	Test     Status = "Test"
	Draft    Status = "Draft"
)

// Values of msgType (CAP 1.2 §3.2.1). MsgAlert is "Alert": the name Alert belongs to the message itself.
const (
	MsgAlert  MsgType = "Alert"
	MsgUpdate MsgType = "Update"
	MsgCancel MsgType = "Cancel"
	MsgAck    MsgType = "Ack"
	MsgError  MsgType = "Error"
)

// Passive is an Ack or Error: it tells of an alert and changes nothing. In a chain it would take the alert's place.
func (m MsgType) Passive() bool { return m == MsgAck || m == MsgError }

// Values of scope.
const (
	Public     Scope = "Public"
	Restricted Scope = "Restricted"
	Private    Scope = "Private"
)

// Values of urgency, most urgent first.
const (
	Immediate      Urgency = "Immediate"
	Expected       Urgency = "Expected"
	Future         Urgency = "Future"
	Past           Urgency = "Past"
	UnknownUrgency Urgency = "Unknown"
)

// Values of severity, most severe first.
const (
	Extreme         Severity = "Extreme"
	Severe          Severity = "Severe"
	Moderate        Severity = "Moderate"
	Minor           Severity = "Minor"
	UnknownSeverity Severity = "Unknown"
)

// Values of certainty, most certain first.
const (
	Observed         Certainty = "Observed"
	Likely           Certainty = "Likely"
	Possible         Certainty = "Possible"
	Unlikely         Certainty = "Unlikely"
	UnknownCertainty Certainty = "Unknown"
)
