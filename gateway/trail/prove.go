package trail

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// proofHead is the first line of a proof in the form of C2SP (c2sp.org/tlog-proof).
const proofHead = "c2sp.org/tlog-proof@v1"

// Prove shows that entry seq is in the trail that the checkpoint signs, without showing any other entry: the number,
// the hashes along the way to the root, and the checkpoint. Whoever has the entry's leaf and the public key can check
// it with CheckProof, or with any tool that knows the format.
func Prove(seq int64, c Checkpoint, nodes tlog.HashReader) ([]byte, error) {
	if seq < 1 || seq > c.Size {
		return nil, fmt.Errorf("trail: entry %d is not among the %d that the checkpoint covers", seq, c.Size)
	}
	path, err := tlog.ProveRecord(c.Size, seq-1, nodes)
	if err != nil {
		return nil, fmt.Errorf("trail: entry %d cannot be proved from the stored hashes; run 'bordercast trail "+
			"verify': %w", seq, err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nindex %d\n", proofHead, seq-1)
	for _, h := range path {
		fmt.Fprintln(&b, h)
	}
	b.WriteByte('\n')
	b.Write(c.Note)
	return b.Bytes(), nil
}

// CheckProof reports nil if proof shows that leaf is an entry of the trail of key, and gives the checkpoint.
func CheckProof(proof, leaf []byte, key *PublicKey) (Checkpoint, error) {
	head, signed, ok := bytes.Cut(proof, empty)
	lines := strings.Split(string(head), "\n")
	if !ok || len(lines) < 2 || lines[0] != proofHead {
		return Checkpoint{}, errors.New("trail: this is no proof in the form " + proofHead)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil || !strings.HasPrefix(lines[1], "index ") {
		return Checkpoint{}, errors.New("trail: the proof does not say which entry it is about")
	}
	path := make(tlog.RecordProof, len(lines)-2)
	for i, text := range lines[2:] {
		if path[i], err = tlog.ParseHash(text); err != nil {
			return Checkpoint{}, fmt.Errorf("trail: line %d of the proof is no hash", i+3)
		}
	}
	c, err := key.Open(signed)
	if err != nil {
		return Checkpoint{}, err
	}
	return c, checkPath(path, c, index, leaf)
}

func checkPath(path tlog.RecordProof, c Checkpoint, index int64, leaf []byte) error {
	var says struct {
		Seq int64 `json:"seq"`
	}
	if err := json.Unmarshal(leaf, &says); err != nil || says.Seq != index+1 {
		return fmt.Errorf("trail: the proof is about entry %d and the leaf is another", index+1)
	}
	if index < 0 || index >= c.Size || tlog.CheckRecord(path, c.Size, c.Root, index, tlog.RecordHash(leaf)) != nil {
		return fmt.Errorf("trail: the proof does not lead from this leaf to the checkpoint of %d entries", c.Size)
	}
	return nil
}
