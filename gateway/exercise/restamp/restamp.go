package restamp

import (
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
)

// Document is one recorded alert.
type Document struct {
	Name  string // of its file, for messages
	Bytes []byte
}

// Options say how.
type Options struct {
	Now    time.Time
	Rand   io.Reader // for identifiers
	Actual bool      // alerts of status Actual are taken, too
	// Key is what a sender signs with; nil for a sender that does not, or for nobody.
	Key func(sender string) *certs.Key
}

// Restamped is an alert that can be sent.
type Restamped struct {
	Name       string // of the document that it was
	Bytes      []byte
	Sender     string
	Was        string // identifier
	Identifier string
	Sent       cap.Time
	After      []int    // the places, in what All gives, of those that it references: they are sent before it
	Left       []string // what it references that is not in the set, as it stands there still
	Unsigned   bool     // it was signed, and is not any more
}

// Refusal is why a set is not restamped. Nothing of it is.
type Refusal struct {
	Code string // stable
	Text string // one sentence
}

// Error is the sentence.
func (r *Refusal) Error() string { return r.Text }

// Codes of refusals.
const (
	StatusActual = "status-actual" // an alert of status Actual
	NoAlert      = "no-alert"      // what is no CAP alert
	NoSent       = "no-sent"       // an alert whose sent cannot be read
)

// All restamps a set of documents, and gives them in the order in which they are to be sent: by their first sent, but
// none before what it references.
func All(documents []Document, o Options) ([]Restamped, error) {
	s := &set{o: o, groups: map[name]*group{}}
	for _, d := range documents {
		if err := s.take(d); err != nil {
			return nil, err
		}
	}
	s.relate()
	s.arrange()
	if err := s.rename(); err != nil {
		return nil, err
	}
	var all []Restamped
	place := map[*group][]int{}
	for _, g := range s.order {
		for _, r := range g.records {
			one, err := s.stamped(r, g)
			if err != nil {
				return nil, err
			}
			for _, before := range g.after {
				one.After = append(one.After, place[before]...)
			}
			place[g] = append(place[g], len(all))
			all = append(all, one)
		}
	}
	return all, nil
}

// record is a document that was read.
type record struct {
	file  string
	alert *cap.Alert
	root  *etree.Element
}

func (s *set) take(d Document) error {
	a, doc, err := cap.Read(d.Bytes)
	switch {
	case err != nil:
		return &Refusal{NoAlert, fmt.Sprintf("%s cannot be restamped, for it is no CAP alert: %v", d.Name, err)}
	case strings.EqualFold(string(a.Status), string(cap.Actual)) && !s.o.Actual:
		return &Refusal{StatusActual, fmt.Sprintf("%s has status Actual and was not restamped, for a recording must not "+
			"become a real warning (%s): leave it out, or give --actual if that is what you mean", d.Name, StatusActual)}
	case a.Sent.At.IsZero():
		return &Refusal{NoSent, fmt.Sprintf("%s cannot be restamped, for its sent %q is no time: correct it, or leave the "+
			"file out", d.Name, a.Sent.Text)}
	}
	s.put(record{d.Name, a, doc.Root})
	return nil
}

// stamped is one record with its new times, names and signature.
func (s *set) stamped(r record, g *group) (Restamped, error) {
	sent := cap.FormatTime(g.sent.In(r.alert.Sent.At.Location()))
	out := Restamped{Name: r.file, Sender: r.alert.Sender, Was: r.alert.Identifier, Sent: sent,
		Identifier: g.newName(r.alert.Identifier)}
	out.Unsigned = len(unsign(r.root)) > 0
	rewrite(r.root, "identifier", func(string) string { return out.Identifier })
	rewrite(r.root, "sent", func(string) string { return sent.Text })
	if strings.TrimSpace(r.alert.References) != "" {
		var text string
		text, out.Left = s.references(r.alert)
		rewrite(r.root, "references", func(string) string { return text })
	}
	shifted := func(text string) string {
		was := cap.ParseTime(text)
		if was.At.IsZero() {
			return text
		}
		return cap.FormatTime(g.sent.Add(was.At.Sub(r.alert.Sent.At)).In(was.At.Location())).Text
	}
	for _, info := range r.root.SelectElements("info") {
		for _, tag := range []string{"effective", "onset", "expires"} {
			rewrite(info, tag, shifted)
		}
	}
	if s.o.Key != nil {
		if key := s.o.Key(r.alert.Sender); key != nil {
			if err := xmldsig.Sign(r.root, nil, key.Signer, key.Certificate); err != nil {
				return out, fmt.Errorf("%s cannot be signed: %w", r.file, err)
			}
			out.Unsigned = false
		}
	}
	out.Bytes = cap.Bytes(r.root)
	return out, nil
}

// references are those of an alert with the new names, and those that name nothing of the set.
func (s *set) references(a *cap.Alert) (text string, left []string) {
	var all []string
	for _, ref := range a.ReferenceList() {
		g := s.find(ref)
		one := ref.Sender + "," + ref.Identifier + "," + ref.Sent.Text
		switch {
		case g == nil && ref.Sender == "":
			one = ref.Identifier
		case g == nil && a.Version == cap.V10:
			one = ref.Identifier + "/" + ref.Sender
		case g != nil && a.Version == cap.V10:
			one = g.newName(ref.Identifier) + "/" + ref.Sender
		case g != nil:
			was := ref.Sent.At
			if was.IsZero() {
				was = g.was
			}
			one = ref.Sender + "," + g.newName(ref.Identifier) + "," + cap.FormatTime(g.sent.In(was.Location())).Text
		}
		if g == nil {
			left = append(left, one)
		}
		all = append(all, one)
	}
	return strings.Join(all, " "), left
}

// unsign takes out every signature of a document: none holds over what is changed.
func unsign(root *etree.Element) []*etree.Element {
	all := xmldsig.Signatures(root)
	for _, e := range all {
		root.RemoveChild(e)
	}
	return all
}

// rewrite changes the text of elements in another, each once; one that keeps its text is left as it is written.
func rewrite(of *etree.Element, tag string, to func(text string) string) {
	for _, e := range of.SelectElements(tag) {
		if is := to(e.Text()); is != e.Text() {
			e.Child = nil
			e.SetText(is)
		}
	}
}

// again marks the identifier of what was restamped; what follows it is new each time.
const again = "-again-"

// fresh is 50 bits that no other run has.
func fresh(random io.Reader) (string, error) {
	var b [8]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", errors.New("no randomness for identifiers: nothing was restamped")
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:])[:10]), nil
}
