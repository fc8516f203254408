package event

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// The last words of the parameters by which Environment Canada says what it issued: Alert_Type, which its first layer
// (layer:EC:1.0) calls Type, and Alert_Name.
var (
	typeParams = [...]string{"alert_type", "type"}
	nameParams = [...]string{"alert_name"}
)

// ecLayers are Environment Canada's layers, the newer first.
var ecLayers = [...]string{"layer:ec-msc-smc:", "layer:ec:"}

// kindWords are the words for the kinds in Alert_Type, which is English in both languages, and in Alert_Name. Alerte
// is what the French of tornado and severe thunderstorm warnings says.
func kindWord(word string) Product {
	switch word {
	case "warning", "avertissement", "alerte":
		return Warning
	case "watch", "veille":
		return Watch
	case "advisory", "avis":
		return Advisory
	case "statement", "bulletin":
		return Statement
	}
	return ""
}

// colourWord: since November 2025 advisories, watches and warnings are coloured. The colour says how bad and how sure
// (impact and confidence); the kind stays what the other word says.
func colourWord(word string) bool {
	switch word {
	case "yellow", "orange", "red", "jaune", "rouge":
		return true
	}
	return false
}

// name is an Alert_Name taken apart.
type name struct {
	text    string
	kind    Product
	subject string // in lower case, in the language it stood in
}

// alertName reads "severe thunderstorm warning", "yellow warning - storm surge", "avertissement jaune - submersion
// côtière", "alerte d'orages violents". What has another form has no kind.
func alertName(i *cap.Info) name {
	text := param(i, nameParams[:])
	n := name{text: text}
	head, tail, dashed := strings.Cut(fold(text), " - ")
	words := strings.Fields(head)
	words, kind := takeKind(words)
	if kind == "" {
		return n
	}
	n.kind, n.subject = kind, ofSubject(words)
	if dashed {
		n.subject = strings.TrimSpace(tail)
	}
	return n
}

// takeKind takes the kind and colour out of the words: French has the kind first, English last.
func takeKind(words []string) (rest []string, kind Product) {
	for at, w := range words {
		k := kindWord(w)
		switch {
		case k != "" && kind == "" && (at == 0 || at == len(words)-1):
			kind = k
		case !colourWord(w):
			rest = append(rest, w)
		}
	}
	return rest, kind
}

// ofSubject joins the words without the French "de" that binds them to the kind.
func ofSubject(words []string) string {
	s := strings.ReplaceAll(strings.Join(words, " "), "’", "'")
	for _, of := range []string{"de ", "d'"} {
		s = strings.TrimPrefix(s, of)
	}
	return s
}

// param is a parameter of Environment Canada's by its last word, of its newest layer and version; also where a gateway
// keeps it under its own layer on the other side.
func param(i *cap.Info, words []string) string {
	for _, layer := range ecLayers {
		name, value := "", ""
		for _, p := range i.Parameters {
			at, _ := strings.CutPrefix(fold(p.Name), "layer:bordercast:1.0:")
			rest, ours := strings.CutPrefix(at, layer)
			_, word, ok := strings.Cut(rest, ":")
			if ours && ok && slices.Contains(words, word) && at > name && strings.TrimSpace(p.Value) != "" {
				name, value = at, p.Value
			}
		}
		if value != "" {
			return value
		}
	}
	return ""
}

// ecccKind is the kind Environment Canada says: Alert_Type, and Alert_Name where that is missing. Where the two differ
// it is the lower one, for nothing is ever raised.
func ecccKind(i *cap.Info) Product {
	typed, named := kindWord(fold(param(i, typeParams[:]))), alertName(i).kind
	if typed == "" || named != "" && rank(named) < rank(typed) {
		return named
	}
	return typed
}

func rank(p Product) int {
	switch p {
	case Warning:
		return 4
	case Watch:
		return 3
	case Advisory:
		return 2
	case Statement:
		return 1
	}
	return 0
}

// Kind is the kind of product that Environment Canada's parameters say an info is; "" where they say none.
func Kind(i *cap.Info) Product { return ecccKind(i) }
