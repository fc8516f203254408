package gateway

import (
	"fmt"
	"time"

	"bordercast/cap"
	"bordercast/cap/limits"
	"bordercast/cap/translate"
	"bordercast/gateway/alarm"
	"bordercast/gateway/config"
)

// limitsOf are the limits of a configuration as the reader of alerts wants them.
func limitsOf(l config.Limits) limits.Limits {
	return limits.Limits{Infos: l.Infos, Areas: l.Areas, Geocodes: l.Geocodes, Points: l.PolygonPoints, Work: limits.Work(time.Duration(l.Work))}
}

// bounded is an alert as far as it may be worked on, with its drawings as they are read, and where it is. What it is compared and identified by is worked out
// on all of it.
func (g *Gateway) bounded(a *cap.Alert) (*cap.Alert, *translate.Ground) {
	kept, cuts := limitsOf(g.config.Limits).Apply(g.atlas, a)
	ground := translate.Survey(g.atlas, kept, cuts...)
	return ground.Alert(), ground
}

// coarsen puts an alert whose drawing reaches too many districts into their regions.
func (g *Gateway) coarsen(r *reading) {
	coded, drawn, too := r.ground.TooMany(g.config.Limits.Districts, r.alert)
	if !too {
		return
	}
	r.shape.Coarse = true
	for _, d := range coded {
		r.shape.Coded = append(r.shape.Coded, string(d))
	}
	r.findings = append(r.findings, cap.Finding{Rule: "limits/districts", Level: cap.LevelWarning, Path: "alert/info/area", Line: 1,
		Text: fmt.Sprintf("what is drawn reaches %d districts that no code names, and no more than %d are named on topics: it stands in the regions and countries that it reaches; please check with its sender",
			drawn, g.config.Limits.Districts)})
}

// tooManyAlarm tells that readers of a district find an alert in the topics of their country alone.
func tooManyAlarm(r *reading) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "districts\n" + r.identity.Key(), Party: r.system.Party, Lane: r.lane},
		Code: "too-many-districts", Severity: alarm.Warning, Alert: r.identity.Token(),
		EN: laneMark(r.lane, "EXERCISE: ", "TEST: ") + "An alert of " + r.system.Name + " draws more districts than are named on topics. It stands in the regions and countries that it reaches. Check with its sender whether it means so much ground.",
		FR: laneMark(r.lane, "EXERCICE : ", "TEST : ") + "Une alerte de " + r.system.Name + " couvre plus de districts que ceux nommés dans les sujets. Elle figure dans les régions et les pays touchés. Vérifiez auprès de l'émetteur s'il vise vraiment un tel territoire.",
	}
}

// tooLargeAlarm tells those who know the sender that an alert went its way without all of it: whoever is in what was left
// out is not warned by this gateway.
func tooLargeAlarm(r *reading, cuts []limits.Cut) alarm.Raised {
	return alarm.Raised{
		Key:  alarm.Key{Cause: "limits\n" + r.system.Name, Party: r.system.Party, Lane: r.lane},
		Code: "limit-exceeded", Severity: alarm.Warning, Alert: r.identity.Token(),
		EN: laneMark(r.lane, "EXERCISE: ", "TEST: ") + "An alert of " + r.system.Name + " has more than may be worked on (" + cuts[0].Path + ": " + cuts[0].Text +
			"). The rest goes its way. Ask its sender to send less at once; `bordercast explain` has all that was left out.",
		FR: laneMark(r.lane, "EXERCICE : ", "TEST : ") + "Une alerte de " + r.system.Name + " dépasse les limites de traitement (" + cuts[0].Limit +
			"). Le reste suit son cours. Demandez à l'émetteur de la scinder; « bordercast explain » indique ce qui a été omis.",
	}
}
