package book

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// step takes a step of retained state: in memory where its chain is there, and in the backend with the rest.
func (t TopicTable) step(s TopicStep) {
	if s.Kind == Have || s.Kind == Forget { // the chain is not named
		for _, l := range t.tx.rows.chains {
			if l.topic(s.Row.Destination, s.Row.Topic) != nil {
				l.step(s)
			}
		}
	} else if l := t.tx.rows.chains[s.Row.Chain]; l != nil && l.have&Topics != 0 {
		l.step(s)
	}
	t.tx.pending.Topics = append(t.tx.pending.Topics, s)
}

// Want sets the retained state a topic is to have from generation WantGen on; blob 0 clears it.
func (t TopicTable) Want(row Topic) error {
	if highest, known := t.tx.rows.gens[row.Destination]; known {
		t.tx.rows.gens[row.Destination] = max(highest, row.WantGen)
	}
	t.step(TopicStep{Kind: Want, Row: row})
	return nil
}

// Have records that a topic's retained state is that of generation gen; a cleared topic is forgotten.
func (t TopicTable) Have(destination, topic string, gen int64) error {
	t.step(TopicStep{Kind: Have, Row: Topic{Destination: destination, Topic: topic}, Gen: gen})
	return nil
}

// HaveAll records that every topic of a chain at a destination which wants generation gen has it.
func (t TopicTable) HaveAll(destination string, chain, gen int64) error {
	l, err := t.tx.lineage(chain, Topics)
	if err != nil {
		return err
	}
	clears := slices.ContainsFunc(l.topics[destination], func(row *Topic) bool {
		return row.Want == 0 && row.WantGen <= gen
	})
	t.step(TopicStep{Kind: HaveAll, Row: Topic{Destination: destination, Chain: chain}, Gen: gen, Keep: !clears})
	return nil
}

// Forget drops a topic that generation gen was to fill and never did, unless a later one wants it.
func (t TopicTable) Forget(destination, topic string, gen int64) error {
	t.step(TopicStep{Kind: Forget, Row: Topic{Destination: destination, Topic: topic}, Gen: gen})
	return nil
}

// Of lists the topics a chain's part wants at a destination.
func (t TopicTable) Of(chain int64, destination string, part int) (all []Topic, err error) {
	l, err := t.tx.lineage(chain, Topics)
	if err != nil {
		return nil, err
	}
	for _, row := range l.topics[destination] {
		if row.Part == part && row.Want != 0 {
			all = append(all, *row)
		}
	}
	slices.SortFunc(all, func(a, b Topic) int { return strings.Compare(a.Topic, b.Topic) })
	return all, nil
}

func (t TopicTable) ask(ask TopicsAsk) ([]Topic, error) {
	return listed(t.tx, func() ([]Topic, error) { return t.tx.r.Topics(ask) })
}

// At lists everything a destination is to have retained.
func (t TopicTable) At(destination string) ([]Topic, error) {
	return t.ask(TopicsAsk{Destination: destination})
}

// Get reads one.
func (t TopicTable) Get(destination, topic string) (Topic, bool, error) {
	return first(t.ask(TopicsAsk{Destination: destination, Topic: topic}))
}

// IsWanted says whether a destination wants something retained on a topic.
func (t TopicTable) IsWanted(destination, topic string) (bool, error) {
	row, there, err := t.Get(destination, topic)
	return there && row.Want != 0, err
}

// Under lists a destination's topics that begin with prefix.
func (t TopicTable) Under(destination, prefix string) ([]Topic, error) {
	return t.ask(TopicsAsk{Destination: destination, Prefix: prefix})
}

// Behind lists a destination's topics of no chain, which no delivery brings, whose retained state is not yet what
// it should be, oldest first.
func (t TopicTable) Behind(destination string, limit int) ([]Topic, error) {
	return t.ask(TopicsAsk{Destination: destination, Behind: limit})
}

// NextGen is a generation number for state at a destination that no delivery carries.
func (t TopicTable) NextGen(destination string) (int64, error) {
	highest, known := t.tx.rows.gens[destination]
	if !known {
		var err error
		if highest, err = listed(t.tx, func() (int64, error) { return t.tx.r.HighestGen(destination) }); err != nil {
			return 0, err
		}
		t.tx.rows.gens[destination] = highest
	}
	return highest + 1, nil
}

// Put offers a stored file of an alert in a lane.
func (t ResourceTable) Put(lane cap.Lane, sha256, mime string, blob, alert int64) error {
	t.tx.pending.Resources = append(t.tx.pending.Resources, Resource{lane, sha256, mime, blob, alert})
	return nil
}

// File is a file offered in a lane; found is false for any other, and for one whose alerts are all about missing
// persons and over.
func (t ResourceTable) File(lane cap.Lane, sha256 string) (o Offered, found bool, err error) {
	if err := t.tx.flush(); err != nil {
		return o, false, err
	}
	return t.tx.r.Resource(lane, sha256, t.tx.now)
}

// Original is the document of an alert of this lane, by the digest of its bytes, where something made of it was
// released. What is not Public is not found, nor is what is about a missing person and over.
func (t ResourceTable) Original(lane cap.Lane, sum [32]byte) (o Offered, found bool, err error) {
	if err := t.tx.flush(); err != nil {
		return o, false, err
	}
	return t.tx.r.Original(lane, sum, t.tx.now)
}
