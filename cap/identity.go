package cap

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"
)

// Identity is what makes two messages the same alert: (sender, identifier, sent), the last as an instant, since
// the same moment may be written with different offsets. CAP 1.2 §3.2.1.
type Identity struct {
	Sender     string
	Identifier string
	Sent       time.Time
}

// Key is the canonical form: the three parts on lines of their own, the instant in UTC to the second. It is what
// tokens are hashed from and what the store keys alerts by.
func (id Identity) Key() string {
	return id.Sender + "\n" + id.Identifier + "\n" + id.Sent.UTC().Format("2006-01-02T15:04:05Z")
}

// Alias is the other name of a National Weather Service alert: IPAWS appends ".IPAWS" to the identifier that
// api.weather.gov gives the same alert at the same instant (traps us-11). ok is false for any other alert.
func (id Identity) Alias() (other Identity, ok bool) {
	if !strings.HasPrefix(id.Identifier, "urn:oid:2.49.0.1.840.0.") {
		return Identity{}, false
	}
	other = id
	if name, cut := strings.CutSuffix(id.Identifier, ".IPAWS"); cut {
		other.Identifier = name
	} else {
		other.Identifier += ".IPAWS"
	}
	return other, true
}

// Token is the first twelve characters of the lower-case base32 SHA-256 of Key: safe in topics and paths.
func (id Identity) Token() string { return HashToken(id.Key())[:12] }

// HashToken is the whole lower-case base32 SHA-256 of s, without padding.
func HashToken(s string) string {
	sum := sha256.Sum256([]byte(s))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
}

// Reference is one triplet of <references>, with the exact text of sent.
type Reference struct {
	Sender     string
	Identifier string
	Sent       Time
}

// Identity of the alert a reference names; its Sent is zero when the triplet's time could not be read.
func (r Reference) Identity() Identity { return Identity{r.Sender, r.Identifier, r.Sent.At} }
