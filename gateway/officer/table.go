package officer

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Person is somebody who is listed.
type Person struct {
	Name    string
	Account string // of the gateway's host, by name or number: no other may use the name; "" is any
	May     []Act  // the only acts of theirs; none is all that their place allows
}

func (p Person) does(act Act) bool { return len(p.May) == 0 || slices.Contains(p.May, act) }

// Actor is who gives an act: the name they say, and the account that the kernel says they have. A UID below 0 is an
// account that nobody vouches for.
type Actor struct {
	As      string
	Account string
	UID     int
}

// has tells whether the actor comes from an account.
func (a Actor) has(account string) bool {
	return a.UID >= 0 && (account == a.Account || account == strconv.Itoa(a.UID))
}

// Refusal is why an act was not taken: a stable code, and a sentence for who must act.
type Refusal struct{ Code, Text string }

// Error is the sentence.
func (r *Refusal) Error() string { return r.Text }

// Codes of refusals.
const (
	NoName       = "no-name"        // nobody said who they are
	NotListed    = "not-listed"     // the configuration lists nobody of that name
	WrongAccount = "wrong-account"  // the name is bound to another account of this host
	NotAsked     = "not-asked"      // the question is asked of another party
	NotYours     = "not-yours"      // the act is given by others
	NotAllowed   = "act-not-listed" // the person's own may: leaves the act out
)

// Table says who may do what. It is not changed after NewTable, and may be read from any goroutine.
type Table struct {
	operators []Person
	parties   map[string][]Person
	accounts  map[string]string // by name, where one is bound
}

// NewTable makes the table of the people that a configuration lists. A name that is bound to an account in one place
// is bound to it in every place.
func NewTable(ofGateway []Person, ofParties map[string][]Person) *Table {
	t := &Table{operators: ofGateway, parties: ofParties, accounts: map[string]string{}}
	for _, p := range t.everybody() {
		if p.Account != "" {
			t.accounts[p.Name] = p.Account
		}
	}
	return t
}

func (t *Table) everybody() []Person {
	all := slices.Clone(t.operators)
	for _, party := range slices.Sorted(maps.Keys(t.parties)) {
		all = append(all, t.parties[party]...)
	}
	return all
}

// Open says that nobody is listed: whoever may open the socket may do everything.
func (t *Table) Open() bool { return len(t.operators) == 0 && len(t.everybody()) == 0 }

// May refuses an act, or gives nil. The parties are those that it concerns: the one that is asked (Approve, Deny),
// those that may see what is acknowledged (Ack; none: it is technical), those of the destinations (Recall, Resend).
// The people of one of them are enough. Other acts concern none.
func (t *Table) May(act Act, who Actor, parties ...string) *Refusal {
	if t.Open() {
		return nil
	}
	if who.As == "" {
		return &Refusal{NoName, "Say who acts, with --as NAME: for this, one of " + t.others(act, parties) + "."}
	}
	if refused := t.known(who); refused != nil {
		return refused
	}
	listed := false
	for _, p := range t.givers(act, parties) {
		if p.Name == who.As {
			if p.does(act) {
				return nil
			}
			listed = true
		}
	}
	if listed {
		return &Refusal{NotAllowed, who.As + " is listed, but not for this act: add " + string(act) +
			" to the acts under their may:, or ask one of " + t.others(act, parties) + "."}
	}
	return t.notTheirs(act, who, parties)
}

// Ever refuses what no party that it could concern would change: it is May for whoever has not looked yet what the act
// is about.
func (t *Table) Ever(act Act, who Actor) *Refusal {
	if t.May(act, who) == nil {
		return nil
	}
	refused := t.May(act, who, slices.Sorted(maps.Keys(t.parties))...)
	if refused != nil && refused.Code == NotAsked {
		refused.Text = who.As + " answers for no party in the configuration: ask one of " + t.others(act,
			slices.Sorted(maps.Keys(t.parties))) + "."
	}
	return refused
}

// Names are the people who may give an act that concerns these parties, in the order of the configuration. Nobody:
// either nobody is listed for it, or Open, and whoever may open the socket does.
func (t *Table) Names(act Act, parties ...string) []string {
	var names []string
	for _, p := range t.givers(act, parties) {
		if p.does(act) && !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	return names
}

// givers are those listed where the act is given, whatever their own may: says. An acknowledgement that only parties
// without people could give is the operators', or an alarm would stand for ever.
func (t *Table) givers(act Act, parties []string) []Person {
	var of []Person
	for _, party := range parties {
		of = append(of, t.parties[party]...)
	}
	var all []Person
	if givenBy(act, operators, len(of) > 0) {
		all = append(all, t.operators...)
	}
	if givenBy(act, partys, len(of) > 0) {
		all = append(all, of...)
	}
	return all
}

// known refuses a name that nobody has, or that another account has.
func (t *Table) known(who Actor) *Refusal {
	if !slices.ContainsFunc(t.everybody(), func(p Person) bool { return p.Name == who.As }) {
		return &Refusal{NotListed, "Nobody is listed by the name " + strconv.Quote(who.As) +
			": give yours as the configuration has it, under gateway.operators or the people of a party."}
	}
	if account := t.accounts[who.As]; account != "" && !who.has(account) {
		return &Refusal{WrongAccount, "The name " + who.As + " belongs to the account " + account +
			" of this host, and you come from " +
			who.Account + ": act from your own account, under your own name."}
	}
	return nil
}

func (t *Table) notTheirs(act Act, who Actor, parties []string) *Refusal {
	if act == Approve || act == Deny {
		return &Refusal{NotAsked, "This is asked of " + strings.Join(parties, ", ") + ", and " + who.As +
			" is none of their people in the configuration: ask " + t.others(act, parties) + "."}
	}
	return &Refusal{NotYours, "This is not for " + who.As + " to do: ask " + t.others(act, parties) + "."}
}

// others names those to ask instead.
func (t *Table) others(act Act, parties []string) string {
	names := t.Names(act, parties...)
	if len(names) == 0 {
		return "whoever keeps the configuration, which lists nobody for it (" + string(act) + ")"
	}
	return strings.Join(names, ", ")
}
