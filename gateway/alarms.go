package gateway

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/alarm"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// newAlarmRegister makes the register of alarms with the configured hooks.
func (g *Gateway) newAlarmRegister() *alarm.Register {
	return alarm.New(alarm.Options{Clock: g.clock, Repeat: time.Duration(g.config.Alarms.Repeat), Publish: g.showAlarm, Hooks: g.alarmHooks()})
}

// alarmHooks are the ways in which people are reached about everything.
func (g *Gateway) alarmHooks() (hooks []alarm.Hook) {
	if argv := g.config.Alarms.Command; len(argv) > 0 {
		hooks = append(hooks, alarm.Command{Argv: argv})
	}
	if url := g.config.Alarms.Webhook; url != "" {
		hooks = append(hooks, alarm.Webhook{URL: url})
	}
	return hooks
}

// showAlarm is what the register of alarms publishes through. It is called with the register's lock held, so it only
// queues: the retained topic is state like any other, and survives a restart in the store.
func (g *Gateway) showAlarm(a alarm.Alarm, stands bool) {
	topic := topics.Alarm(g.name, a.ID)
	if a.Party != "" {
		topic = topics.Tree{Lane: laneOf(a.Lane), Party: a.Party}.Alarm(a.ID)
	}
	doc := book.Pack(a.Payload())
	g.db.Submit(len(doc.Bytes), func(tx *book.Tx) error {
		if err := tx.Unremember(alarmNote + a.ID); err != nil {
			return err
		}
		if !stands {
			tx.Say("", trail.Acknowledged, map[string]any{"alarm": a.ID, "code": a.Code, "by": a.Acknowledged.By})
			return g.wantGatewayTopic(tx, topic, 0)
		}
		blob, err := tx.PutBlob(doc)
		if err != nil {
			return err
		}
		if a.New {
			tx.Say("", trail.Alarm, map[string]any{"alarm": a.ID, "code": a.Code, "party": a.Party, "severity": string(a.Severity), "about": a.Alert})
		}
		return g.wantGatewayTopic(tx, topic, blob)
	}, func(err error) {
		if err != nil {
			g.storeFailed(err)
			return
		}
		g.wakeGatewayTopics()
	})
}

// restoreAlarms gives the register back what stood before a restart.
func (g *Gateway) restoreAlarms(ctx context.Context) error {
	var standing []alarm.Alarm
	err := g.db.View(ctx, func(tx *book.Tx) error {
		list, err := tx.TopicsAt(gatewayTopics)
		if err != nil {
			return err
		}
		for _, t := range list {
			if t.Want == 0 || !strings.Contains(t.Topic, "/alarms/") {
				continue
			}
			doc, err := tx.Blob(t.Want)
			if err != nil {
				return err
			}
			a, err := alarm.Parse(doc)
			if err != nil {
				g.log.Warn("a stored alarm could not be read", zap.String("topic", t.Topic), zap.Error(err))
				continue
			}
			standing = append(standing, a)
		}
		return nil
	})
	g.alarms.Restore(standing)
	return errors.Join(err, g.raiseKept(ctx))
}

// alarmNote is the name under which an alarm is kept from the commit that causes it to the one that shows it.
const alarmNote = "alarm "

// keepAlarms puts alarms on disk with what they tell of: they are raised after the commit, and a crash in that moment
// must not silence them.
func keepAlarms(tx *book.Tx, list []alarm.Raised) error {
	for _, a := range list {
		text, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if err := tx.Remember(alarmNote+a.ID(), string(text)); err != nil {
			return err
		}
	}
	return nil
}

// raiseKept raises what the last run had no time to.
func (g *Gateway) raiseKept(ctx context.Context) error {
	var kept []string
	err := g.db.View(ctx, func(tx *book.Tx) (err error) {
		kept, err = tx.RememberedUnder(alarmNote)
		return err
	})
	for _, text := range kept {
		var a alarm.Raised
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			return err
		}
		g.alarms.Raise(a)
	}
	return err
}

// noRouteAlarm is for a grave alert near the border, or in a place that nobody knows, that no route gives to anybody
// over there.
func noRouteAlarm(r *reading, party string, nowhere bool) alarm.Raised {
	if r.shape.private() {
		return quietNoRouteAlarm(r, party)
	}
	where := strings.Join(r.shape.Districts, " ")
	en, fr := "near the border ("+where+") ", "près de la frontière ("+where+") "
	if nowhere {
		en, fr = "that names no place, and so may be at the border, ", "qui ne nomme aucun lieu, et peut donc concerner la frontière, "
	}
	return alarm.Raised{
		Key:  alarm.Key{Cause: "no-route\n" + r.identity.Key(), Party: party, Lane: r.lane},
		Code: agreement.NoRoute, Severity: alarm.Critical, Alert: r.identity.Token(),
		EN: fmt.Sprintf("%sAn alert of %s (%s, %s) %sdid not cross: no route of the agreement wants it. Call the other side, and mend the agreement.",
			laneMark(r.lane, "EXERCISE: ", "TEST: "), r.system.Name, severityWord(r.shape.Severity), r.shape.Urgency, en),
		FR: fmt.Sprintf("%sUne alerte de %s %sn'a pas été transmise : aucune route de l'entente ne la prévoit. Appelez l'autre côté et corrigez l'entente.",
			laneMark(r.lane, "EXERCICE : ", "TEST : "), r.system.Name, fr),
	}
}

// severityWord is a severity as CAP knows it; any other word is the sender's own, and says nothing to whoever is called.
func severityWord(severity string) string {
	if cap.Severity(severity).Rank() == 0 {
		return "severity unknown"
	}
	return severity
}

// quietNoRouteAlarm is that alarm about an alert that is not Public: to its own side alone (sidesToldOf), and with
// nothing of it, for whoever may open the socket reads it too.
func quietNoRouteAlarm(r *reading, party string) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "no-route\n" + r.identity.Key(), Party: party, Lane: r.lane},
		Code: agreement.NoRoute, Severity: alarm.Critical, Alert: r.identity.Token(),
		EN: laneMark(r.lane, "EXERCISE: ", "TEST: ") + "An alert of " + r.system.Name + " that is not Public, grave and near the border, did not cross: no route of the agreement wants it. Decide whether the other side must know, and mend the agreement.",
		FR: laneMark(r.lane, "EXERCICE : ", "TEST : ") + "Une alerte de " + r.system.Name + " qui n'est pas publique, grave et près de la frontière, n'a pas été transmise : aucune route de l'entente ne la prévoit. Décidez si l'autre côté doit le savoir et corrigez l'entente.",
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

func overdueAlarm(a book.Alert, d book.Decision, next approval.Hold) alarm.Raised {
	raised := alarm.Raised{
		Key:  alarm.Key{Cause: "hold-overdue\n" + a.Key + "\n" + d.Destination, Party: d.Of, Lane: a.Lane},
		Code: "hold-overdue", Severity: alarm.Critical, Alert: a.Token,
		EN: "An alert waits for " + d.Of + " beyond its deadline and is still held: approve or deny it now.",
		FR: "Une alerte attend la réponse de " + d.Of + " au-delà du délai et demeure retenue : approuvez-la ou refusez-la maintenant.",
	}
	switch {
	case next.Aware:
		raised.EN = "Nobody of " + d.Of + " answered in time: the readers of " + d.Destination + " were told, for awareness, marked as not reviewed. It is still held: approve or deny it now."
		raised.FR = "Personne de " + d.Of + " n'a répondu à temps : les lecteurs de " + d.Destination + " ont été avisés, à titre d'information, avec la mention qu'elle n'a pas été examinée. Elle demeure retenue : approuvez-la ou refusez-la maintenant."
	case next.State == approval.Released:
		raised.EN, raised.FR = "Nobody of "+d.Of+" answered in time: the alert was forwarded, as its route says.",
			"Personne de "+d.Of+" n'a répondu à temps : l'alerte a été transmise, comme le prévoit sa route."
	case next.State == approval.Lapsed:
		raised.EN, raised.FR = "Nobody of "+d.Of+" answered in time: the alert was dropped, as its route says.",
			"Personne de "+d.Of+" n'a répondu à temps : l'alerte a été abandonnée, comme le prévoit sa route."
	}
	return raised
}

// draftChangedAlarm asks those who approved something to look again: what would have been sent is something else.
func draftChangedAlarm(a book.Alert, d book.Decision) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "draft-changed\n" + a.Key + "\n" + d.Destination, Party: d.Of, Lane: a.Lane},
		Code: "draft-changed", Severity: alarm.Critical, Alert: a.Token,
		EN: laneMark(a.Lane, "EXERCISE: ", "TEST: ") + "Alert " + a.Token + " was approved for " + d.Destination + ", and has not left: what would be sent now is not what was shown. Look at it again and answer again.",
		FR: laneMark(a.Lane, "EXERCICE : ", "TEST : ") + "L'alerte " + a.Token + " a été approuvée pour " + d.Destination + " mais n'est pas partie : ce qui serait transmis maintenant n'est plus ce qui a été montré. Relisez-la et répondez de nouveau.",
	}
}

func noDraftAlarm(a book.Alert, to *system, code, text string) alarm.Raised {
	if unmarshalShape(a.Shape).private() { // everybody may read a technical alarm, and the text may quote
		text = "(" + code + ")"
	}
	return alarm.Raised{
		Key: alarm.Key{Cause: "no-draft\n" + a.Key + "\n" + to.Name, Lane: a.Lane}, Code: code, Severity: alarm.Critical, Alert: a.Token,
		EN: "An alert could not be put into the form of " + to.Name + ". " + text,
		FR: "Une alerte n'a pas pu être mise dans la forme voulue pour " + to.Name + " (" + code + ").",
	}
}

func agreementAlarm(d agreement.Decision) alarm.Raised {
	if d.Reason == agreement.PersonUnheld {
		return alarm.Raised{
			Key: alarm.Key{Cause: "agreement\n" + d.Reason + "\n" + d.Route}, Code: d.Reason, Severity: alarm.Critical,
			EN: "An alert about a missing person did not cross: route " + d.Route + " would have forwarded it without asking anybody. Tell the other side by telephone, and write a route before it that holds such alerts.",
			FR: "Une alerte au sujet d'une personne disparue n'a pas été transmise\u00a0: la route " + d.Route + " l'aurait transmise sans rien demander à personne. Prévenez l'autre côté par téléphone et écrivez avant elle une route qui retient ces alertes.",
		}
	}
	return alarm.Raised{
		Key: alarm.Key{Cause: "agreement\n" + d.Reason}, Code: d.Reason, Severity: alarm.Critical,
		EN: d.Text(), FR: "L'entente est échue : les deux côtés doivent la renouveler avant qu'une nouvelle alerte puisse passer.",
	}
}

func violationAlarm(user, topic string) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "publish-denied\n" + user + "\n" + topic}, Code: "publish-denied", Severity: alarm.Warning,
		EN: "Somebody (" + cmp.Or(user, "no user") + ") tried to publish on " + topic + " and may not: if it is one of yours, mend its topic or its rights; if not, find out who it is.",
		FR: "Quelqu'un (" + cmp.Or(user, "sans compte") + ") a tenté de publier sur " + topic + " sans y être autorisé.",
	}
}

func silentAlarm(s *system) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "silent\n" + s.Name, Party: s.Party}, Code: "source-silent", Severity: alarm.Warning,
		EN: "Nothing was heard from " + s.Name + " for longer than agreed. Its alerts stay as they are; check its link.",
		FR: "Aucun message de " + s.Name + " depuis plus longtemps que convenu. Ses alertes demeurent; vérifiez son lien.",
	}
}

// keptPrivateAlarm tells the source's side, and nobody else, that an update went to fewer people than its alert.
func keptPrivateAlarm(r *reading, d agreement.Decision) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "kept-private\n" + r.identity.Key() + "\n" + d.Destination, Party: r.system.Party, Lane: r.lane},
		Code: d.Reason, Severity: alarm.Critical, Alert: r.identity.Token(),
		EN: laneMark(r.lane, "EXERCISE: ", "TEST: ") + "An update was kept from " + d.Destination + ", which was given the alert that it updates and goes on showing it. " + d.Text() + " Cancel that alert, or update it for its readers too.",
		FR: laneMark(r.lane, "EXERCICE : ", "TEST : ") + "Une mise à jour n'a pas été transmise à " + d.Destination + ", qui continue d'afficher l'alerte précédente (" + d.Reason + "). Annulez cette alerte ou mettez-la à jour pour ses lecteurs aussi.",
	}
}

// retainedAlarm tells a source's side that it publishes with the retain flag, and that something waits for its word.
func retainedAlarm(of *system) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: retainedInput + "\n" + of.Name, Party: of.Party}, Code: retainedInput, Severity: alarm.Critical,
		EN: "The broker had kept alerts of " + of.Name + " and gave them again: they are old, and may be over. They are held: release those that still hold, deny the others. Then have " + of.Name + " publish without the retain flag.",
		FR: "Le courtier MQTT avait conservé des alertes de " + of.Name + " et les a redonnées : elles sont anciennes et peut-être terminées. Elles sont retenues : libérez celles qui valent encore, refusez les autres. Demandez ensuite que " + of.Name + " publie sans l'option « retain ».",
	}
}

func onceAlarm(list []alarm.Raised, a alarm.Raised) []alarm.Raised {
	if slices.ContainsFunc(list, func(other alarm.Raised) bool { return other.Key == a.Key }) {
		return list
	}
	return append(list, a)
}

// checkpointsLostAlarm tells that nothing on this machine remembers any more what the end of the trail was.
func checkpointsLostAlarm(lost *book.Lost) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "checkpoints-lost"}, Code: "checkpoints-lost", Severity: alarm.Critical,
		EN: fmt.Sprintf("The file of the trail's checkpoints was lost or altered while the gateway was down (%s: %d bytes, and %d when it last looked). It was written anew from the store. "+
			"Run `bordercast trail verify --since` with a checkpoint that was kept elsewhere, and find out who did it.", lost.Reason, lost.Is, lost.Was),
		FR: fmt.Sprintf("Le fichier des points de contrôle du journal a été perdu ou modifié pendant l'arrêt de la passerelle (%s : %d octets, contre %d à la dernière vérification). Il a été récrit à partir de la base. "+
			"Exécutez « bordercast trail verify --since » avec un point de contrôle conservé ailleurs et trouvez qui a fait cela.", lost.Reason, lost.Is, lost.Was),
	}
}

// testSenderAlarm tells those who know the sender that an alert sent as real was taken for a test, for who sent it.
func testSenderAlarm(r *reading) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "test-sender\n" + r.system.Name, Party: r.system.Party, Lane: r.lane},
		Code: "test-sender", Severity: alarm.Warning, Alert: r.identity.Token(),
		EN: "TEST: " + r.system.Name + " sends as Actual what comes from " + r.alert.Sender + ", a sender of test messages: it goes its way as a test. " +
			"If it was meant to warn, ask its sender to send it under its own name.",
		FR: "TEST : " + r.system.Name + " envoie comme réel (Actual) un message de " + r.alert.Sender + ", émetteur de messages d'essai : il suit son cours comme essai. " +
			"S'il devait avertir, demandez à l'émetteur de l'envoyer sous son propre nom.",
	}
}
