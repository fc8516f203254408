package acts

import (
	"context"
	"fmt"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/datafolder"
	"bordercast/gateway/notice"
	"bordercast/gateway/quote"
	"bordercast/gateway/topics"
)

// Renaming is an operator's word that the gateway is to have another name. The start that finds that name in the
// configuration carries it out.
type Renaming struct {
	From string `json:"from"`
	To   string `json:"to"`
	By   string `json:"by"`
}

const (
	RenameFile = "rename.json"
	ClientNote = "client name" // the name in its clients' names, which stays: their sessions hold what waits
)

func (r Renaming) write(data string) error {
	if r.From == r.To || r.To == "" || topics.Token(r.To) != r.To {
		return fmt.Errorf("%q is no other name for a gateway: lower-case letters, digits and hyphens", r.To)
	}
	return datafolder.WriteIntention(data, RenameFile, r)
}

// Rename keeps an operator's word that the gateway is to have another name.
func (g *Acts) Rename(_ context.Context, r api.Rename) ([]api.Outcome, error) {
	if r.From != g.Settings.Now().Name {
		return nil, &api.Fault{Code: api.NotFound, Text: "This gateway is " + g.Settings.Now().Name + ", and not " +
			quote.Text(r.From) + "."}
	}
	if err := (Renaming{r.From, r.To, who(r.Actor)}).write(g.Data); err != nil {
		return nil, &api.Fault{Code: api.BadRequest, Text: notice.SentenceOf(err.Error()) + "."}
	}
	return []api.Outcome{{State: "renaming", At: g.Clock.Now(), Text: renameNext(r.To)}}, nil
}

func renameNext(to string) string {
	return "Write gateway.name: " + to + " into the configuration and start the gateway anew: it has that name from then on, and everything that stands stays."
}

// RenameStopped is Rename for a gateway that does not run: under its folder's lock, by a person whom the caller has
// found to be an operator.
func RenameStopped(ctx context.Context, data, from, to, by string) (next string, err error) {
	err = datafolder.InStopped(ctx, data, func(tx *book.Tx) error {
		owner, err := tx.Notes.Owner()
		if err == nil && owner != from {
			err = fmt.Errorf("the data folder %s belongs to the gateway %s, and not %s", data, owner, from)
		}
		return err
	}, func() error { return Renaming{from, to, by}.write(data) })
	return renameNext(to), err
}
