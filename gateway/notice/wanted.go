package notice

import (
	"bordercast/cap/translate"
	"bordercast/gateway/book"
)

// FrenchCommand is how a text is attached.
func FrenchCommand(a book.Alert, destination string) string {
	return "show " + a.Token + " --to " + destination + " --french FILE"
}

// WantedFrench asks for a text, in both languages.
func WantedFrench(a book.Alert, d book.Decision) (en, fr string) {
	return translate.FrenchWanted("bordercast " + FrenchCommand(a, d.Destination))
}
