package notice

import "bordercast/gateway/judge"

// OfEvent puts before a sentence which event it is about, where an alert is of several: a sender is told about each of
// them by itself. group is its number, 0 for all of the alert.
func OfEvent(sh judge.Shape, group int, text string) string {
	if !sh.Several() || group == 0 {
		return text
	}
	name, code := sh.Of(group).Name()
	if code != name {
		name += " (" + code + ")"
	}
	if text == "" {
		return "Of its event " + name + "."
	}
	return "Of its event " + name + ": " + text
}
