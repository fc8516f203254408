// Package notice is what the gateway says in its own name: receipts to those who sent, alarms to those who must act,
// calls to those who must answer, its own retained topics, and the words for all of them in English and French.
package notice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/limits"
	"bordercast/gateway/agreement"
	"bordercast/gateway/alarm"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/quote"
	"bordercast/gateway/reading"
	"bordercast/gateway/settings"
	"bordercast/gateway/stock"
)

// NoRouteAlarm is for a grave alert near the border, or in a place that nobody knows, that no route gives to anybody
// over there.
func NoRouteAlarm(r *reading.Reading, party string, nowhere bool) alarm.Raised {
	if r.Shape.Private() {
		return quietNoRouteAlarm(r, party)
	}
	where := strings.Join(r.Shape.Districts, " ")
	en, fr := "near the border ("+where+") ", "près de la frontière ("+where+") "
	if nowhere {
		en, fr = "that names no place, and so may be at the border, ",
			"qui ne nomme aucun lieu, et peut donc concerner la frontière, "
	}
	whatEN, whatFR := "An alert", "Une alerte"
	if len(r.Shape.Infos) > 0 { // others of its events may have crossed
		name, _ := r.Shape.Name()
		whatEN, whatFR = "What tells of the event "+quote.Text(name)+" in an alert", "Ce qui porte sur l'événement "+
			quote.Text(name)+" dans une alerte"
	}
	return alarm.Raised{
		Key:  alarm.Key{Cause: "no-route\n" + r.Identity.Key(), Party: party, Lane: r.Lane},
		Code: agreement.NoRoute, Severity: alarm.Critical, Alert: r.Identity.Token(),
		EN: fmt.Sprintf("%s%s of %s (%s, %s) %sdid not cross: no route of the agreement wants it. Call the other side, and mend the agreement.",
			laneMark(r.Lane, "EXERCISE: ", "TEST: "), whatEN, r.System.Name, severityWord(r.Shape.Severity), r.Shape.Urgency,
			en),
		FR: fmt.Sprintf("%s%s de %s %sn'a pas été transmise : aucune route de l'entente ne la prévoit. Appelez l'autre côté et corrigez l'entente.",
			laneMark(r.Lane, "EXERCICE : ", "TEST : "), whatFR, r.System.Name, fr),
	}
}

// severityWord is a severity as CAP knows it; any other word is the sender's own, and says nothing to whoever is
// called.
func severityWord(severity string) string {
	if cap.Severity(severity).Rank() == 0 {
		return "severity unknown"
	}
	return severity
}

// quietNoRouteAlarm is that alarm about an alert that is not Public: to its own side alone (sidesToldOf), and with
// nothing of it, for whoever may open the socket reads it too.
func quietNoRouteAlarm(r *reading.Reading, party string) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "no-route\n" + r.Identity.Key(), Party: party, Lane: r.Lane},
		Code: agreement.NoRoute, Severity: alarm.Critical, Alert: r.Identity.Token(),
		EN: laneMark(r.Lane, "EXERCISE: ", "TEST: ") + "An alert of " + r.System.Name +
			" that is not Public, grave and near the border, did not cross: no route of the agreement wants it. Decide whether the other side must know, and mend the agreement.",
		FR: laneMark(r.Lane, "EXERCICE : ", "TEST : ") + "Une alerte de " + r.System.Name +
			" qui n'est pas publique, grave et près de la frontière, n'a pas été transmise : aucune route de l'entente ne la prévoit. Décidez si l'autre côté doit le savoir et corrigez l'entente.",
	}
}

func laneMark(lane cap.Lane, exercise, test string) string {
	switch lane {
	case cap.LaneExercise:
		return exercise
	case cap.LaneTest:
		return test
	}
	return ""
}

// OverdueAlarm tells those asked that their deadline has passed, and what came of that.
func OverdueAlarm(a book.Alert, d book.Decision, next approval.Hold) alarm.Raised {
	raised := alarm.Raised{
		Key:  alarm.Key{Cause: "hold-overdue\n" + a.Key + "\n" + d.Destination, Party: d.Of, Lane: a.Lane},
		Code: "hold-overdue", Severity: alarm.Critical, Alert: a.Token,
		EN: "An alert waits for " + d.Of + " beyond its deadline and is still held: approve or deny it now.",
		FR: "Une alerte attend la réponse de " + d.Of +
			" au-delà du délai et demeure retenue : approuvez-la ou refusez-la maintenant.",
	}
	switch {
	case next.Aware:
		raised.EN = "Nobody of " + d.Of + " answered in time: the readers of " + d.Destination +
			" were told, for awareness, marked as not reviewed. It is still held: approve or deny it now."
		raised.FR = "Personne de " + d.Of + " n'a répondu à temps : les lecteurs de " + d.Destination +
			" ont été avisés, à titre d'information, avec la mention qu'elle n'a pas été examinée. Elle demeure retenue : approuvez-la ou refusez-la maintenant."
	case next.State == approval.Released:
		raised.EN, raised.FR = "Nobody of "+d.Of+" answered in time: the alert was forwarded, as its route says.",
			"Personne de "+d.Of+" n'a répondu à temps : l'alerte a été transmise, comme le prévoit sa route."
	case next.State == approval.Lapsed:
		raised.EN, raised.FR = "Nobody of "+d.Of+" answered in time: the alert was dropped, as its route says.",
			"Personne de "+d.Of+" n'a répondu à temps : l'alerte a été abandonnée, comme le prévoit sa route."
	}
	return raised
}

// DraftChangedAlarm asks those who approved something to look again: what would have been sent is something else.
func DraftChangedAlarm(a book.Alert, d book.Decision) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "draft-changed\n" + a.Key + "\n" + d.Destination, Party: d.Of, Lane: a.Lane},
		Code: "draft-changed", Severity: alarm.Critical, Alert: a.Token,
		EN: laneMark(a.Lane, "EXERCISE: ", "TEST: ") + "Alert " + a.Token + " was approved for " + d.Destination +
			", and has not left: what would be sent now is not what was shown. Look at it again and answer again.",
		FR: laneMark(a.Lane, "EXERCICE : ", "TEST : ") + "L'alerte " + a.Token + " a été approuvée pour " + d.Destination +
			" mais n'est pas partie : ce qui serait transmis maintenant n'est plus ce qui a été montré. Relisez-la et répondez de nouveau.",
	}
}

// NoDraftAlarm tells that an alert could not be put into the form of a destination.
func NoDraftAlarm(a book.Alert, to *settings.System, code, text string) alarm.Raised {
	if judge.UnmarshalShape(a.Shape).Private() { // everybody may read a technical alarm, and the text may quote
		text = "(" + code + ")"
	}
	return alarm.Raised{
		Key: alarm.Key{Cause: "no-draft\n" + a.Key + "\n" + to.Name, Lane: a.Lane}, Code: code, Severity: alarm.Critical,
		Alert: a.Token,
		EN:    "An alert could not be put into the form of " + to.Name + ". " + text,
		FR:    "Une alerte n'a pas pu être mise dans la forme voulue pour " + to.Name + " (" + code + ").",
	}
}

// AgreementAlarm tells of what the agreement as a whole does not allow any more.
func AgreementAlarm(d agreement.Decision) alarm.Raised {
	if d.Reason == agreement.PersonUnheld {
		return alarm.Raised{
			Key: alarm.Key{Cause: "agreement\n" + d.Reason + "\n" + d.Route}, Code: d.Reason, Severity: alarm.Critical,
			EN: "An alert about a missing person did not cross: route " + d.Route +
				" would have forwarded it without asking anybody. Tell the other side by telephone, and write a route before it that holds such alerts.",
			FR: "Une alerte au sujet d'une personne disparue n'a pas été transmise\u00a0: la route " + d.Route +
				" l'aurait transmise sans rien demander à personne. Prévenez l'autre côté par téléphone et écrivez avant elle une route qui retient ces alertes.",
		}
	}
	return alarm.Raised{
		Key: alarm.Key{Cause: "agreement\n" + d.Reason}, Code: d.Reason, Severity: alarm.Critical,
		EN: d.Text(), FR: "L'entente est échue : les deux côtés doivent la renouveler avant qu'une nouvelle alerte puisse passer.",
	}
}

// ViolationAlarm tells that somebody published where they may not.
func ViolationAlarm(user, topic string) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "publish-denied\n" + user + "\n" + topic}, Code: "publish-denied", Severity: alarm.Warning,
		EN: "Somebody (" + cmp.Or(user, "no user") + ") tried to publish on " + topic +
			" and may not: if it is one of yours, mend its topic or its rights; if not, find out who it is.",
		FR: "Quelqu'un (" + cmp.Or(user, "sans compte") + ") a tenté de publier sur " + topic + " sans y être autorisé.",
	}
}

// SilentAlarm tells a party that its source has been silent for longer than agreed.
func SilentAlarm(s *settings.System) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "silent\n" + s.Name, Party: s.Party}, Code: "source-silent", Severity: alarm.Warning,
		EN: "Nothing was heard from " + s.Name + " for longer than agreed. Its alerts stay as they are; check its link.",
		FR: "Aucun message de " + s.Name + " depuis plus longtemps que convenu. Ses alertes demeurent; vérifiez son lien.",
	}
}

// KeptPrivateAlarm tells the source's side, and nobody else, that an update went to fewer people than its alert.
func KeptPrivateAlarm(r *reading.Reading, d agreement.Decision) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "kept-private\n" + r.Identity.Key() + "\n" + d.Destination, Party: r.System.Party,
			Lane: r.Lane},
		Code: d.Reason, Severity: alarm.Critical, Alert: r.Identity.Token(),
		EN: laneMark(r.Lane, "EXERCISE: ", "TEST: ") + "An update was kept from " + d.Destination +
			", which was given the alert that it updates and goes on showing it. " + d.Text() +
			" Cancel that alert, or update it for its readers too.",
		FR: laneMark(r.Lane, "EXERCICE : ", "TEST : ") + "Une mise à jour n'a pas été transmise à " + d.Destination +
			", qui continue d'afficher l'alerte précédente (" + d.Reason +
			"). Annulez cette alerte ou mettez-la à jour pour ses lecteurs aussi.",
	}
}

// RetainedAlarm tells a source's side that it publishes with the retain flag, and that something waits for its word.
func RetainedAlarm(of *settings.System) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: judge.RetainedInput + "\n" + of.Name, Party: of.Party}, Code: judge.RetainedInput,
		Severity: alarm.Critical,
		EN: "The broker had kept alerts of " + of.Name +
			" and gave them again: they are old, and may be over. They are held: release those that still hold, deny the others. Then have " + of.Name + " publish without the retain flag.",
		FR: "Le courtier MQTT avait conservé des alertes de " + of.Name +
			" et les a redonnées : elles sont anciennes et peut-être terminées. Elles sont retenues : libérez celles qui valent encore, refusez les autres. Demandez ensuite que " + of.Name + " publie sans l'option « retain ».",
	}
}

// OnceAlarm adds an alarm to a list that has none of its cause.
func OnceAlarm(list []alarm.Raised, a alarm.Raised) []alarm.Raised {
	if slices.ContainsFunc(list, func(other alarm.Raised) bool { return other.Key == a.Key }) {
		return list
	}
	return append(list, a)
}

// CheckpointsLostAlarm tells that nothing on this machine remembers any more what the end of the trail was.
func CheckpointsLostAlarm(lost *book.Lost) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "checkpoints-lost"}, Code: "checkpoints-lost", Severity: alarm.Critical,
		EN: fmt.Sprintf("The file of the trail's checkpoints was lost or altered while the gateway was down (%s: %d bytes, and %d when it last looked). It was written anew from the store. "+
			"Run `bordercast trail verify --since` with a checkpoint that was kept elsewhere, and find out who did it.",
			lost.Reason, lost.Is, lost.Was),
		FR: fmt.Sprintf("Le fichier des points de contrôle du journal a été perdu ou modifié pendant l'arrêt de la passerelle (%s : %d octets, contre %d à la dernière vérification). Il a été récrit à partir de la base. "+
			"Exécutez « bordercast trail verify --since » avec un point de contrôle conservé ailleurs et trouvez qui a fait cela.", lost.Reason, lost.Is, lost.Was),
	}
}

// TestSenderAlarm tells those who know the sender that an alert sent as real was taken for a test, for who sent it.
func TestSenderAlarm(r *reading.Reading) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "test-sender\n" + r.System.Name, Party: r.System.Party, Lane: r.Lane},
		Code: "test-sender", Severity: alarm.Warning, Alert: r.Identity.Token(),
		EN: "TEST: " + r.System.Name + " sends as Actual what comes from " + r.Alert.Sender +
			", a sender of test messages: it goes its way as a test. " +
			"If it was meant to warn, ask its sender to send it under its own name.",
		FR: "TEST : " + r.System.Name + " envoie comme réel (Actual) un message de " + r.Alert.Sender +
			", émetteur de messages d'essai : il suit son cours comme essai. " +
			"S'il devait avertir, demandez à l'émetteur de l'envoyer sous son propre nom.",
	}
}

// TooManyAlarm tells that readers of a district find an alert in the topics of their country alone.
func TooManyAlarm(r *reading.Reading) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "districts\n" + r.Identity.Key(), Party: r.System.Party, Lane: r.Lane},
		Code: "too-many-districts", Severity: alarm.Warning, Alert: r.Identity.Token(),
		EN: laneMark(r.Lane, "EXERCISE: ", "TEST: ") + "An alert of " + r.System.Name +
			" draws more districts than are named on topics. It stands in the regions and countries that it reaches. Check with its sender whether it means so much ground.",
		FR: laneMark(r.Lane, "EXERCICE : ", "TEST : ") + "Une alerte de " + r.System.Name +
			" couvre plus de districts que ceux nommés dans les sujets. Elle figure dans les régions et les pays touchés. Vérifiez auprès de l'émetteur s'il vise vraiment un tel territoire.",
	}
}

// TooLargeAlarm tells those who know the sender that an alert went its way without all of it: whoever is in what was
// left out is not warned by this gateway.
func TooLargeAlarm(r *reading.Reading, cuts []limits.Cut) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "limits\n" + r.System.Name, Party: r.System.Party, Lane: r.Lane},
		Code: "limit-exceeded", Severity: alarm.Warning, Alert: r.Identity.Token(),
		EN: laneMark(r.Lane, "EXERCISE: ", "TEST: ") + "An alert of " + r.System.Name + " has more than may be worked on (" +
			cuts[0].Path + ": " + cuts[0].Text +
			"). The rest goes its way. Ask its sender to send less at once; `bordercast explain` has all that was left out.",
		FR: laneMark(r.Lane, "EXERCICE : ", "TEST : ") + "Une alerte de " + r.System.Name +
			" dépasse les limites de traitement (" + cuts[0].Limit +
			"). Le reste suit son cours. Demandez à l'émetteur de la scinder; « bordercast explain » indique ce qui a été omis.",
	}
}

// LateAlarms tell both sides of an alert that is left out because its chain has gone on, and is graver than what
// stands.
func (g *Alarms) LateAlarms(late book.Alert, sh, stands judge.Shape) (all []alarm.Raised) {
	if !judge.Graver(sh, stands) {
		return nil
	}
	for _, party := range g.Settings.Now().SidesToldOf(sh.Scope, g.Settings.Now().PartyOf(late.Source)) {
		all = append(all, alarm.Raised{
			Key:  alarm.Key{Cause: "late-and-graver\n" + late.Key, Party: party, Lane: late.Lane},
			Code: "late-and-graver", Severity: alarm.Critical, Alert: late.Token,
			EN: fmt.Sprintf("%sAn alert of %s was left out because its chain has gone on without it, and it is graver (%s, %s) than what stands (%s, %s). Ask its sender which of the two holds.",
				laneMark(late.Lane, "EXERCISE: ", "TEST: "), late.Source, sh.Severity, sh.Urgency, stands.Severity, stands.Urgency),
			FR: fmt.Sprintf("%sUne alerte de %s a été écartée, car une plus récente l'a remplacée, et elle est plus grave que celle qui demeure. Demandez à l'expéditeur laquelle des deux vaut.",
				laneMark(late.Lane, "EXERCICE : ", "TEST : "), late.Source),
		})
	}
	return all
}

// RefusedAlarm tells of a message that a link did not take.
func RefusedAlarm(r adapters.Refusal) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "refused\n" + r.Origin + "\n" + r.Reason}, Code: r.Reason, Severity: alarm.Warning,
		EN: r.Text, FR: "Un message sur " + r.Origin + " a été refusé (" + r.Reason + ").",
	}
}

// FailedAlarm tells that an alert, or its end, was refused at a destination, or that nobody knows whether it is there.
// It is for the destination's party, whose system it is.
func FailedAlarm(a book.Alert, d book.Delivery, party, state string, r adapters.Result) alarm.Raised {
	raised := alarm.Raised{
		Key:  alarm.Key{Cause: "delivery\n" + d.Destination + "\n" + a.Key, Party: party, Lane: a.Lane},
		Code: "delivery-refused", Severity: alarm.Critical, Alert: a.Token,
	}
	whatEN, whatFR := "An alert", "Une alerte"
	if d.Kind == book.KindEnd {
		whatEN, whatFR = "The end of an alert", "La fin d'une alerte"
	}
	en, fr := " was refused by ", " a été refusée par "
	doEN, doFR := "It is not sent again: put right what the far end says, and call whoever reads there.",
		"Elle n'est pas renvoyée : corrigez ce que dit le système, et appelez ceux qui le lisent."
	if state == book.Unknown {
		raised.Code = "delivery-unknown"
		en, fr = " was sent to ", " a été envoyée à "
		doEN, doFR = "Nobody knows whether it arrived, and it is not sent again: look there.",
			"Personne ne sait si elle est arrivée, et elle n'est pas renvoyée : vérifiez sur place."
	}
	raised.EN = fmt.Sprintf("%s%s of %s%s%s (%s): %s %s", laneMark(a.Lane, "EXERCISE: ", "TEST: "), whatEN, a.Source, en,
		d.Destination, r.Code, SentenceOf(r.Text), doEN)
	raised.FR = fmt.Sprintf("%s%s de %s%s%s (%s). %s", laneMark(a.Lane, "EXERCICE : ", "TEST : "), whatFR, a.Source, fr,
		d.Destination, r.Code, doFR)
	return raised
}

// SessionLostAlarm tells that the broker has forgotten a session.
func SessionLostAlarm(h adapters.Health) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "session-lost"}, Code: h.Reason, Severity: alarm.Critical,
		EN: h.Text, FR: "Le courtier MQTT a oublié des sessions de la passerelle : des messages peuvent manquer; demandez qu'on les renvoie.",
	}
}

// QuarantineAlarm tells of a message that was not let in, to its party where that is known.
func QuarantineAlarm(r *reading.Reading, why reading.Refusal) alarm.Raised {
	from := r.Item.Sighting.Link
	raised := alarm.Raised{
		Key: alarm.Key{Cause: "quarantine\n" + from + "\n" + why.Code}, Code: why.Code, Severity: alarm.Warning,
		EN: "A message from " + from + " was quarantined. " + why.Text,
		FR: strings.TrimSpace("Un message de " + from + " a été mis en quarantaine (" + why.Code + "). " +
			InFrench(why.Code)),
	}
	if r.System != nil && r.Lane != cap.NoLane {
		raised.Party, raised.Lane = r.System.Party, r.Lane
	} else if r.Alert != nil && r.Alert.Scope != cap.Public { // everybody may read a technical alarm
		raised.EN = "A message from " + from + " was quarantined (" + why.Code + "): `bordercast quarantine list` shows why."
	}
	return raised
}

// FrozenKey is the cause of the alarm about a frozen destination.
func FrozenKey(name string) alarm.Key { return alarm.Key{Cause: "frozen\n" + name} }

// FrozenAlarm tells that a destination is frozen, and what to do.
func FrozenAlarm(p stock.Problem) alarm.Raised {
	return alarm.Raised{
		Key: FrozenKey(p.Destination), Code: judge.FrozenReason, Severity: alarm.Critical,
		EN: SentenceOf(p.What) + ". It is frozen: what stands there is updated, cancelled and expires as before, and nothing new goes there. " + SentenceOf(p.Do) + ".",
		FR: "La destination " + p.Destination +
			" n'est plus configurée comme elle l'était alors que des alertes s'y trouvent. Elle est gelée : ces alertes y sont " +
			"mises à jour, annulées ou échoient comme avant, mais rien de nouveau n'y va. Rétablissez-la, ou retirez ces alertes avec avis : `bordercast config retire " + p.Destination + " --as NOM`.",
	}
}

// Many is a number with its noun.
func Many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n) + " " + more
}
