package gateway

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/stock"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// renaming is an operator's word that the gateway is to have another name. The start that finds that name in the
// configuration carries it out.
type renaming struct {
	From string `json:"from"`
	To   string `json:"to"`
	By   string `json:"by"`
}

const (
	renameFile = "rename.json"
	clientNote = "client name" // the name in its clients' names, which stays: their sessions hold what waits
)

func (r renaming) write(data string) error {
	if r.From == r.To || r.To == "" || topics.Token(r.To) != r.To {
		return fmt.Errorf("%q is no other name for a gateway: lower-case letters, digits and hyphens", r.To)
	}
	return writeIntention(data, renameFile, r)
}

// Rename keeps an operator's word that the gateway is to have another name.
func (d service) Rename(_ context.Context, r api.Rename) ([]api.Outcome, error) {
	if r.From != d.name {
		return nil, &api.Fault{Code: api.NotFound, Text: "This gateway is " + d.name + ", and not " + quote(r.From) + "."}
	}
	if err := (renaming{r.From, r.To, who(r.Actor)}).write(d.data); err != nil {
		return nil, &api.Fault{Code: api.BadRequest, Text: sentenceOf(err.Error()) + "."}
	}
	return []api.Outcome{{State: "renaming", At: d.clock.Now(), Text: renameNext(r.To)}}, nil
}

func renameNext(to string) string {
	return "Write gateway.name: " + to + " into the configuration and start the gateway anew: it has that name from then on, and everything that stands stays."
}

// RenameStopped is Rename for a gateway that does not run: under its folder's lock, by a person whom the caller has
// found to be an operator.
func RenameStopped(ctx context.Context, data, from, to, by string) (next string, err error) {
	err = inStopped(ctx, data, func(tx *book.Tx) error {
		owner, err := tx.Owner()
		if err == nil && owner != from {
			err = fmt.Errorf("the data folder %s belongs to the gateway %s, and not %s", data, owner, from)
		}
		return err
	}, func() error { return renaming{from, to, by}.write(data) })
	return renameNext(to), err
}

// renames says whether a problem is that the gateway was given the name that the configuration has, and gives the keys
// that name.
func (g *Gateway) renames(p stock.Problem) (bool, error) {
	r, err := readIntention[renaming](g.data, renameFile)
	if err != nil || p.Code != stock.OtherGateway || r.To != g.name || r.From == "" {
		return false, err
	}
	for _, ending := range []string{".key", ".pem"} {
		from, to := filepath.Join(g.data, "keys", r.From+ending), filepath.Join(g.data, "keys", r.To+ending)
		if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	g.renamed = r
	return true, nil
}

// recordRename gives the store the gateway's new name: the alerts stay, and what the gateway said of itself under the old
// one is cleared.
func (g *Gateway) recordRename(tx *book.Tx) error {
	r := g.renamed
	tx.Say("", trail.Renamed, map[string]any{"from": r.From, "to": r.To, "by": r.By})
	known, err := tx.Remembered(clientNote)
	if err != nil {
		return err
	}
	if known == "" {
		if err := tx.Remember(clientNote, r.From); err != nil {
			return err
		}
	}
	old := strings.TrimSuffix(topics.OwnFilter(r.From), "#")
	said, err := tx.TopicsUnder(gatewayTopics, old)
	if err != nil {
		return err
	}
	for _, t := range said {
		if err := g.wantGatewayTopic(tx, strings.TrimSuffix(topics.OwnFilter(r.To), "#")+strings.TrimPrefix(t.Topic, old), t.Want); err != nil {
			return err
		}
		if err := g.wantGatewayTopic(tx, t.Topic, 0); err != nil {
			return err
		}
	}
	for _, topic := range []string{topics.Status(r.From), topics.Health(r.From), topics.Checkpoint(r.From)} {
		if err := g.wantGatewayTopic(tx, topic, 0); err != nil {
			return err
		}
	}
	return nil
}
