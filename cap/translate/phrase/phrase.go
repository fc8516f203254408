// Package phrase has everything that the gateway says in its own words: fixed texts, each reviewed in Canadian English,
// United States English and Canadian French. Take a Key and call In or With. A change of the table is a change to what
// the public may read: it wants a reviewer of each language, who needs no Go for it.
package phrase

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"

	"bordercast/cap"
)

// table has a row for each key: its three texts, and where it is used. A test holds the typography of the French and
// finds a key that is not used, or used and not there.
//
//go:embed phrases.csv
var table string

// Key names one fixed text. Those of families are composed, as "month/" and its number.
type Key string

// Tongue is a language that the gateway writes: a column of the table.
type Tongue int

// The languages.
const (
	EnCA Tongue = iota + 1
	EnUS
	FrCA
)

// TongueOf is the language for readers of a side: French is Canadian on both.
func TongueOf(to cap.Side, french bool) Tongue {
	switch {
	case french:
		return FrCA
	case to == cap.CA:
		return EnCA
	}
	return EnUS
}

// In is the text in one language; "" for a key that is not there.
func (k Key) In(t Tongue) string { return All()[k][t] }

// With is the text with its blanks filled: pairs of a blank's name and what goes there. A blank that no pair fills
// stays.
func (k Key) With(t Tongue, pairs ...string) string { return k.fill(k.In(t), pairs...) }

func (k Key) fill(text string, pairs ...string) string {
	var b strings.Builder
	for text != "" {
		before, rest, _ := strings.Cut(text, "{")
		b.WriteString(before)
		name, after, blank := strings.Cut(rest, "}")
		if !blank {
			b.WriteString(text[len(before):])
			break
		}
		filled := "{" + name + "}"
		for n := 0; n < len(pairs); n += 2 {
			if pairs[n] == name {
				filled = pairs[n+1]
				break
			}
		}
		b.WriteString(filled)
		text = after
	}
	return b.String()
}

// Sub is a key of the family that this one begins.
func (k Key) Sub(name string) Key { return k + "/" + Key(name) }

// Nth is Sub of a number.
func (k Key) Nth(n int) Key { return k.Sub(strconv.Itoa(n)) }

// All is the table: of each key the key itself and its texts, by Tongue. It is part of the program and a test reads
// every line, so a fault leaves lines out rather than stopping a gateway.
var All = sync.OnceValue(func() map[Key][4]string {
	out := map[Key][4]string{}
	lines, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		return out
	}
	for _, l := range lines[min(1, len(lines)):] {
		out[Key(l[0])] = [4]string(l[:4])
	}
	return out
})
