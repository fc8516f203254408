package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"bordercast/adapters/mqtt"
	"bordercast/gateway/alarm"
	"bordercast/gateway/archive"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// restoredFile is beside a store that was put back from a backup, until the start that records it.
const restoredFile = "restored.json"

// restoration is by whose word a backup was put back, and which.
type restoration struct {
	By   string `json:"by"`
	File string `json:"file"`
}

// Restore puts a backup into an empty data folder, by somebody's word. The next start records it.
func Restore(file, data, by string) error {
	if err := archive.Unpack(file, data); err != nil {
		return err
	}
	text, err := json.Marshal(restoration{by, filepath.Base(file)})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(data, restoredFile), text, 0o600)
}

// putBack says that a person put this store in the place of another, whatever led since.
func (g *Gateway) putBack() bool {
	_, err := os.Stat(filepath.Join(g.data, restoredFile))
	return err == nil
}

// recordRestored records, on the first connection after a backup was put back, where its trail ends and which
// checkpoint the broker still holds: what came between the two is not in the book. It must run before another
// checkpoint is shown.
func (g *Gateway) recordRestored(ctx context.Context, s *mqtt.Session) error {
	path := filepath.Join(g.data, restoredFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var r restoration
	if err != nil || json.Unmarshal(text, &r) != nil {
		return fmt.Errorf("%s cannot be read: %w", path, err)
	}
	topic := topics.Checkpoint(g.settings.Now().Name)
	there, err := s.Retained(ctx, []string{topic})
	if err != nil {
		return err
	}
	held, root := lastCheckpoint(there[topic])
	ends := int64(0)
	err = g.db.Update(ctx, func(tx *book.Tx) (err error) {
		if ends, err = tx.Trail.Size(); err != nil {
			return err
		}
		epoch, err := tx.Notes.Epoch() // new since the claim, which was made before anything else
		tx.Trail.Append("", trail.Restored, map[string]any{"by": r.By, "broker_entries": held, "broker_root": root,
			"epoch": epoch})
		return err
	})
	if err != nil {
		return err
	}
	g.alarms.Raise(restoredAlarm(ends, held))
	return os.Remove(path)
}

// lastCheckpoint is how many entries a checkpoint covers, and their root: the second and third line of its note.
func lastCheckpoint(note []byte) (entries int64, root string) {
	lines := strings.Split(string(note), "\n")
	if len(lines) < 3 {
		return 0, ""
	}
	n, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, ""
	}
	return n, lines[2]
}

func restoredAlarm(ends, held int64) alarm.Raised {
	return alarm.Raised{
		Key: alarm.Key{Cause: "restored"}, Code: "restored", Severity: alarm.Critical,
		EN: fmt.Sprintf("A backup was put back. Its trail has %d entries, and the broker holds a checkpoint of %d: what came between is not known here. An alert that was cancelled meanwhile may stand again. "+
			"Ask the agencies to send again what is active and what they cancelled since.", ends, held),
		FR: fmt.Sprintf("Une sauvegarde a été remise en place. Son journal compte %d entrées et le courtier détient un point de contrôle de %d : ce qui est venu entre les deux n'est pas connu ici. Une alerte annulée entre-temps peut réapparaître. "+
			"Demandez aux organismes de renvoyer ce qui est en vigueur et ce qu'ils ont annulé depuis.", ends, held),
	}
}
