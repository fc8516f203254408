package sqlite

import (
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// Want sets the retained state a topic is to have from generation gen on; blob 0 clears it.
func (tx *Tx) Want(t book.Topic) error {
	tx.memory.wants(t.Destination, t.WantGen, false)
	return tx.exec(`INSERT INTO topic (destination, topic, chain, part, want, want_gen, have_gen) VALUES (?,?,?,?,nullif(?,0),?,0)
		ON CONFLICT (destination, topic) DO UPDATE SET chain = excluded.chain, part = excluded.part, want = excluded.want, want_gen = excluded.want_gen`,
		t.Destination, t.Topic, t.Chain, t.Part, t.Want, t.WantGen)
}

// Have records that a topic's retained state is that of generation gen; a cleared topic is forgotten.
func (tx *Tx) Have(destination, topic string, gen int64) error {
	if err := tx.exec("DELETE FROM topic WHERE destination = ? AND topic = ? AND want IS NULL AND want_gen <= ?", destination, topic, gen); err != nil {
		return err
	}
	return tx.exec("UPDATE topic SET have_gen = ? WHERE destination = ? AND topic = ? AND have_gen < ?", gen, destination, topic, gen)
}

// HaveAll records that every topic of a destination which wants generation gen has it.
func (tx *Tx) HaveAll(destination string, chain, gen int64) error {
	if err := tx.exec("DELETE FROM topic "+ofChain+"chain = ? AND destination = ? AND want IS NULL AND want_gen <= ?", chain, destination, gen); err != nil {
		return err
	}
	return tx.exec("UPDATE topic INDEXED BY topic_chain SET have_gen = ?3 WHERE chain = ?1 AND destination = ?2 AND want_gen = ?3", chain, destination, gen)
}

// Without statistics SQLite prefers the primary key for its order, and reads all a destination has to find the few
// topics of one chain: so an index is named wherever a chain is.
const (
	ofChain = "INDEXED BY topic_chain WHERE "
	behind  = "INDEXED BY topic_behind WHERE "
)

const selectTopic = "SELECT destination, topic, chain, part, coalesce(want,0), want_gen, have_gen FROM topic "

func (tx *Tx) topics(query string, args ...any) ([]book.Topic, error) {
	return list(tx, query, args, func(r *engine.Row) book.Topic {
		return book.Topic{Destination: r.Word(), Topic: r.Text(), Chain: r.Int(), Part: int(r.Int()), Want: r.Int(), WantGen: r.Int(), HaveGen: r.Int()}
	})
}

// TopicsOf lists the topics a chain's part wants at a destination.
func (tx *Tx) TopicsOf(chain int64, destination string, part int) ([]book.Topic, error) {
	return tx.topics(selectTopic+ofChain+"chain = ? AND destination = ? AND part = ? AND want IS NOT NULL ORDER BY topic", chain, destination, part)
}

// TopicsAt lists everything a destination is to have retained.
func (tx *Tx) TopicsAt(destination string) ([]book.Topic, error) {
	return tx.topics(selectTopic+"WHERE destination = ? ORDER BY topic", destination)
}

// TopicAt reads one.
func (tx *Tx) TopicAt(destination, topic string) (book.Topic, bool, error) {
	return first(tx.topics(selectTopic+"WHERE destination = ? AND topic = ?", destination, topic))
}

// TopicsUnder lists a destination's topics that begin with prefix.
func (tx *Tx) TopicsUnder(destination, prefix string) ([]book.Topic, error) {
	// A range, which is looked up: a condition on the beginning of each would read all that the destination has.
	return tx.topics(selectTopic+"WHERE destination = ? AND topic >= ? AND topic < ? AND want IS NOT NULL ORDER BY topic", destination, prefix, after(prefix))
}

// after is the first text behind all that begin with prefix; topics are UTF-8, in which no byte is 0xff.
func after(prefix string) string { return prefix + "\xff" }

// TopicsBehind lists a destination's topics of no chain, which no delivery brings, whose retained state is not yet what it
// should be, oldest first.
func (tx *Tx) TopicsBehind(destination string, limit int) ([]book.Topic, error) {
	return tx.topics(selectTopic+behind+"destination = ? AND chain = 0 AND want_gen <> have_gen ORDER BY want_gen LIMIT ?", destination, limit)
}

// NextGen is a generation number for state at a destination that no delivery carries.
func (tx *Tx) NextGen(destination string) (int64, error) {
	highest, known := tx.memory.gen(destination)
	if !known {
		var err error
		if highest, err = tx.number("SELECT coalesce(max(want_gen), 0) FROM topic WHERE destination = ?", destination); err != nil {
			return 0, err
		}
		tx.memory.wants(destination, highest, true)
	}
	return highest + 1, nil
}

// Forget drops a topic that generation gen was to fill and never did, unless a later one wants it.
func (tx *Tx) Forget(destination, topic string, gen int64) error {
	return tx.exec("DELETE FROM topic WHERE destination = ? AND topic = ? AND want_gen = ?", destination, topic, gen)
}
