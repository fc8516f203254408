package gateway

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/gate"
	"bordercast/gateway/priority"
	"bordercast/gateway/topics"
)

// endPriority is in front of everything else in its lane.
func endPriority(lane cap.Lane) int64 { return priority.Of(lane, true, "", "") }

// endOf is the notice of an ending at a place.
func endOf(place string, alert book.Alert, e ending, now time.Time) topics.EndNotice {
	notice := topics.EndNotice{End: e.kind, At: now, Party: e.party, Text: e.kind.Phrase(alert.Lane)}
	notice.Chain, notice.Part = knownAs(place)
	if e.inError && e.kind == topics.Withdrawn {
		notice.Text = topics.InError(alert.Lane)
	}
	if e.by != nil {
		id := identityOf(*e.by)
		notice.By = &id
	}
	return notice
}

// knownAs is the chain and part at a place. A chain that was merged keeps the name under which its readers know it.
func knownAs(place string) (chain string, part int) {
	return topics.CutPart(place[strings.LastIndexByte(place, '/')+1:])
}

// parting says why a part leaves a place. Where something of the same release stands there, that is its successor. Where
// nothing does and yet the originator still names the place, the gateway alone took it away: a person narrowed what may
// stand there, and nobody may be told that it is over.
func (g *Gateway) parting(alert book.Alert, e ending, now time.Time) func(place string) topics.EndNotice {
	return func(place string) topics.EndNotice {
		here, successor := e, successorOf(place, e.stands)
		switch {
		case successor != "":
			here.kind = topics.Updated
		case e.kind == topics.EndedHere && named(place, e.names):
			here.kind, here.by, here.party = topics.Withdrawn, nil, g.name
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
	return slices.ContainsFunc(districts, func(d string) bool { return d == where || whole && strings.HasPrefix(d, region) })
}

// endPlan publishes the derived Cancel, not retained, where the alert's CAP stood; then the notice on each place; then
// clears the topics. The topics are wanted empty from this generation on.
func (g *Gateway) endPlan(tx *book.Tx, say func(place string) topics.EndNotice, cancel payload, standing []book.Topic, gen int64) (book.Plan, error) {
	var plan book.Plan
	for _, t := range standing {
		switch {
		case cancel.blob == 0 || !strings.HasSuffix(t.Topic, "/"+topics.CAP):
		case gate.StopsOn(t.Topic, cancel.public):
			g.stopped(t.Destination, chainAt(t.Topic), t.Topic) // the notice tells the end all the same
		default:
			plan = append(plan, book.Publication{Topic: t.Topic, Blob: cancel.blob})
		}
	}
	left, err := g.leave(tx, say, standing, gen)
	return append(plan, left...), err
}

// leave publishes a notice on each place of these topics and clears them.
func (g *Gateway) leave(tx *book.Tx, say func(place string) topics.EndNotice, standing []book.Topic, gen int64) (book.Plan, error) {
	var plan book.Plan
	for _, place := range placesOf(standing) {
		notice, err := packNotice(say(place))
		if err != nil {
			return nil, err
		}
		blob, err := tx.PutBlob(notice)
		if err != nil {
			return nil, err
		}
		plan = append(plan, book.Publication{Topic: place + "/" + topics.Ended, Blob: blob})
	}
	for _, t := range standing {
		plan = append(plan, book.Publication{Topic: t.Topic, Retain: true})
		t.Want, t.WantGen = 0, gen
		if err := tx.Want(t); err != nil {
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

// standPlan publishes what an alert is from now on: its documents, retained, on its topics. Whether they may stand there
// was asked before (notPublic).
func standPlan(tx *book.Tx, chain int64, destination string, part int, docs []document, gen int64) (book.Plan, error) {
	var plan book.Plan
	for _, doc := range docs {
		for _, topic := range doc.topics {
			plan = append(plan, book.Publication{Topic: topic, Blob: doc.blob, Retain: true})
			if err := tx.Want(book.Topic{Destination: destination, Topic: topic, Chain: chain, Part: part, Want: doc.blob, WantGen: gen}); err != nil {
				return nil, err
			}
		}
	}
	return plan, nil
}

// payload is a stored document, and whether it is for everybody (gateway/gate).
type payload struct {
	blob   int64
	public bool
}

// document is a payload and the retained topics it stands on.
type document struct {
	payload
	topics []string
}

func identityOf(a book.Alert) cap.Identity {
	return cap.Identity{Sender: a.Sender, Identifier: a.Identifier, Sent: a.Sent}
}

// placeLevels is how many levels of a public topic say where: alerts/v1/{lane}/{reader}/{country}/{region}/{district}.
const placeLevels = 7

// successorOf is the topic that replaces what stood at a place, where there is one.
func successorOf(place string, docs []document) string {
	where := strings.Join(firstLevels(place, placeLevels), "/") + "/"
	for _, doc := range docs {
		for _, topic := range doc.topics {
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
