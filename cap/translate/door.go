package translate

import (
	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/limits"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/parts"
	"bordercast/cap/translate/report"
)

// What a draft and its report are described with. They are made in the packages below, and this is the door: whoever
// translates names them here.
type (
	Kind    = report.Kind
	Level   = report.Level
	Reach   = report.Reach
	Channel = report.Channel
	Report  = report.Report
	Row     = report.Row
	Ground  = area.Ground
	Live    = parts.Live
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
