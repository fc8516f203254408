package officer

import "slices"

// Act is something that a person does to a running gateway. Its text stands in a person's may: and in the trail.
type Act string

// The acts. What only an operator may do concerns the gateway itself; the rest concerns one or several parties.
const (
	Approve Act = "approve" // what is held, for the party that is asked
	Deny    Act = "deny"    // likewise
	Ack     Act = "ack"     // an alert, for a party that may see it; an alarm, for its party or the operators
	Recall  Act = "recall"  // what the gateway made and a destination was given
	Resend  Act = "resend"  // likewise

	QuarantineRelease Act = "quarantine-release"
	ForeignClear      Act = "foreign-clear" // what stands in a tree and the store does not know
	Retire            Act = "retire"        // a destination that left the configuration
	Rename            Act = "rename"        // the gateway, or a destination
	Reload            Act = "reload"        // the configuration
	Jump              Act = "jump"          // a scaled clock
	KeysNew           Act = "keys-new"
	Backup            Act = "backup"
	Restore           Act = "restore"
)

// Acts are all of them.
func Acts() []Act {
	return []Act{Approve, Deny, Ack, Recall, Resend,
		QuarantineRelease, ForeignClear, Retire, Rename, Reload, Jump, KeysNew, Backup, Restore}
}

// Known tells an act from a misspelt word.
func Known(act Act) bool { return slices.Contains(Acts(), act) }

// Gives says whether somebody listed among the operators, or else among a party's people, could ever give an act.
func Gives(operator bool, act Act) bool {
	at := partys
	if operator {
		at = operators
	}
	return givenBy(act, at, false) || givenBy(act, at, true)
}

// place is where a person is listed.
type place int

const (
	operators place = iota
	partys          // a party's people
)

// givenBy says whether those listed at a place may give an act. of says that it concerns a party: an alarm that
// concerns none is technical, and the operators'.
func givenBy(act Act, at place, of bool) bool {
	switch act {
	case Approve, Deny:
		return at == partys // an operator who answers for a party is listed there too
	case Ack:
		return (at == partys) == of
	case Recall, Resend:
		return true
	}
	return at == operators
}
