package report

// Kind is what a draft is for.
type Kind string

// The kinds. EndOnly has no alert: nothing of it is live there, so the end is told by an end notice on topics alone.
const (
	KindAlert   Kind = "alert"
	KindCancel  Kind = "cancel"
	KindEndOnly Kind = "end-only"
)

// Level is the profile whose content rules the derived alert keeps with no error.
type Level string

// The levels.
const (
	LevelIPAWS Level = "ipaws"
	LevelCAPCP Level = "capcp"
	LevelCAP   Level = "cap"
)

// Reach says whether people of the destination's side should act on it or know of it.
type Reach string

// The reaches.
const (
	Actionable Reach = "actionable"
	Awareness  Reach = "awareness"
)

// Channel is a public channel that would carry the draft now, or "none: why".
type Channel string

// The public channels. They are closed unless a route opened them and a human approved this very draft.
const (
	ChannelWEA       Channel = "CMAS"
	ChannelEAS       Channel = "EAS"
	ChannelNWEM      Channel = "NWEM"
	ChannelPublic    Channel = "PUBLIC"
	ChannelBroadcast Channel = "broadcast-immediate"
	ChannelWireless  Channel = "wireless"
)
