package exercise

import (
	"time"

	"bordercast/cap"
)

// letter is one alert of the script as data: what its author means. A writer of the author's side puts it into that
// side's profile (write_us.go, write_ca.go), so no simulated centre ever speaks its neighbour's.
type letter struct {
	name     string   // in the script
	from     string   // the system that sends it
	kind     kind     // Alert, Update or Cancel
	follows  []string // names of the letters it references
	backdate moment   // a false `sent`; zero for now

	status      cap.Status // "" is Exercise
	scope       cap.Scope  // "" is Public
	restriction string
	addresses   string
	only        []string // the parties that may be given it, when it is not for everybody
	incidents   string

	category  string
	event     code
	response  string
	urgency   cap.Urgency
	severity  cap.Severity
	certainty cap.Certainty
	lasts     time.Duration // expires this long after sent …
	expires   moment        // … or at a script time

	en, fr  words // fr only in Canada
	ground  ground
	contact string
}

// kind is a msgType; the zero kind is an Alert.
type kind = cap.MsgType

// code names an event in the author's own profile: SAME or a CAP-CP event, or an OASIS term where neither has one.
type code struct{ name, value string }

// words are the text of one language.
type words struct{ event, headline, description, instruction, area string }

// ground is where: codes of both sides (a sender near the border adds the neighbour's) and perhaps a drawn area.
type ground struct {
	polygon string
	same    []string // US counties
	ugc     []string // NWS zones
	sgc     []string // Canadian census divisions and subdivisions
}

// Names of codes, as each profile writes them.
const (
	nameSAME   = "SAME"
	nameUGC    = "UGC"
	nameCAPCP  = "profile:CAP-CP:Event:0.4"
	namePlace  = "profile:CAP-CP:Location:0.3"
	nameOET    = "OET:v1.2"
	codeCAPCP  = "profile:CAP-CP:0.4"
	codeIPAWS  = "IPAWSv1.0"
	codeSOREM  = "layer:SOREM:1.0"
	codeSOREM2 = "layer:SOREM:2.0"
)

func same(event string) code  { return code{nameSAME, event} }
func capcp(event string) code { return code{nameCAPCP, event} }
func oet(event string) code   { return code{nameOET, event} }

// lane is where the letter belongs, which the gateway must find out by itself.
func (l letter) lane() cap.Lane {
	switch {
	case l.event == same("RWT"):
		return cap.LaneTest // a public test is never actual, whatever its status says
	case l.status == cap.Actual:
		return cap.LaneActual
	case l.status == cap.System:
		return cap.NoLane
	}
	return cap.LaneExercise
}

// public says whether everybody may have it.
func (l letter) public() bool { return l.scope == "" || l.scope == cap.Public }

// notes say, on every message, that none of it is true.
const (
	noteExercise = "EXERCISE EXERCISE EXERCISE - fictional, in the manner of CAUSE II (2013); not the historical inject list. / " +
		"EXERCICE EXERCICE EXERCICE - fictif, à la manière de CAUSE II (2013); ce n'est pas la liste historique."
	noteFictional = "FICTIONAL - written for a demonstration on this computer only; nothing of it is true. / " +
		"FICTIF - rédigé pour une démonstration sur cet ordinateur seulement; rien de ceci n'est vrai."
)

func (l letter) note() string {
	if l.lane() == cap.LaneExercise {
		return noteExercise
	}
	return noteFictional
}

// marked puts the warning that this is not real in front of a headline.
func (l letter) marked(french bool, headline string) string {
	switch {
	case l.lane() != cap.LaneExercise && french:
		return "FICTIF - " + headline
	case l.lane() != cap.LaneExercise:
		return "FICTIONAL - " + headline
	case french:
		return "EXERCICE - " + headline
	}
	return "EXERCISE - " + headline
}
