package gateway

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bordercast/gateway/acts"
	"bordercast/gateway/book"
	"bordercast/gateway/datafolder"
	"bordercast/gateway/notice"
	"bordercast/gateway/stock"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// renames says whether a problem is that the gateway in a data folder was given the name that the configuration has,
// and
// gives the keys that name. What it was called is in the answer, "" for a gateway that keeps its name.
func renames(data, name string, p stock.Problem) (acts.Renaming, error) {
	r, err := datafolder.ReadIntention[acts.Renaming](data, acts.RenameFile)
	if err != nil || p.Code != stock.OtherGateway || r.To != name || r.From == "" {
		return acts.Renaming{}, err
	}
	for _, ending := range []string{".key", ".pem"} {
		from, to := filepath.Join(data, "keys", r.From+ending), filepath.Join(data, "keys", r.To+ending)
		if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return acts.Renaming{}, err
		}
	}
	return r, nil
}

// recordRename gives the store the gateway's new name: the alerts stay, and what the gateway said of itself under the
// old one is cleared.
func (g *Gateway) recordRename(tx *book.Tx) error {
	r := g.renamed
	tx.Trail.Append("", trail.Renamed, map[string]any{"from": r.From, "to": r.To, "by": r.By})
	known, err := tx.Notes.Get(acts.ClientNote)
	if err != nil {
		return err
	}
	if known == "" {
		if err := tx.Notes.Put(acts.ClientNote, r.From); err != nil {
			return err
		}
	}
	old := strings.TrimSuffix(topics.OwnFilter(r.From), "#")
	said, err := tx.Topics.Under(notice.GatewayTopics, old)
	if err != nil {
		return err
	}
	for _, t := range said {
		if err := g.topics.Want(tx, strings.TrimSuffix(topics.OwnFilter(r.To), "#")+strings.TrimPrefix(t.Topic, old),
			t.Want); err != nil {
			return err
		}
		if err := g.topics.Want(tx, t.Topic, 0); err != nil {
			return err
		}
	}
	for _, topic := range []string{topics.Status(r.From), topics.Health(r.From), topics.Checkpoint(r.From)} {
		if err := g.topics.Want(tx, topic, 0); err != nil {
			return err
		}
	}
	return nil
}
