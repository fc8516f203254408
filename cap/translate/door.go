package translate

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/limits"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/parts"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/report"
	"bordercast/cap/translate/text"
)

// What a draft and its report are described with. The packages below make them; a caller of this package finds them
// here, and needs no other.
type (
	Kind     = report.Kind
	Level    = report.Level
	Reach    = report.Reach
	Channel  = report.Channel
	Report   = report.Report
	Row      = report.Row
	Ground   = area.Ground
	Live     = parts.Live
	Event    = parts.Event
	Proposal = text.Proposal
)

// The kinds of a draft.
const (
	KindAlert   = report.KindAlert
	KindCancel  = report.KindCancel
	KindEndOnly = report.KindEndOnly
)

// The levels of a draft.
const (
	LevelIPAWS = report.LevelIPAWS
	LevelCAPCP = report.LevelCAPCP
	LevelCAP   = report.LevelCAP
)

// The reaches of a draft.
const (
	Actionable = report.Actionable
	Awareness  = report.Awareness
)

// The public channels.
const (
	ChannelWEA       = report.ChannelWEA
	ChannelEAS       = report.ChannelEAS
	ChannelNWEM      = report.ChannelNWEM
	ChannelPublic    = report.ChannelPublic
	ChannelBroadcast = report.ChannelBroadcast
	ChannelWireless  = report.ChannelWireless
)

// The actions of a report's rows.
const (
	Carried   = report.Carried
	Changed   = report.Changed
	Composed  = report.Composed
	Defaulted = report.Defaulted
	Added     = report.Added
	Dropped   = report.Dropped
)

// Survey asks the map where an alert is; see area.Survey.
func Survey(atlas *geo.Atlas, a *cap.Alert, cuts ...limits.Cut) *Ground {
	return area.Survey(atlas, a, cuts...)
}

// Note tells reports of one alert to people; see report.Note.
func Note(reports []Report, french bool) string { return report.Note(reports, french) }

// ReadReport reads what Report.JSON wrote.
func ReadReport(doc []byte) (Report, error) { return report.Read(doc) }

// ReportSchema is the JSON Schema of a report.
func ReportSchema() []byte { return report.Schema() }

// NotReviewed is the bilingual mark of what went on without an answer of the party that was asked.
func NotReviewed(party string) (en, fr string) {
	return phrase.Unreviewed.With(phrase.EnUS, "party", party), phrase.Unreviewed.With(phrase.FrCA, "party", party)
}

// FrenchWanted says to those who are asked about an alert that its French would be fixed phrases alone, and by which
// command they attach a text of their own.
func FrenchWanted(command string) (en, fr string) {
	ask := phrase.Key("ask/french")
	return ask.With(phrase.EnCA, "command", command), ask.With(phrase.FrCA, "command", command)
}

// WithoutSent is the description of an info without the sentence, of a composed block, on when its source was sent: two
// copies of one piece of news may differ in nothing else.
func WithoutSent(i *cap.Info) string {
	if !strings.Contains(i.Param(channels.Layer+":composed"), "info") {
		return i.Description
	}
	start, _, _ := strings.Cut(phrase.Key("block/sent").In(phrase.TongueOf(cap.CA, language.French(i.Language))), "{")
	lines := strings.Split(i.Description, "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, start) })
	return strings.Join(lines, "\n")
}
