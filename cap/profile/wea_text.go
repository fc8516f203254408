package profile

import (
	"fmt"
	"strings"

	"bordercast/cap"
)

// gsm7 is the default alphabet of GSM 03.38, without its extension table: what every telephone shows and what counts
// as one character.
const gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ " +
	"!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

// OnEveryTelephone tells whether a character is of the GSM 7-bit default alphabet, which every telephone shows.
func OnEveryTelephone(r rune) bool { return strings.ContainsRune(gsm7, r) }

// weaAlphabet: curly quotes pasted from a word processor have made deliveries fail (traps us-17).
func weaAlphabet(c *checker, at string, i *cap.Info) {
	for _, name := range []string{weaShort, weaLong} {
		for _, r := range i.Param(name) {
			if !OnEveryTelephone(r) {
				c.say(nth(at, "parameter", name, i.Parameters), "%s holds %q, which not every telephone shows: write it in "+
					"plain letters", name, r)
				break
			}
		}
	}
}

// weaDecimals speaks only of alerts that are drafted for telephones; real weather alerts carry more decimals.
func weaDecimals(c *checker, at string, i *cap.Info) {
	if i.Param(weaShort) == "" {
		return
	}
	for a := range i.Areas {
		for n, text := range i.Areas[a].Polygons {
			if fine(text) {
				c.say(fmt.Sprintf("%s/area[%d]/polygon[%d]", at, a+1, n+1), "its coordinates have more than four decimals: "+
					"round them, outward")
				return
			}
		}
	}
}

// fine says whether any number of a polygon has more than four decimals.
func fine(text string) bool {
	run := -1 // digits since the point, -1 before it
	for _, r := range text {
		switch {
		case r == '.':
			run = 0
		case r < '0' || r > '9':
			run = -1
		case run >= 0:
			if run++; run > 4 {
				return true
			}
		}
	}
	return false
}
