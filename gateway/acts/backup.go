package acts

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"bordercast/gateway/api"
	"bordercast/gateway/archive"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// Backup packs a consistent copy of the data folder into one file while the gateway serves.
func (g *Acts) Backup(ctx context.Context, b api.Backup) (outcomes []api.Outcome, err error) {
	dir, err := os.MkdirTemp(g.Data, ".backup-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	// The checkpoints first: the database may know more of them than the file, never fewer.
	checkpoints := filepath.Join(dir, book.CheckpointFile)
	signed, err := os.ReadFile(filepath.Join(g.Data, book.CheckpointFile))
	if err != nil {
		return nil, err
	}
	signed = signed[:bytes.LastIndexByte(signed, '\n')+1]
	if err := os.WriteFile(checkpoints, signed, 0o600); err != nil {
		return nil, err
	}
	var out api.Outcome
	err = g.DB.Update(ctx, func(tx *book.Tx) error {
		out = api.Outcome{State: "backup", At: tx.Now()}
		out.Trail = tx.Trail.Append("", trail.Configured, map[string]any{"reason": "backup", "by": who(b.Actor),
			"keys": !b.WithoutKeys})
		return nil
	})
	if err != nil {
		return nil, err
	}
	copied := store.File(dir)
	if err := g.DB.CopyTo(copied); err != nil {
		return nil, err
	}
	files := []archive.File{{Name: filepath.Base(copied), Path: copied}, {Name: book.CheckpointFile, Path: checkpoints}}
	if !b.WithoutKeys {
		keys, err := archive.Keys(filepath.Join(g.Data, "keys"))
		if err != nil {
			return nil, err
		}
		files = append(files, keys...)
	}
	if err := archive.Write(b.File, files); err != nil {
		return nil, &api.Fault{Code: "backup-failed", Text: notice.SentenceOf(err.Error()) + "."}
	}
	out.Text = "Written to " + b.File + ", readable by the gateway's own account alone. It holds every alert"
	if b.WithoutKeys {
		out.Text += ", and not the keys: keep those apart."
	} else {
		out.Text += " and the secret keys: keep it as safe as these."
	}
	return []api.Outcome{out}, nil
}
