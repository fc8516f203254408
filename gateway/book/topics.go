package book

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// topicStep takes a step of retained state: in memory where its chain is there, and in the backend with the rest.
func (tx *Tx) topicStep(s TopicStep) {
	if s.Kind == Have || s.Kind == Forget { // the chain is not named
		for _, l := range tx.rows.chains {
			if l.topic(s.Row.Destination, s.Row.Topic) >= 0 {
				l.step(s)
			}
		}
	} else if l := tx.rows.chains[s.Row.Chain]; l != nil && l.have&Topics != 0 {
		l.step(s)
	}
	tx.pending.Topics = append(tx.pending.Topics, s)
}

// Want sets the retained state a topic is to have from generation WantGen on; blob 0 clears it.
func (tx *Tx) Want(t Topic) error {
	if highest, known := tx.rows.gens[t.Destination]; known {
		tx.rows.gens[t.Destination] = max(highest, t.WantGen)
	}
	tx.topicStep(TopicStep{Kind: Want, Row: t})
	return nil
}

// Have records that a topic's retained state is that of generation gen; a cleared topic is forgotten.
func (tx *Tx) Have(destination, topic string, gen int64) error {
	tx.topicStep(TopicStep{Kind: Have, Row: Topic{Destination: destination, Topic: topic}, Gen: gen})
	return nil
}

// HaveAll records that every topic of a chain at a destination which wants generation gen has it.
func (tx *Tx) HaveAll(destination string, chain, gen int64) error {
	l, err := tx.lineage(chain, Topics)
	if err != nil {
		return err
	}
	clears := slices.ContainsFunc(l.topics, func(t *Topic) bool {
		return t.Destination == destination && t.Want == 0 && t.WantGen <= gen
	})
	tx.topicStep(TopicStep{Kind: HaveAll, Row: Topic{Destination: destination, Chain: chain}, Gen: gen, Keep: !clears})
	return nil
}

// Forget drops a topic that generation gen was to fill and never did, unless a later one wants it.
func (tx *Tx) Forget(destination, topic string, gen int64) error {
	tx.topicStep(TopicStep{Kind: Forget, Row: Topic{Destination: destination, Topic: topic}, Gen: gen})
	return nil
}

// TopicsOf lists the topics a chain's part wants at a destination.
func (tx *Tx) TopicsOf(chain int64, destination string, part int) (all []Topic, err error) {
	l, err := tx.lineage(chain, Topics)
	if err != nil {
		return nil, err
	}
	for _, t := range l.topics {
		if t.Destination == destination && t.Part == part && t.Want != 0 {
			all = append(all, *t)
		}
	}
	slices.SortFunc(all, func(a, b Topic) int { return strings.Compare(a.Topic, b.Topic) })
	return all, nil
}

func (tx *Tx) askTopics(ask TopicsAsk) ([]Topic, error) {
	return listed(tx, func() ([]Topic, error) { return tx.r.Topics(ask) })
}

// TopicsAt lists everything a destination is to have retained.
func (tx *Tx) TopicsAt(destination string) ([]Topic, error) {
	return tx.askTopics(TopicsAsk{Destination: destination})
}

// TopicAt reads one.
func (tx *Tx) TopicAt(destination, topic string) (Topic, bool, error) {
	return first(tx.askTopics(TopicsAsk{Destination: destination, Topic: topic}))
}

// TopicWantedAt says whether a destination wants something retained on a topic.
func (tx *Tx) TopicWantedAt(destination, topic string) (bool, error) {
	t, there, err := tx.TopicAt(destination, topic)
	return there && t.Want != 0, err
}

// TopicsUnder lists a destination's topics that begin with prefix.
func (tx *Tx) TopicsUnder(destination, prefix string) ([]Topic, error) {
	return tx.askTopics(TopicsAsk{Destination: destination, Prefix: prefix})
}

// TopicsBehind lists a destination's topics of no chain, which no delivery brings, whose retained state is not yet what
// it should be, oldest first.
func (tx *Tx) TopicsBehind(destination string, limit int) ([]Topic, error) {
	return tx.askTopics(TopicsAsk{Destination: destination, Behind: limit})
}

// NextGen is a generation number for state at a destination that no delivery carries.
func (tx *Tx) NextGen(destination string) (int64, error) {
	highest, known := tx.rows.gens[destination]
	if !known {
		var err error
		if highest, err = listed(tx, func() (int64, error) { return tx.r.HighestGen(destination) }); err != nil {
			return 0, err
		}
		tx.rows.gens[destination] = highest
	}
	return highest + 1, nil
}

// PutResource offers a stored file of an alert in a lane.
func (tx *Tx) PutResource(lane cap.Lane, sha256, mime string, blob, alert int64) error {
	tx.pending.Resources = append(tx.pending.Resources, Resource{lane, sha256, mime, blob, alert})
	return nil
}

// Resource is a file offered in a lane; found is false for any other, and for one whose alerts are all about missing
// persons and over.
func (tx *Tx) Resource(lane cap.Lane, sha256 string) (o Offered, found bool, err error) {
	if err := tx.flush(); err != nil {
		return o, false, err
	}
	return tx.r.Resource(lane, sha256, tx.now)
}

// Original is the document of an alert of this lane, by the digest of its bytes, where something made of it was
// released. What is not Public is not found, nor is what is about a missing person and over.
func (tx *Tx) Original(lane cap.Lane, sum [32]byte) (o Offered, found bool, err error) {
	if err := tx.flush(); err != nil {
		return o, false, err
	}
	return tx.r.Original(lane, sum, tx.now)
}
