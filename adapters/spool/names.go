package spool

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bordercast/adapters"
)

const (
	// longestName is what most file systems take of one name, in bytes.
	longestName = 255
	// longestShown is how much of a name people are shown, in bytes.
	longestShown = 120
	reasonSuffix = ".reason.txt"
)

// finished says whether a name is one that a sender gives to a complete file.
func finished(name string) bool {
	return !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".tmp") && !strings.HasSuffix(name, ".part")
}

// safe is a name from outside as it may be shown on a terminal and kept in the trail: as it is where it can mislead
// nobody, or quoted, with all that is not plain escaped; and never long.
func safe(name string) string {
	cut := name
	if len(cut) > longestShown {
		cut = shorten(cut, longestShown)
	}
	plain := cut != "" && utf8.ValidString(cut) && strings.IndexFunc(cut, func(r rune) bool {
		return !unicode.Is(unicode.Latin, r) && !strings.ContainsRune("0123456789-_.+@=,/:", r)
	}) < 0
	if !plain {
		cut = strconv.QuoteToASCII(cut)
	}
	if len(cut) > 2*longestShown { // one byte may become ten
		cut = cut[:2*longestShown] + `"`
	}
	if cut != name && len(name) > longestShown {
		cut += " (" + strconv.Itoa(len(name)) + " bytes)"
	}
	return cut
}

// shorten cuts a name to at most n bytes, where a character begins.
func shorten(name string, n int) string {
	if len(name) <= n {
		return name
	}
	for back := 1; back < utf8.UTFMax && back < n; back++ { // what is no UTF-8 is cut anywhere
		if utf8.RuneStart(name[n-back+1]) {
			return name[:n-back+1]
		}
	}
	return name[:n]
}

// numbered is the n-th name to try for a file that is moved: with a number behind it from the second on, and cut so
// that its reason fits beside it.
func numbered(name string, n int) string {
	end := ""
	if n > 1 {
		end = "." + strconv.Itoa(n)
	}
	return shorten(name, longestName-len(end)-len(reasonSuffix)-1) + end
}

// token is what a key, a lane and a role must be, so that a name that is made of them stays in its folder.
var token = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,99}$`)

// suffixes are how the names of written files end.
var suffixes = map[adapters.Role]string{
	adapters.CAP: "cap.xml", adapters.Original: "original.xml",
	adapters.JSON: "json", adapters.Report: "report.json", adapters.Ended: "ended.json",
}

// outName is the name of the n-th file of one role of a delivery; false for what is made of no safe tokens.
func outName(o adapters.Outgoing, role adapters.Role, n int) (string, bool) {
	suffix, known := suffixes[role]
	if !known || !token.MatchString(o.Key) || !token.MatchString(string(o.Lane)) {
		return "", false
	}
	if n > 1 {
		suffix = strconv.Itoa(n) + "." + suffix
	}
	return string(o.Lane) + "." + o.Key + "." + suffix, true
}
