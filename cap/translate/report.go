package translate

import (
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"strings"

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

// ReportVersion is the version of the report's form, which report.schema.json describes. A field may be added to it;
// none changes its name or meaning without a new version.
const ReportVersion = 1

//go:embed report.schema.json
var reportSchema string

// ReportSchema is the JSON Schema (draft 2020-12) of what Report.JSON writes.
func ReportSchema() []byte { return []byte(reportSchema) }

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
	Event     EventReport
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

	private bool // values that stay behind are not told
}

// EventReport is what became of the event's code.
type EventReport struct {
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

// about fills in what is known when the draft is made.
func (r *Report) about(w *work, d Draft) {
	r.Lane, r.Part, r.Kind, r.Product, r.Districts, r.Left = w.req.Lane, d.Part, d.Kind, d.Product, d.Districts, d.Left
	r.Level, r.Reasons, r.Channels, r.Reach, r.Redacted, r.Personal = d.Level, d.Reasons, d.Channels, d.Reach, d.Redacted, d.Personal
	r.Original, r.MsgType = w.req.OriginalSHA, w.g.msgType
	if w.private() && !w.mayCross("geocode") {
		r.Districts, r.Left = nil, nil // the report crosses too
	}
	m := d.Match
	r.Event = EventReport{From: w.g.event, To: m.Code, Grade: m.Grade, Source: m.Source, Why: m.Why, Candidate: m.Candidate,
		English: m.NameEN, French: m.NameFR, FrenchOfficial: m.FrenchOfficial, OwnFrench: w.ownNames}
	if w.private() && !plainKey(w.g.event) {
		r.Event.From = ""
	}
	r.Where = w.where(d)
	r.Said = Said{By: w.src.Sender, Sent: w.src.Sent, MsgType: w.src.MsgType}
	if d.Alert == nil {
		return
	}
	r.Derived = d.Alert.Identifier
	for n := range d.Alert.Infos {
		i := &d.Alert.Infos[n]
		r.Said.Languages = append(r.Said.Languages, i.Language)
		r.Event.Quoted = r.Event.Quoted || french(i.Language) && i.Param(layer+":french") != ""
		if n > 0 && french(i.Language) && r.Said.FrenchHeadline == "" {
			r.Said.FrenchHeadline, r.Said.FrenchArea = or(i.Headline, i.Event), firstArea(i)
		}
	}
	if len(d.Alert.Infos) > 0 {
		r.Said.first(&d.Alert.Infos[0], w)
	}
}

func (s *Said) first(i *cap.Info, w *work) {
	s.By, s.Event, s.Headline = i.SenderName, i.Event, i.Headline
	s.Urgency, s.Severity, s.Certainty = string(i.Urgency), string(i.Severity), string(i.Certainty)
	s.Onset, s.Expires = i.Onset, i.Expires
	s.Area = firstArea(i)
	if !w.private() {
		s.By = w.src.Sender
		if len(w.g.infos) > 0 {
			s.By = or(w.src.Infos[w.g.infos[0]].SenderName, w.src.Sender)
		}
	}
}

func firstArea(i *cap.Info) string {
	if len(i.Areas) == 0 {
		return ""
	}
	return i.Areas[0].Desc
}

// plainKey has the shape of a code; a private alert may hold anything there.
func plainKey(key string) bool { return capcpWord.MatchString(key) || event.IsTerm(key) }

// add records a row. Of an alert that is not public, a value that was dropped or replaced stays unsaid, for the report
// crosses too; references are identities, which cross anyway.
func (r *Report) add(a Action, path, from, to, rule, why string) {
	if r.private && from != "" && (a == Dropped || a == Defaulted) && rule != "references" {
		from = redacted
	}
	row := Row{Action: a, Path: path, From: shorten(from, mostShown), Rule: rule, Why: why}
	if row.To = row.From; to != from { // most crossed as it was, and marking a long drawing once is enough
		row.To = shorten(to, mostShown)
	}
	r.Rows = append(r.Rows, row)
}

// check is add of what a person has to look at.
func (r *Report) check(a Action, path, from, to, rule, why string) {
	r.add(a, path, from, to, rule, why)
	r.Rows[len(r.Rows)-1].Check = true
}

// carry records a thing that crossed, whose spelling may have changed, and returns it.
func (r *Report) carry(path, from, to string) string {
	if from != "" || to != "" {
		r.add(Carried, path, from, to, "", "")
	}
	return to
}

// same tells a row that only says: this crossed as it was.
func (r *Row) same() bool {
	return r.Action == Carried && r.From == r.To && r.Why == "" && r.Rule == "" && !r.Check
}

// How much of a value a report shows: the whole is in the alert beside it.
const (
	mostShown   = 160
	mostCarried = 60
)

// cut keeps a text readable; a mark of what was cut before goes.
func cut(s string, most int) string {
	s = s[:unmarked(s)]
	if n := cutAt(s, most); n < len(s) {
		return s[:n] + "…"
	}
	return s
}

// cutAt is where so many characters of a text end: its length, if it has no more.
func cutAt(s string, most int) int {
	if len(s) <= most {
		return len(s)
	}
	n := 0
	for i := range s {
		if n++; n > most {
			return i
		}
	}
	return len(s)
}

// shorten is a value cut, with a mark of eight figures by which two values that begin alike differ: the CRC-32 of the
// whole (IEEE 802.3). No change of an alert leaves its report as it was.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if n := unmarked(s); n < len(s) {
		return cut(s[:n], most) + s[n:]
	}
	n := cutAt(s, most)
	if n == len(s) || n+len("…") == len(s) { // no dots for what is no longer than they are
		return s
	}
	var mark [8]byte
	hex.Encode(mark[:], binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(s))))
	return s[:n] + "… #" + string(mark[:])
}

// unmarked is where a cut value's mark begins: its length, if it has none.
func unmarked(s string) int {
	const mark = len(" #00000000")
	if n := len(s) - mark; n > len("…") && s[n:n+2] == " #" && strings.HasSuffix(s[:n], "…") {
		return n
	}
	return len(s)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
