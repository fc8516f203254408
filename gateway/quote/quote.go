// Package quote puts what others wrote into the sentences of the gateway, so that nobody takes it for the gateway's own
// word. It makes nothing safe for a terminal: whoever prints does.
package quote

// longest is how many bytes of a text are quoted.
const longest = 80

// Text puts a text into quotation marks, the first 80 bytes of it.
func Text(text string) string {
	if len(text) > longest {
		text = text[:longest] + "…"
	}
	return "“" + text + "”"
}
