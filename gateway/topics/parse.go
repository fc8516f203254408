package topics

import (
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
)

// Kind says what a topic is for.
type Kind string

// The kinds of topics, and what of a Topic is set beside Kind.
const (
	AlertTopic        Kind = "alert"          // Lane, Key, Leaf
	PartyAlert        Kind = "party-alert"    // Lane, Party, Leaf, and of Key Chain and Part
	PartyHeld         Kind = "party-held"     // Lane, Party, Leaf, Name (the alert's token), Key.Part
	PartyIncident     Kind = "party-incident" // Lane, Party, Name
	PartyAlarm        Kind = "party-alarm"    // Lane, Party, Name
	GatewayStatus     Kind = "status"         // Gateway
	GatewayHealth     Kind = "health"         // Gateway
	GatewayCheckpoint Kind = "checkpoint"     // Gateway
	GatewayAlarm      Kind = "alarm"          // Gateway, Name
	GatewayInstance   Kind = "instance"       // Gateway, Name
	AgencyIn          Kind = "in"             // Name
	AgencyReceipt     Kind = "receipt"        // Name
	notOurs           Kind = ""
)

// Topic is a name of the gateway's, read.
type Topic struct {
	Kind    Kind
	Lane    cap.Lane
	Party   string
	Gateway string
	Key     Key
	Leaf    string // the last level, where it says what the payload is
	Name    string // system, held alert, incident or alarm
}

// Parse reads a topic back: from what it gives, the builders make the same name. It is false for any name that they do
// not make, so a retained message found on such a topic is somebody else's and must be left alone.
func Parse(topic string) (Topic, bool) {
	for _, tree := range []struct {
		prefix string
		read   func([]string) Topic
	}{{public, readAlert}, {parties, readParty}, {gateway, readGateway}, {agency, readAgency}} {
		rest, found := strings.CutPrefix(topic, tree.prefix)
		if !found {
			continue
		}
		levels := strings.Split(rest, "/")
		for i, l := range levels {
			text, ok := untoken(l)
			if !ok {
				return Topic{}, false
			}
			levels[i] = text
		}
		t := tree.read(levels)
		return t, t.Kind != notOurs
	}
	return Topic{}, false
}

// untoken is the text of a level that Token wrote, in lower case; false for a level that it does not write. Of what was
// too long it is the level itself, which Token leaves as it is.
func untoken(level string) (text string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(level); i++ {
		if level[i] != '~' {
			b.WriteByte(level[i])
			continue
		}
		if i+2 >= len(level) {
			return "", false
		}
		c, err := strconv.ParseUint(level[i+1:i+3], 16, 8)
		if err != nil {
			return "", false
		}
		b.WriteByte(byte(c))
		i += 2
	}
	return b.String(), level != "" && Token(b.String()) == level
}

func readAlert(l []string) Topic {
	if len(l) != 9 || !lane(l[0]) || !side(l[1]) || !slices.Contains([]string{JSON, CAP, Ended}, l[8]) {
		return Topic{}
	}
	chain, part := CutPart(l[7])
	k := Key{Lane: cap.Lane(l[0]), Reader: cap.Side(l[1]), Country: l[2], Region: l[3], District: l[4],
		Category: l[5], Severity: l[6], Chain: chain, Part: part}
	return Topic{Kind: AlertTopic, Lane: k.Lane, Key: k, Leaf: l[8]}
}

func readParty(l []string) Topic {
	if len(l) < 4 || !lane(l[0]) {
		return Topic{}
	}
	t := Topic{Lane: cap.Lane(l[0]), Party: l[1]}
	switch {
	case len(l) == 5 && l[2] == "alerts" && slices.Contains([]string{JSON, CAP, Report, Original, Ended}, l[4]):
		t.Kind, t.Leaf = PartyAlert, l[4]
		t.Key.Chain, t.Key.Part = CutPart(l[3])
	case len(l) == 5 && l[2] == "held" && slices.Contains([]string{JSON, CAP, Report, Original}, l[4]):
		t.Kind, t.Leaf = PartyHeld, l[4]
		t.Name, t.Key.Part = CutPart(l[3])
	case len(l) == 4 && l[2] == "incidents":
		t.Kind, t.Name = PartyIncident, l[3]
	case len(l) == 4 && l[2] == "alarms":
		t.Kind, t.Name = PartyAlarm, l[3]
	}
	return t
}

func readGateway(l []string) Topic {
	own := map[string]Kind{"status": GatewayStatus, "health": GatewayHealth, "checkpoint": GatewayCheckpoint}
	switch {
	case len(l) == 2 && own[l[1]] != notOurs:
		return Topic{Kind: own[l[1]], Gateway: l[0]}
	case len(l) == 3 && l[1] == "alarms":
		return Topic{Kind: GatewayAlarm, Gateway: l[0], Name: l[2]}
	case len(l) == 3 && l[1] == "instances":
		return Topic{Kind: GatewayInstance, Gateway: l[0], Name: l[2]}
	}
	return Topic{}
}

func readAgency(l []string) Topic {
	kinds := map[string]Kind{"in": AgencyIn, "receipt": AgencyReceipt}
	if len(l) != 2 {
		return Topic{}
	}
	return Topic{Kind: kinds[l[0]], Name: l[1]}
}

func lane(text string) bool {
	return slices.Contains([]cap.Lane{cap.LaneActual, cap.LaneExercise, cap.LaneTest}, cap.Lane(text))
}

func side(text string) bool { return text == string(cap.CA) || text == string(cap.US) }
