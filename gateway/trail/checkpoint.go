package trail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is a signed head of the trail: so many entries, with this root. Its note is text in the checkpoint
// format of C2SP (c2sp.org/tlog-checkpoint), so witnesses and tools that know that format can read it.
type Checkpoint struct {
	Size int64
	Root tlog.Hash
	Note []byte // the signed note, to the byte

	by int // which key of the PublicKey signed it, 0 for the newest
}

// Block is the note as it is appended to the checkpoint file: the note and an empty line, which marks it complete.
func (c Checkpoint) Block() []byte { return append(bytes.Clone(c.Note), '\n') }

func (k *Key) sign(size int64, root tlog.Hash) (Checkpoint, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", k.signer.Name(), size, root)
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("trail: the checkpoint of %d entries cannot be signed: %w", size, err)
	}
	return Checkpoint{Size: size, Root: root, Note: signed}, nil
}

// Open reads a note and checks its signature. It takes exactly the bytes that were signed and written: a note spelled
// otherwise is refused even where its signature would still hold, since base64 has bits that no decoder looks at.
func (p *PublicKey) Open(text []byte) (Checkpoint, error) {
	n, err := note.Open(text, note.VerifierList(p.verifiers...))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("trail: the checkpoint bears no good signature of %s: %w", p.Origin(), err)
	}
	by := slices.IndexFunc(p.verifiers, func(v note.Verifier) bool {
		return v.Name() == n.Sigs[0].Name && v.KeyHash() == n.Sigs[0].Hash
	})
	c, err := parseHead(n.Text, p.verifiers[by].Name())
	if err != nil {
		return Checkpoint{}, err
	}
	c.by = by
	if !bytes.Equal(render(n), text) {
		return Checkpoint{}, fmt.Errorf("trail: the checkpoint of %d entries is not spelled as it was written", c.Size)
	}
	c.Note = bytes.Clone(text)
	return c, nil
}

// render writes a note again from its parts; signatures of others (witnesses) are kept.
func render(n *note.Note) []byte {
	var b bytes.Buffer
	b.WriteString(n.Text)
	b.WriteByte('\n')
	for _, list := range [][]note.Signature{n.Sigs, n.UnverifiedSigs} {
		for _, s := range list {
			raw, err := base64.StdEncoding.DecodeString(s.Base64)
			if err != nil {
				return nil
			}
			fmt.Fprintf(&b, "— %s %s\n", s.Name, base64.StdEncoding.EncodeToString(raw))
		}
	}
	return b.Bytes()
}

func parseHead(text, origin string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return Checkpoint{}, fmt.Errorf("trail: this is no checkpoint of %s", origin)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("trail: the size %q of a checkpoint is no number", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Checkpoint{}, fmt.Errorf("trail: the root %q of a checkpoint is no hash", lines[2])
	}
	return Checkpoint{Size: size, Root: root}, nil
}
