// Package event says what the two countries' event codes mean to each other. Call Default, or Table.With for an
// operator's own rows over it, and put a Table's questions to it: ProductOf tells the kind of product an info is,
// ToSAME and ToCAPCP give the code of the other side, how good the match is, and where it comes from. Look tells a
// person all that is known of one code.
//
// A code of one side becomes a code of the other by pivoting on a term of the OASIS Event Terms List, row by row: the
// same term and the same product is exact, as are names equal to the letter but for the kind word. A wider target is
// broader. A narrower one asserts more than the sender did and is judgement: it is not written, unless an operator's
// row says so, and then it opens no public channel.
//
// The package refuses to invent: no event code is ever taken from the event's name or headline (traps us-2), from a
// hobbyist's table (traps ca-21), or from a code that only one list has. What has no row has no code, and the
// alert still reaches people at level "cap".
package event

// Names of event codes.
const (
	SAME    = "SAME"
	CAPCP   = "profile:CAP-CP:Event:0.4"
	OET     = "OET:v1.2"
	NWS     = "NationalWeatherService"
	Tsunami = "TsunamiSystemCategory" // the tsunami warning centers': the scheme names the subject, its values the kind
)

// KeptSAME is the parameter a CAP-CP form keeps the US code under.
const KeptSAME = "layer:bordercast:1.0:same"

// Grades of a match.
const (
	Exact     = "exact"
	Broader   = "broader"
	Judgement = "judgement"
	None      = "none"
	PassedOn  = "passed-on"
)

// Match is what one side's event is on the other. Code is "" unless it may be written; a built-in judgement keeps its
// candidate in Candidate for a human, and an operator's is written with Operator set. NameEN and NameFR are the plain
// name of the event in the target's words, or in the source's where there is no target; FrenchOfficial tells whether
// the French is the one in official use or this project's own term.
type Match struct {
	Code           string
	Candidate      string
	Grade          string
	Source         string
	Why            string
	OET            string
	NameEN, NameFR string
	FrenchOfficial bool
	Operator       bool
}

const unknown = "the source carries no event code that the tables know"

// judge applies a row. term is the source code's own.
func (m Match) judge(r Row, term string) Match {
	m.Grade, m.Source, m.Operator = r.Grade, r.Source, r.Operator
	if r.Why != "" || r.To != "" {
		m.Why = r.Why
	}
	m.OET = first(m.OET, term)
	switch {
	case r.Grade == None:
	case r.Grade == Judgement && !r.Operator:
		m.Candidate = r.To
	default:
		m.Code = r.To
	}
	return m
}

// pivoted takes a code by its OET term. Where the two names differ in a word the code may say more than the term does
// (natural gas, natural gas supply), so it is left to a human.
func (m Match) pivoted(c code, why string) Match {
	m.Source = m.OET
	if c.plain {
		m.Code, m.Grade, m.Why = c.code, Exact, why
		return m
	}
	m.Candidate, m.Grade, m.Why = c.code, Judgement, "the names of "+m.OET+" and "+c.code+" differ in a word"
	return m
}

func (m Match) named(c code) Match {
	m.NameEN, m.NameFR, m.FrenchOfficial = c.nameEN, c.nameFR, c.official
	return m
}
