package agreement

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// scales are the ordered enumerations, least first. Unknown is on none of them: it is more or less than nothing,
// so a comparison never holds for it.
var scales = map[string][]string{
	"urgency":   {string(cap.Past), string(cap.Future), string(cap.Expected), string(cap.Immediate)},
	"severity":  {string(cap.Minor), string(cap.Moderate), string(cap.Severe), string(cap.Extreme)},
	"certainty": {string(cap.Unlikely), string(cap.Possible), string(cap.Likely), string(cap.Observed)},
}

// enumerations are the values of CAP 1.2 a matcher may name, where CAP closes the list.
var enumerations = map[string][]string{
	"status":    {"Actual", "Exercise", "System", "Test", "Draft"},
	"msgType":   {"Alert", "Update", "Cancel", "Ack", "Error"},
	"scope":     {"Public", "Restricted", "Private"},
	"urgency":   append([]string{"Unknown"}, scales["urgency"]...),
	"severity":  append([]string{"Unknown"}, scales["severity"]...),
	"certainty": append([]string{"Unknown"}, scales["certainty"]...),
	"category": {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra",
		"CBRNE", "Other"},
}

// Elements are the CAP 1.2 elements that an allow-list may name. What CAP requires, what says where, when and how
// grave it is crosses without being named; naming it says so to whoever reads the agreement.
func Elements() []string {
	return []string{"source", "restriction", "addresses", "note", "references", "incidents", "code",
		"language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode",
		"effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact",
		"parameter", "resource", "area", "areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"}
}

// Channels are the public channels of a side, which stay closed unless a route and a person open them. In the
// United States they go by the words of BLOCKCHANNEL; CMAS is what the public knows as WEA.
func Channels(side cap.Side) []string {
	if side == cap.US {
		return []string{string(translate.ChannelEAS), string(translate.ChannelWEA), string(translate.ChannelNWEM),
			string(translate.ChannelPublic)}
	}
	return []string{string(translate.ChannelBroadcast), string(translate.ChannelWireless)}
}

// statusesOf are the statuses a lane can hold: a public test is sent as Actual (traps us-1).
func statusesOf(lane cap.Lane) []string {
	return map[cap.Lane][]string{cap.LaneActual: {"Actual"}, cap.LaneExercise: {"Exercise"},
		cap.LaneTest: {"Test", "Actual"}}[lane]
}

// compared reads ">= Severe" into the values it stands for.
func compared(field, text string) ([]string, bool) {
	scale := scales[field]
	sign, word, _ := strings.Cut(text, " ")
	i := slices.Index(scale, strings.TrimSpace(word))
	if i < 0 {
		return nil, false
	}
	switch sign {
	case ">=":
		return scale[i:], true
	case ">":
		return scale[i+1:], true
	case "<=":
		return scale[:i+1], true
	case "<":
		return scale[:i], true
	}
	return nil, false
}
