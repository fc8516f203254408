package event

import (
	"slices"
	"strings"
	"unicode"
)

// Standing is what a text says of a product: that it is over, or that it is in force.
type Standing string

// The standings. "" is a text that says neither, or both: of one product of several, or of one area.
const (
	Over    Standing = "over"
	InForce Standing = "in force"
)

// StandingIn reads a headline for what its sender says of the product: "severe thunderstorm warning ended", «
// avertissement de vent en vigueur ». It is for asking the sender where codes say otherwise, and never ends or renews
// anything.
func StandingIn(text string) Standing {
	over, inForce := false, false
	for sentence := range strings.FieldsFuncSeq(fold(text),
		func(r rune) bool { return strings.ContainsRune(".;!?\n…", r) }) {
		words := strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) })
		for n, w := range words {
			switch {
			case endWord(w):
				over = over || saysOver(words, n)
			case goesOnWord(w), next(words, n, "in", "effect"), next(words, n, "in", "force"), next(words, n, "en", "vigueur"):
				inForce = inForce || !hedged(words, n)
			}
		}
	}
	switch {
	case over && !inForce:
		return Over
	case inForce && !over:
		return InForce
	}
	return ""
}

// endWord are the words by which headlines say that a product is over.
func endWord(word string) bool {
	switch word {
	case "ended", "cancelled", "canceled", "expired", "lifted", "terminated",
		"terminé", "terminée", "terminés", "terminées", "annulé", "annulée", "annulés", "annulées",
		"levé", "levée", "levés", "levées", "expiré", "expirée", "expirés", "expirées":
		return true
	}
	return false
}

// goesOnWord are words of what goes on, or of what takes its place.
func goesOnWord(word string) bool {
	switch word {
	case "remains", "remain", "continues", "continue", "continued", "extended", "replaced", "upgraded", "downgraded",
		"demeure", "demeurent", "maintenu", "maintenue", "prolongé", "prolongée", "remplacé", "remplacée":
		return true
	}
	return false
}

func next(words []string, n int, one, other string) bool {
	return words[n] == one && n+1 < len(words) && words[n+1] == other
}

// mostBetween is how many words stand between a product and what is said of it: "the flash flood warning for the north
// of the county has expired".
const mostBetween = 12

// saysOver tells whether the n-th word, which ends something, ends a product, and does so now. A school is cancelled
// too, and a warning may stand until it is.
func saysOver(words []string, n int) bool {
	return !hedged(words, n) && slices.ContainsFunc(words[max(0, n-mostBetween):n], isProduct)
}

// hedged tells of what is said of later, of some condition, or not to be so: "until the flood warning is cancelled".
func hedged(words []string, n int) bool {
	return slices.ContainsFunc(words[max(0, n-5):n], func(w string) bool {
		switch w {
		case "until", "unless", "not", "no", "will", "would", "may", "if", "when", "jusqu", "qu", "sera", "seront", "si",
			"sauf", "non", "pas":
			return true
		}
		return false
	})
}

// isProduct are the words for kinds, and for an alert or order of any kind.
func isProduct(word string) bool {
	switch word {
	case "alert", "alerts", "alerte", "alertes", "order", "orders", "ordre", "emergency", "evacuation", "évacuation":
		return true
	}
	return headlineWord([]string{word}) != ""
}
