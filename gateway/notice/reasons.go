package notice

import (
	"strings"
	"time"

	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/gate"
	"bordercast/gateway/judge"
	"bordercast/gateway/trail"
)

// TimeOf reads a time of the trail.
func TimeOf(text string) (time.Time, error) { return time.Parse(trail.TimeForm, text) }

// ReasonText is a decision's reason in a sentence, for receipts and explanations.
func ReasonText(d book.Decision) string {
	switch d.Reason {
	case "late":
		return "Its chain has gone on without it: it is recorded and not sent."
	case "expired":
		return "It has expired; it is recorded and not sent."
	case "handed-over":
		return "It leaves what it follows to a successor: the old alert stays until the successor is delivered or it expires."
	case "already-cancelled":
		return "Its originator had cancelled it before it came."
	case "nothing-live":
		return "Nothing of its chain stands at " + d.Destination + ": there is nothing to end."
	case "bound-by-denial":
		return "Its chain was denied or recalled for " + d.Destination + ", and it adds no ground, severity or urgency."
	case "chain-rule":
		return "Whoever was given an alert is given what follows it."
	case "update-asks-again":
		return "It adds ground, raises something or changes the event: " + d.Of + " is asked again."
	case "unverified":
		return "Its signature could not be verified: " + d.Of + " must say that it is theirs."
	case judge.RetainedInput:
		return "The broker had kept it and gave it again: it is old, and may be over. " + d.Of +
			" must say that it still holds."
	case "not-reviewed":
		return "Nobody of " + d.Of + " has answered in time: readers are told, for awareness, marked as not reviewed. It is still asked about."
	case "relay":
		return "It is the same news under another identity: one answer is for both."
	case "relay-of-denied":
		return "It is the same news as an alert that was denied, under another identity."
	case "personal-data":
		return "Its text seems to hold a telephone number or e-mail address: " + d.Of + " must say that it may cross."
	case judge.FrozenReason:
		return d.Destination + " is frozen: it left the configuration, and nothing new goes there."
	case judge.StandsFrozen:
		return "Its chain stands in the same place already, by a destination that is frozen and is given what follows."
	case judge.NotStanding:
		return "It was given there and stands there no more, though it is active: `bordercast explain` says what took it down."
	case judge.Retired:
		return "An operator took it down with its destination."
	case "comes-back":
		return "Its destination is back, and is given again what is active."
	case "claimed":
		return "It stands there already; what another store left is this gateway's own from now on."
	case book.Foreign:
		return "It stands there; another store left it."
	case entitlement.NotEntitled:
		return "Its sender, or the system it came by, may neither update nor cancel what it names."
	case gate.Code:
		return "It is not Public, and nothing else may stand in a public tree: it was not published there."
	case entitlement.LanesMixed:
		return "It names an alert of another lane."
	}
	return agreement.Decision{Destination: d.Destination, Route: d.Route, Reason: d.Reason, Of: d.Of}.Text()
}

// InFrench says what a reason means, for alarms; "" for those that are told by their code alone.
func InFrench(code string) string {
	switch code {
	case entitlement.NotEntitled:
		return "Son expéditeur, ou le système par lequel elle est arrivée, ne peut ni modifier ni annuler l'alerte qu'elle nomme : celle-ci demeure. Trouvez qui l'a envoyée."
	case entitlement.LanesMixed:
		return "Elle nomme une alerte d'une autre voie; aucune chaîne ne passe d'une voie à l'autre."
	case entitlement.UnverifiableEnd:
		return "Il mettrait fin à une alerte, et sa signature ne le justifie pas : l'alerte demeure. Confirmez auprès de l'expéditeur par un autre moyen, puis libérez-le."
	case entitlement.UnverifiableUpdate:
		return "Il modifierait une alerte, et sa signature ne le justifie pas : l'alerte demeure telle quelle. Confirmez auprès de l'expéditeur par un autre moyen, puis libérez-le."
	}
	return ""
}

// SentenceOf begins a text with a capital letter.
func SentenceOf(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
