package notice

import (
	"bordercast/cap/translate"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
)

// FrenchCommand is how a text is attached; to what is about one event, of an alert of several.
func FrenchCommand(a book.Alert, destination string, group int) string {
	command := "show " + a.Token + " --to " + destination
	if event := judge.UnmarshalShape(a.Shape).EventCode(group); event != "" {
		command += " --event " + event
	}
	return command + " --french FILE"
}

// WantedFrench asks for a text, in both languages.
func WantedFrench(a book.Alert, d book.Decision) (en, fr string) {
	return translate.FrenchWanted("bordercast " + FrenchCommand(a, d.Destination, d.Group))
}
