package cap

import "strings"

// What one field is split into is bounded, so that a hostile one cannot cost more memory than it has bytes.
// Heartbeats list ten references; a list of ten thousand is not an alert's.
const (
	maxList  = 10_000
	maxField = 2 * maxList // a shorter field cannot hold more
)

// ReferenceList splits references. References are dirty in the field (traps us-9): line breaks stand between
// and inside triplets, senders hold commas or are wrong, the element is empty. Whatever can be made out is
// returned, never less: a triplet whose time cannot be read keeps its text and a zero At, and CAP 1.0's
// identifier/sender has no time at all. Match on identifier and time; take the sender as a hint.
func (a *Alert) ReferenceList() []Reference { return splitReferences(a.References, a.Version == V10) }

func splitReferences(text string, v10 bool) []Reference {
	words := strings.Fields(text[:min(len(text), 1<<20)])
	var list []Reference
	for len(words) > 0 && len(list) < maxList {
		r, used := nextReference(words, v10)
		list = append(list, r)
		words = words[used:]
	}
	return list
}

// nextReference reads one triplet from the front of words and says how many of them it took.
func nextReference(words []string, v10 bool) (r Reference, used int) {
	if !strings.Contains(words[0], ",") {
		return looseReference(words[0], v10), 1
	}
	text := ""
	for i, word := range words[:min(len(words), 8)] { // no triplet is broken into more; and a long field stays cheap
		text = joinReference(text, word)
		if r, ok := splitTriplet(text); ok && (!r.Sent.At.IsZero() || !timeGoesOn(r, words[i+1:])) {
			return r, i + 1
		}
	}
	// No triplet comes of it: keep the first word by itself, and go on behind it.
	return brokenReference(words[0]), 1
}

// timeGoesOn says whether a line break cut the time of r in two.
func timeGoesOn(r Reference, rest []string) bool {
	return len(rest) > 0 && !strings.Contains(rest[0], ",") && !ParseTime(r.Sent.Text+rest[0]).At.IsZero()
}

// joinReference puts two halves of a triplet together: at a comma or inside a time nothing stood between them.
func joinReference(text, word string) string {
	if text == "" || strings.HasSuffix(text, ",") || strings.HasPrefix(word, ",") {
		return text + word
	}
	if r, ok := splitTriplet(text); ok && !ParseTime(r.Sent.Text+word).At.IsZero() {
		return text + word
	}
	return text + " " + word
}

// splitTriplet cuts at the last two commas, so that a sender may hold more.
func splitTriplet(text string) (Reference, bool) {
	last := strings.LastIndexByte(text, ',')
	if last < 1 || last == len(text)-1 {
		return Reference{}, false
	}
	middle := strings.LastIndexByte(text[:last], ',')
	if middle < 0 {
		return Reference{}, false
	}
	return Reference{Sender: text[:middle], Identifier: text[middle+1 : last], Sent: ParseTime(text[last+1:])}, true
}

func looseReference(word string, v10 bool) Reference {
	if id, sender, ok := strings.Cut(word, "/"); ok && v10 {
		return Reference{Sender: sender, Identifier: id}
	}
	return Reference{Identifier: word}
}

func brokenReference(word string) Reference {
	parts := strings.SplitN(word, ",", 3)
	r := Reference{Sender: parts[0], Identifier: parts[1]}
	if len(parts) == 3 {
		r.Sent = ParseTime(parts[2])
	}
	return r
}

// String is the triplet as references writes it.
func (r Reference) String() string { return r.Sender + "," + r.Identifier + "," + r.Sent.spelled12() }

// IncidentList splits incidents at white space; a name with spaces stands in double quotes.
func (a *Alert) IncidentList() []string { return splitQuoted(a.Incidents) }

// AddressList splits addresses by the same rule (CAP 1.2 §3.2.1).
func (a *Alert) AddressList() []string { return splitQuoted(a.Addresses) }

func splitQuoted(s string) []string {
	var list []string
	for s = strings.TrimSpace(s); s != "" && len(list) < maxList; s = strings.TrimSpace(s) {
		var word string
		word, s = firstQuoted(s)
		if word != "" {
			list = append(list, word)
		}
	}
	return list
}

// firstQuoted takes one word off s; an open quote runs to the end.
func firstQuoted(s string) (word, rest string) {
	if s[0] == '"' {
		word, rest, _ = strings.Cut(s[1:], `"`)
		return strings.TrimSpace(word), rest
	}
	if i := strings.IndexAny(s, " \t\r\n"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}
