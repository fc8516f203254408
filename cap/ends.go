package cap

import (
	"strings"
	"unicode"
)

// Ends says whether the alert ends something, the first question of the order of judgement: it is a Cancel, or
// every info has ended (see Ended). ECCC ends areas inside an Update, by info, and never by msgType (traps ca-15).
// An alert that only hands over to a successor ends nothing, even as a Cancel: see Info.HandedOver.
func (a *Alert) Ends() bool {
	switch a.MsgType {
	case MsgAck, MsgError:
		return false
	case MsgCancel:
		return !a.handsOver()
	}
	return a.allEnded()
}

func (a *Alert) allEnded() bool {
	for n := range a.Infos {
		if !a.Ended(&a.Infos[n]) {
			return false
		}
	}
	return len(a.Infos) > 0
}

func (a *Alert) handsOver() bool {
	for n := range a.Infos {
		if !a.Infos[n].HandedOver() {
			return false
		}
	}
	return len(a.Infos) > 0
}

// OnlyHandsOver says that the alert does nothing but leave what it follows to a successor, in every info.
func (a *Alert) OnlyHandsOver() bool {
	for n := range a.Infos {
		if !a.Infos[n].OnlyHandsOver() {
			return false
		}
	}
	return len(a.Infos) > 0
}

// Ended says whether one of the alert's infos tells of an end. Environment Canada's Alert_Location_Status ended or
// cancelled and a VTEC whose every action is CAN or EXP say so in any alert. Urgency Past and response AllClear say it
// only of what an Update or Cancel refers to: a first Alert with them tells what was, such as an earthquake (see Told).
// Beside a call to act they contradict themselves and end nothing (see Wavers): a warning ended by mistake is lost, one
// that was over lapses by itself. Nor does a report of what was over in an instant end another report of it (see
// Reports).
func (a *Alert) Ended(i *Info) bool {
	if i.HandedOver() {
		return false
	}
	follows := (a.MsgType == MsgUpdate || a.MsgType == MsgCancel) && strings.TrimSpace(a.References) != ""
	return i.ended() || follows && i.past() && !i.CallsToAct() && !(a.FollowsReport && a.Reports(i))
}

// Told says that an info is about what is past already and ends nothing: news like any other, and no warning.
func (a *Alert) Told(i *Info) bool {
	return i.past() && !i.CallsToAct() && !i.HandedOver() && !a.Ended(i)
}

// Wavers says that an info is past or all clear and asks for an act in one breath, so that nobody knows which it means.
func (i *Info) Wavers() bool { return i.past() && i.CallsToAct() && !i.HandedOver() && !i.ended() }

// EndedByName says that the info itself names its end, in Environment Canada's or the weather service's own words.
func (i *Info) EndedByName() bool { return !i.HandedOver() && i.ended() }

func (i *Info) ended() bool {
	status := i.locationStatus()
	return status == "ended" || status == "cancelled" || i.vtecEnded()
}

func (i *Info) past() bool { return i.Urgency == Past || i.responds("AllClear") }

// HandedOver says that another alert takes this one's place (Alert_Location_Status transitioned_out, VTEC UPG):
// the hazard goes on, so the old alert stays until its successor is delivered or it expires.
func (i *Info) HandedOver() bool {
	if i.locationStatus() == "transitioned_out" {
		return true
	}
	for f := range i.vtecFields() {
		if f[1] == "UPG" {
			return true
		}
	}
	return false
}

// OnlyHandsOver says that the info has no news of its own beside the handing over: of its VTEC actions none is in
// force. A watch that becomes a warning is UPG and NEW in one info, and the warning is news.
func (i *Info) OnlyHandsOver() bool {
	if !i.HandedOver() {
		return false
	}
	for f := range i.vtecFields() {
		if f[1] != "UPG" && f[1] != "CAN" && f[1] != "EXP" {
			return false
		}
	}
	return true
}

// CallsToAct says that a response asks people to do something now.
func (i *Info) CallsToAct() bool {
	return i.responds("Shelter") || i.responds("Evacuate") || i.responds("Prepare") || i.responds("Execute") ||
		i.responds("Avoid")
}

func (i *Info) responds(with string) bool {
	for _, r := range i.ResponseTypes {
		if strings.EqualFold(r, with) {
			return true
		}
	}
	return false
}

func (i *Info) vtecEnded() bool {
	some := false
	for f := range i.vtecFields() {
		if some = true; f[1] != "CAN" && f[1] != "EXP" {
			return false
		}
	}
	return some
}

// isECCC tells a parameter of ECCC's layer, of whatever version, also where a gateway keeps it under its own layer on
// the other side: what ended or handed over at home did so everywhere.
func isECCC(name, last string) bool {
	name, _ = CutPrefix(name, "layer:bordercast:1.0:")
	rest, eccc := CutPrefix(name, "layer:ec-msc-smc:")
	return eccc && len(rest) >= len(last) && strings.EqualFold(rest[len(rest)-len(last):], last)
}

// ECCC is a parameter of Environment Canada's layer by its last word, of whatever version, in lower case; "" for none.
// Its values are in the language of the info (traps ca-19).
func (i *Info) ECCC(word string) string {
	for _, p := range i.Parameters {
		if isECCC(p.Name, word) {
			return strings.ToLower(strings.TrimSpace(p.Value))
		}
	}
	return ""
}

// locationStatus is ECCC's Alert_Location_Status.
func (i *Info) locationStatus() string { return i.ECCC(":alert_location_status") }

// Reports says that an info of an Update may tell no more than what happened: what it is about was over in an instant
// by nature, so that urgency Past is all that can be said of it, in a first report and in each that confirms it.
// Whether it ends a warning nobody can tell from it alone; what says AllClear, or names its end, means one.
func (a *Alert) Reports(i *Info) bool {
	return a.MsgType == MsgUpdate && i.Urgency == Past && !i.responds("AllClear") && !i.ended() && i.momentary()
}

// momentary says that the info is about what is over in an instant by nature, by its code, or by its name where no code
// says what it is about. A code for the danger of an explosion is beside the report of one too.
func (i *Info) momentary() bool {
	coded := false
	for _, p := range i.EventCodes {
		name, value := strings.ToLower(strings.TrimSpace(p.Name)), strings.ToLower(strings.TrimSpace(p.Value))
		known := name == "same" || name == "nationalweatherservice" || strings.HasPrefix(name, "oet:") ||
			strings.HasPrefix(name, "profile:cap-cp:event:")
		switch value {
		case "eqw", "earthquake", "oet-068", "meteor", "oet-127":
			if known {
				return true
			}
		case "", "nws", "oth", "explosive", "oet-076": // none, or of no more than a danger
		default:
			coded = coded || known
		}
	}
	return !coded && namesMomentary(i.Event)
}

// namesMomentary tells the name of what happens in an instant, in either language, from that of a danger or of what may
// follow.
func namesMomentary(event string) bool {
	found := false
	for word := range strings.FieldsFuncSeq(strings.ToLower(event), func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch word {
		case "threat", "hazard", "risk", "danger", "risque", "menace", "tsunami":
			return false
		case "earthquake", "earthquakes", "quake", "explosion", "explosions", "meteor", "meteorite",
			"séisme", "séismes", "tremblement", "tremblements", "météore", "météorite":
			found = true
		}
	}
	return found
}
