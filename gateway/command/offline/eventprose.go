package offline

import (
	"fmt"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/gateway/command/cli"
)

// printEntries says of each code what a colleague would.
func printEntries(e *cli.Env, all []event.Entry) {
	for n, entry := range all {
		if n > 0 {
			e.Printf("\n")
		}
		e.Indented("", entryTitle(entry))
		for _, line := range entryLines(entry) {
			e.Indented("  ", line)
		}
	}
}

// lists are what the lists are called.
func listName(list string) string {
	switch list {
	case event.ListCAPCP:
		return "a CAP-CP event code"
	case event.ListSAME:
		return "a SAME event code"
	case event.ListNWS:
		return "an event code of the US National Weather Service"
	}
	return "a term of the OASIS Event Terms List, which both sides read as it is"
}

func entryTitle(entry event.Entry) string {
	text := entry.Code + ": " + entry.NameEN
	if entry.List == event.ListNWS && !entry.Called {
		text += " " + strings.ToUpper(string(entry.Product[:1])) + string(entry.Product[1:])
	}
	switch {
	case entry.NameFR == "":
	case entry.FrenchOfficial:
		text += " / " + entry.NameFR
	default:
		text += " / " + entry.NameFR + " (the French is this project's own term)"
	}
	return text + ", " + listName(entry.List) + "."
}

func entryLines(entry event.Entry) []string {
	var out []string
	written := false
	for _, group := range likeOnes(entry.Others) {
		out = append(out, otherLine(entry, group))
		written = written || group[0].Code != ""
	}
	if entry.Outlook {
		out = append(out, "It is an outlook: a statement that is never held and calls nobody.")
	}
	if !entry.Sendable {
		out = append(out, "IPAWS does not accept the code, so it is read and never sent.")
	}
	if !written {
		out = append(out, "An alert without a code of the other side's crosses all the same, at level cap. A "+
			"code the sender wrote itself is kept.")
	}
	if entry.OET != "" && entry.List != event.ListOET {
		out = append(out, termLine(entry))
	}
	return append(out, "Where the code is listed: "+entry.Source+".")
}

func termLine(entry event.Entry) string {
	text := "OASIS term " + entry.OET + ", " + entry.Term
	if entry.Plain {
		return text + ": the same name to the letter."
	}
	return text + ": the names differ in a word, so a row that rests on it alone is a judgement."
}

// likeOnes groups the kinds of product for which the answer is the same.
func likeOnes(all []event.Other) [][]event.Other {
	var out [][]event.Other
next:
	for _, o := range all {
		for n := range out {
			if alike(out[n][0], o) {
				out[n] = append(out[n], o)
				continue next
			}
		}
		out = append(out, []event.Other{o})
	}
	return out
}

func alike(a, b event.Other) bool {
	return a.To == b.To && a.Grade == b.Grade && a.Code == b.Code && a.Candidate == b.Candidate && a.Source == b.Source &&
		reasonOf(a) == reasonOf(b)
}

// reasonOf is why, without the kind of product, which the sentence names before.
func reasonOf(o event.Other) string {
	return strings.TrimSuffix(o.Why, " ("+string(o.Product)+")")
}

// otherLine is the sentence about one answer: as which kinds, what, how good, by which source.
func otherLine(entry event.Entry, group []event.Other) string {
	o := group[0]
	as := "In " + sideName(o.To) + " it "
	if entry.Product == "" && o.Product != "" {
		as = "As " + kindList(group) + " it "
	}
	switch {
	case o.Grade == event.None && o.Source == "no row":
		return as + "has no " + codeName(o.To) + ": none of that kind means the same."
	case o.Grade == event.None:
		return as + "has no " + codeName(o.To) + ": " + reasonOf(o) + "."
	case o.Code == "":
		return as + "has no " + codeName(o.To) + ". " + codeAndName(o.Candidate, o.Name) + " comes near, but " + o.Why +
			": a judgement, left to a human" + called(o) + "."
	case o.Grade == event.Judgement:
		return as + "is written as " + codeAndName(o.Code, o.Name) +
			" by a judgement of this gateway's operator, which opens no public channel: " + o.Why + ". Source: " + o.Source + "."
	}
	text := as + "is " + codeAndName(o.Code, o.Name) + ": " + o.Grade
	if o.Why != "" && o.Grade != event.Exact {
		text += ", since " + o.Why
	}
	return text + ". Source: " + sourceName(o) + "."
}

func codeAndName(code, name string) string {
	if strings.EqualFold(code, name) {
		return code
	}
	return code + " (" + name + ")"
}

func called(o event.Other) string {
	if o.Called == "" {
		return ""
	}
	return fmt.Sprintf("; where Environment Canada's Alert_Name is “%s” it is %s, exact", o.Called, o.Candidate)
}

// sideName is the other side's country.
func sideName(to cap.Side) string {
	if to == cap.US {
		return "the United States"
	}
	return "Canada"
}

func codeName(to cap.Side) string {
	if to == cap.US {
		return "SAME code"
	}
	return "CAP-CP code"
}

func sourceName(o event.Other) string {
	switch {
	case o.Operator:
		return "this gateway's operator, " + o.Source
	case o.Source == "names":
		return "the names of both"
	case o.Source == "lane":
		return "the rule for public tests"
	case o.Grade == event.Exact:
		return "the OASIS term " + o.Source + " of both"
	}
	return "the OASIS term " + o.Source
}

func kindList(group []event.Other) string {
	var kinds []string
	for _, o := range group {
		article := "a "
		if o.Product == event.Advisory {
			article = "an "
		}
		kinds = append(kinds, article+string(o.Product))
	}
	if n := len(kinds); n > 1 {
		return strings.Join(kinds[:n-1], ", ") + " or " + kinds[n-1]
	}
	return kinds[0]
}
