package trail

import (
	"bytes"
	"strings"
	"testing"
)

// A seed's base64 may hold a plus, which is also what separates the parts of the key's text.
func TestAKeyReadsBackWhateverItsSeed(t *testing.T) {
	for b := range 256 {
		key, text, err := NewKey("bordercast/test", bytes.Repeat([]byte{byte(b)}, 32))
		if err != nil {
			t.Fatalf("seed of %d: %v", b, err)
		}
		again, err := parseKey(text)
		if err != nil || again.Public().String() != key.Public().String() {
			t.Fatalf("seed of %d: read back as %v, %v", b, again, err)
		}
		if !strings.HasPrefix(key.Public().Fingerprint(), "SHA256:") {
			t.Errorf("seed of %d: %s has the fingerprint %q", b, key.Public(), key.Public().Fingerprint())
		}
	}
}
