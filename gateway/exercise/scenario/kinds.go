package scenario

import (
	"reflect"
	"slices"
)

// kind is an act, expectation or check, by the name that a scenario writes.
type kind struct {
	name string
	of   reflect.Type
}

type kinds []kind

// find is the kind of this name.
func (all kinds) find(name string) (kind, bool) {
	i := slices.IndexFunc(all, func(k kind) bool { return k.name == name })
	if i < 0 {
		return kind{}, false
	}
	return all[i], true
}

func (all kinds) names() []string {
	var out []string
	for _, k := range all {
		out = append(out, k.name)
	}
	return out
}

func named[T any](name string) kind { return kind{name, reflect.TypeFor[T]()} }

// verbs are the keys of an inject that the player carries out: a closed list.
func verbs() kinds {
	return kinds{
		named[Send]("send"),
		named[Again]("again"),
		named[Tamper]("tamper"),
		named[SendFlood]("flood"),
		named[Approve]("approve"),
		named[Deny]("deny"),
		named[Recall]("recall"),
		named[Acknowledge]("ack"),
		named[Cut]("cut"),
		named[Mend]("mend"),
		named[Kill]("kill"),
		named[Subscribe]("subscribe"),
		named[Jump]("jump"),
		named[Misspell]("misspell"),
		named[Respell]("respell"),
		named[Second]("second"),
	}
}

// expectations are the entries of expect.
func expectations() kinds {
	return kinds{
		named[Received]("received"),
		named[Receipt]("receipt"),
		named[Reason]("reason"),
		named[Asked]("asked"),
		named[Unasked]("unasked"),
		named[Unheld]("unheld"),
		named[Pending]("pending"),
		named[LevelSaid]("level-said"),
		named[Stands]("stands"),
		named[Remains]("remains"),
		named[Nowhere]("nowhere"),
		named[Unsent]("unsent"),
		named[Undisturbed]("undisturbed"),
		named[Silence]("silence"),
		named[NothingLeaves]("nothing-leaves"),
		named[Ended]("ended"),
		named[Phrased]("phrased"),
		named[Moved]("moved"),
		named[EmptyLane]("empty-lane"),
		named[Joined]("joined"),
		named[Alarmed]("alarmed"),
		named[Calm]("calm"),
		named[AlarmedSince]("alarm"),
		named[AlarmsDown]("alarms-down"),
		named[Guarded]("guarded"),
		named[LinksUp]("links-up"),
		named[NotReady]("not-ready"),
		named[ReadyAgain]("ready-again"),
		named[SecondWaits]("second-waits"),
		named[TrailVerifies]("trail-verifies"),
		named[DuringCut]("during-cut"),
		named[FirstAfterCut]("first-after-cut"),
		named[AllArrive]("all-arrive"),
		named[AllReceipted]("all-receipted"),
		named[AllExpire]("all-expire"),
		named[Resumes]("resumes"),
		named[SeesOnly]("sees-only"),
	}
}

// demands are the entries of is.
func demands() kinds {
	return kinds{
		named[CanadianForm]("capcp"),
		named[ComposedFrench]("composed-french"),
		named[ClockFrame]("clock-frame"),
		named[AmericanForm]("same"),
		named[NoSAME]("no-same"),
		named[PlainLevel]("level-cap"),
		named[Awareness]("awareness"),
		named[ToAct]("to-act-in"),
		named[Redacted]("redacted"),
		named[Status]("status"),
		named[SameBytes]("as-sent"),
		named[Signed]("signed"),
		named[InPlace]("in-place-of"),
	}
}

// kindsOf are the kinds that a list of this type may hold; nil for any other type.
func kindsOf(list reflect.Type) kinds {
	switch list {
	case reflect.TypeFor[[]Expectation]():
		return expectations()
	case reflect.TypeFor[[]Check]():
		return demands()
	}
	return nil
}

// operand is the field that stands under the kind's own name; -1 for none.
func operand(t reflect.Type) int {
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("yaml") == "@" {
			return i
		}
	}
	return -1
}
