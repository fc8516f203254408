package text

import (
	"cmp"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/phrase"
)

// called is what the headline says of an event: its name with its kind, and whether that is official.
type called struct {
	name     string
	official bool
}

// calledIn is the event with its kind: nobody may take a watch for a warning, or what has ended for what goes on. A
// table has the names of products; what it does not name gets a fixed pattern, the kind beside the plain name, which is
// no official term.
func (c *Composer) calledIn(n int, plain string, fr bool) called {
	i := c.w.Group.Coded(&c.w.Alert.Infos[n])
	h := c.events.Headline(i)
	switch {
	case c.w.To == cap.US && h.English == "":
		h = c.events.HeadlineOf(c.w.Match.Code)
	case c.w.To == cap.CA && h.French == "": // Canada's own code, whose product SAME has a name for
		h = c.events.HeadlineOf(c.events.ToSAME(i, c.w.Product).Code)
	}
	name, subject := h.English, ""
	if fr {
		name = h.French
		_, subject = c.events.Subject(i)
	} else {
		subject, _ = c.events.Subject(i)
	}
	if h.Product == event.Warning && c.w.Product == event.Statement {
		name = "" // the code is a warning's, and the alert tells of what was: the pattern says a statement
	}
	official := name != "" && h.Official
	if unknown := name == "" && strings.HasPrefix(plain, c.w.say(unknownEvent, fr)); unknown && !c.w.Finished() {
		return called{name: plain} // no table knows it: a kind would be one more guess
	} else if unknown {
		name = plain
	}
	if subject = cmp.Or(subject, plain); c.w.Finished() {
		return called{c.terminated(name, subject, fr), official}
	}
	kind := phrase.Key("kind").Sub(string(c.w.Product)).With(c.w.tongue(fr), "event", subject)
	return called{cmp.Or(name, cmp.Or(kind, subject)), official}
}

// Finished says whether the part says that something is over: by its product, or as the Cancel of a test.
func (w *Writer) Finished() bool { return w.Product == event.Ended || w.cancels() }

// terminated says of what has ended that it has, in the gender of its name; what has no name of its kind is an alert.
func (c *Composer) terminated(name, plain string, fr bool) string {
	if name == "" {
		name = phrase.Key("kind/unnamed").With(c.w.tongue(fr), "event", plain)
	}
	kind := phrase.Key("kind/ended")
	if fr && feminine(name) {
		kind += "-f"
	}
	return kind.With(c.w.tongue(fr), "name", name)
}

// feminine tells by its first word whether the French name of a product is: the kinds are a closed list, and a plain
// name of a hazard may be either, so it is called an alert first.
func feminine(name string) bool {
	words := strings.Fields(name) // which part at a no-break space too
	if len(words) == 0 {
		return false
	}
	switch strings.ToLower(words[0]) {
	case "alerte", "veille", "évacuation", "urgence":
		return true
	}
	return false
}

// ownFrench is which of a block's two names, that of its headline and that of its event, is this project's own French
// and not official; "" where both are official. All that says whether a name is official goes by it: the block's text,
// its parameter, the report and what a person is to check.
func (c *Composer) ownFrench(is called, fr bool) string {
	switch {
	case fr && !is.official:
		return is.name
	case fr && !c.w.Match.FrenchOfficial:
		return c.w.nameOfEvent(true)
	}
	return ""
}

func (c *Composer) termNote(is called, fr bool) string {
	if own := c.ownFrench(is, fr); own != "" {
		return "the French name " + own + " is this project's own, not official"
	}
	return "the name of the event is the one in use"
}
