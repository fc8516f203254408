package trail

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"bordercast/certs"
)

// The files of the key, in the folder that LoadOrCreateKey is given.
const (
	KeyFile    = "trail.key" // secret, readable by its owner only
	PublicFile = "trail.pub" // to hand to whoever wants to check
)

// Key signs checkpoints (Ed25519). Its text form is that of golang.org/x/mod/sumdb/note.
type Key struct {
	signer note.Signer
	public *PublicKey
}

// PublicKey checks checkpoints. It is a name, which is the origin line of every checkpoint, and an Ed25519 key; and
// with it the keys that signed this trail before, each of which was followed by the one in front of it.
type PublicKey struct {
	lines     []string // the newest first
	verifiers []note.Verifier
}

// Public is the half that others may have.
func (k *Key) Public() *PublicKey { return k.public }

// String is what PublicFile holds and ParsePublic reads: the verifier key, and one line for each that signed before it.
func (p *PublicKey) String() string { return strings.Join(p.lines, "\n") }

// Origin is the first line of every checkpoint that the newest key signs.
func (p *PublicKey) Origin() string { return p.verifiers[0].Name() }

// After is the key with those that signed the trail before it. before may be nil.
func (p *PublicKey) After(before *PublicKey) *PublicKey {
	if before == nil || slices.Contains(before.lines, p.lines[0]) {
		return p
	}
	return &PublicKey{slices.Concat(p.lines[:1], before.lines), slices.Concat(p.verifiers[:1], before.verifiers)}
}

// Fingerprint is what is printed at the first start, to be compared by telephone: the SHA-256 of the Ed25519 key in
// its X.509 form, spelled as certs spells the fingerprints of other keys.
func (p *PublicKey) Fingerprint() string { return fingerprint(p.lines[0]) }

func fingerprint(line string) string {
	parts := strings.SplitN(line, "+", 3) // name, hash and key, where only the key may hold a + of its own
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize {
		return "" // ParsePublic read it, so it is well-formed
	}
	return certs.Fingerprint(ed25519.PublicKey(raw[1:]))
}

// ParsePublic reads a verifier key, or several of one trail, a line each, the newest first.
func ParsePublic(text string) (*PublicKey, error) {
	p := &PublicKey{}
	for line := range strings.Lines(strings.TrimSpace(text) + "\n") {
		line = strings.TrimSpace(line)
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("trail: %q is no public key of a trail: %w", line, err)
		}
		p.lines, p.verifiers = append(p.lines, line), append(p.verifiers, v)
	}
	return p, nil
}

// LoadOrCreateKey reads the key from dir, or makes it from 32 bytes of random on the first start; dir must exist.
// origin names the trail ("bordercast/" and the gateway's name); it is fixed when the key is made and a later change
// of the gateway's name does not touch it, so old checkpoints stay good.
func LoadOrCreateKey(dir, origin string, random io.Reader) (key *Key, created bool, err error) {
	path := filepath.Join(dir, KeyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKey(dir, origin, random)
	}
	if err != nil {
		return nil, false, fmt.Errorf("trail: the signing key cannot be read; give its file back to the gateway's user: %w",
			err)
	}
	key, err = parseKey(string(text))
	if err != nil {
		return nil, false, fmt.Errorf("trail: %s is damaged; put it back from a backup, or move it away together "+
			"with the store to begin a new trail: %w", path, err)
	}
	return key, false, key.readBefore(filepath.Join(dir, PublicFile))
}

// readBefore takes up from the public file which keys signed before this one.
func (k *Key) readBefore(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("trail: the public key cannot be read; give its file back to the gateway's user: %w", err)
	}
	all, err := ParsePublic(string(text))
	if err != nil || all.lines[0] != k.public.lines[0] {
		return fmt.Errorf("trail: %s is not the public half of %s beside it; put the right one there, or move it away",
			path, KeyFile)
	}
	k.public = all
	return nil
}

func createKey(dir, origin string, random io.Reader) (*Key, bool, error) {
	key, err := Succeed(dir, origin, nil, random)
	return key, key != nil, err
}

// Succeed makes a new key in dir, which has none yet, for the trail that before signed until now.
func Succeed(dir, origin string, before *PublicKey, random io.Reader) (*Key, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("trail: no randomness for the signing key: %w", err)
	}
	key, text, err := NewKey(origin, seed)
	if err != nil {
		return nil, err
	}
	key.public = key.public.After(before)
	if err := writeNew(filepath.Join(dir, KeyFile), text+"\n", 0o600); err != nil {
		return nil, err
	}
	return key, writeNew(filepath.Join(dir, PublicFile), key.public.String()+"\n", 0o644)
}

// writeNew makes a file that must not be there yet, durable before it returns.
func writeNew(path, text string, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("trail: the signing key cannot be kept: %w", err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// NewKey makes a key from its seed, and its secret text form. Tests and LoadOrCreateKey use it.
func NewKey(origin string, seed []byte) (*Key, string, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, "", fmt.Errorf("trail: a seed of %d bytes where %d are needed", len(seed), ed25519.SeedSize)
	}
	public, ok := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if !ok {
		return nil, "", errors.New("trail: no Ed25519 key")
	}
	vkey, err := note.NewEd25519VerifierKey(origin, public)
	if err != nil {
		return nil, "", err
	}
	const ed25519Note = 1 // the algorithm's number in a note key
	hash := strings.Split(vkey, "+")[1]
	secret := base64.StdEncoding.EncodeToString(append([]byte{ed25519Note}, seed...))
	text := fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", origin, hash, secret)
	key, err := parseKey(text)
	return key, text, err
}

func parseKey(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, err
	}
	parts := strings.SplitN(text, "+", 5) // the secret is base64, which may itself hold a plus
	secret, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(secret) != 1+ed25519.SeedSize {
		return nil, errors.New("the secret is cut")
	}
	public, ok := ed25519.NewKeyFromSeed(secret[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("no Ed25519 key")
	}
	vkey, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return nil, err
	}
	p, err := ParsePublic(vkey)
	return &Key{signer, p}, err
}
