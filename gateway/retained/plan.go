// Package retained plans what is to stand on a destination's retained topics: what a part puts there, what leaves, the
// notices of its end, and how a plan is taken back that was not carried out. It writes plans into the book; the outbox
// publishes them, and package reconcile compares them with the broker.
package retained

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/documents"
	"bordercast/gateway/gate"
	"bordercast/gateway/health"
	"bordercast/gateway/notice"
	"bordercast/gateway/priority"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
)

// Planner plans by the settings in force.
type Planner struct {
	Settings *settings.Current
	Derive   *derive.Deriver
	Notices  *notice.Alarms
	Receipts *notice.Receipts
	Blobs    *documents.Cache
	Health   *health.State
	Metrics  *api.Metrics

	leaving Leaving
}

// endPriority is in front of everything else in its lane.
func endPriority(lane cap.Lane) int64 { return priority.Of(lane, true, "", "") }

// endOf is the notice of an ending at a place.
func endOf(place string, alert book.Alert, e Ending, now time.Time) topics.EndNotice {
	notice := topics.EndNotice{End: e.Kind, At: now, Party: e.Party, Text: e.Kind.Phrase(alert.Lane)}
	notice.Chain, notice.Part = knownAs(place)
	if e.InError && e.Kind == topics.Withdrawn {
		notice.Text = topics.InError(alert.Lane)
	}
	if e.by != nil {
		id := e.by.Identity()
		notice.By = &id
	}
	return notice
}

// knownAs is the chain and part at a place. A chain that was merged keeps the name under which its readers know it.
func knownAs(place string) (chain string, part int) {
	return topics.CutPart(place[strings.LastIndexByte(place, '/')+1:])
}

// parting says why a part leaves a place. Where something of the same release stands there, that is its successor.
// Where nothing does and yet the originator still names the place, the gateway alone took it away: a person narrowed
// what may stand there, and nobody may be told that it is over.
func (g *Planner) parting(alert book.Alert, e Ending, now time.Time) func(place string) topics.EndNotice {
	return func(place string) topics.EndNotice {
		here, successor := e, successorOf(place, e.stands)
		switch {
		case successor != "":
			here.Kind = topics.Updated
		case e.Kind == topics.EndedHere && named(place, e.names):
			here.Kind, here.by, here.Party = topics.Withdrawn, nil, g.Settings.Now().Name
		}
		notice := endOf(place, alert, here, now)
		notice.Successor = successor
		return notice
	}
}

// named says whether one of the districts is at a public place.
func named(place string, districts []string) bool {
	levels := strings.Split(place, "/")
	if len(levels) < placeLevels {
		return false
	}
	where := strings.Join(levels[placeLevels-3:placeLevels], "/")
	region, whole := strings.CutSuffix(where, "_")
	return slices.ContainsFunc(districts, func(d string) bool {
		return d == where || whole && strings.HasPrefix(d,
			region)
	})
}

// endPlan publishes the derived Cancel, not retained, where the alert's CAP stood; then the notice on each place; then
// clears the topics. The topics are wanted empty from this generation on.
func (g *Planner) endPlan(tx *book.Tx, say func(place string) topics.EndNotice, cancel derive.Payload,
	standing []book.Topic, gen int64) (book.Plan, error) {
	var plan book.Plan
	for _, t := range standing {
		switch {
		case cancel.Blob == 0 || !strings.HasSuffix(t.Topic, "/"+topics.CAP):
		case gate.StopsOn(t.Topic, cancel.Public):
			g.Notices.Stopped(t.Destination, notice.ChainAt(t.Topic), t.Topic) // the notice tells the end all the same
		default:
			plan = append(plan, book.Publication{Topic: t.Topic, Blob: cancel.Blob})
		}
	}
	left, err := g.leave(tx, say, standing, gen)
	return append(plan, left...), err
}

// leave publishes a notice on each place of these topics and clears them.
func (g *Planner) leave(tx *book.Tx, say func(place string) topics.EndNotice, standing []book.Topic,
	gen int64) (book.Plan, error) {
	var plan book.Plan
	for _, place := range placesOf(standing) {
		notice, err := derive.PackNotice(say(place))
		if err != nil {
			return nil, err
		}
		blob, err := tx.Documents.Put(notice)
		if err != nil {
			return nil, err
		}
		plan = append(plan, book.Publication{Topic: place + "/" + topics.Ended, Blob: blob})
	}
	for _, t := range standing {
		plan = append(plan, book.Publication{Topic: t.Topic, Retain: true})
		t.Want, t.WantGen = 0, gen
		if err := tx.Topics.Want(t); err != nil {
			return nil, err
		}
	}
	return plan, nil
}

// placesOf is what the topics' names have before their last level, each once.
func placesOf(list []book.Topic) []string {
	var places []string
	for _, t := range list {
		place := t.Topic[:strings.LastIndexByte(t.Topic, '/')]
		if !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return places
}

// standPlan publishes what an alert is from now on: its documents, retained, on its topics. Whether they may stand
// there was asked before (notPublic).
func standPlan(tx *book.Tx, chain int64, destination string, part int, docs []derive.Document, gen int64) (book.Plan,
	error) {
	var plan book.Plan
	for _, doc := range docs {
		for _, topic := range doc.Topics {
			plan = append(plan, book.Publication{Topic: topic, Blob: doc.Blob, Retain: true})
			if err := tx.Topics.Want(book.Topic{Destination: destination, Topic: topic, Chain: chain, Part: part, Want: doc.Blob,
				WantGen: gen}); err != nil {
				return nil, err
			}
		}
	}
	return plan, nil
}

// placeLevels is how many levels of a public topic say where: alerts/v1/{lane}/{reader}/{country}/{region}/{district}.
const placeLevels = 7

// successorOf is the topic that replaces what stood at a place, where there is one.
func successorOf(place string, docs []derive.Document) string {
	where := strings.Join(firstLevels(place, placeLevels), "/") + "/"
	for _, doc := range docs {
		for _, topic := range doc.Topics {
			if strings.HasPrefix(topic, where) {
				return topic
			}
		}
	}
	return ""
}

func firstLevels(topic string, n int) []string {
	levels := strings.Split(topic, "/")
	return levels[:min(n, len(levels))]
}
