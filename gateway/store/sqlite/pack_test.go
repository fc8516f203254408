package sqlite

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
)

// What was stored by every earlier bordercast is read.
func TestUnpackZstd(t *testing.T) {
	doc := []byte(strings.Repeat("EXERCISE, fictional. ", 500))
	enc, err := zstd.NewWriter(nil)
	ok(t, err)
	got, err := unpack(1, enc.EncodeAll(doc, nil))
	same(t, "a document of schema 2", string(got), err, string(doc))
}

func TestUnpackDamaged(t *testing.T) {
	packed := Pack([]byte(strings.Repeat("EXERCISE, fictional. ", 500)))
	altered := bytes.Clone(packed.Bytes)
	altered[len("EXERC")+6] ^= 1 // a letter of the text: the block is as good as before
	if _, err := s2.Decode(nil, altered[4:]); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		encoding int
		bytes    []byte
	}{
		"cut short":                   {packed.Encoding, packed.Bytes[:len(packed.Bytes)/2]},
		"altered":                     {packed.Encoding, altered},
		"of no length":                {packed.Encoding, nil},
		"longer than any document":    {packed.Encoding, binary.AppendUvarint(make([]byte, 4), maxUnpacked+1)},
		"no zstd":                     {byZstd, packed.Bytes},
		"written in a way of its own": {9, packed.Bytes},
	} {
		if _, err := unpack(c.encoding, c.bytes); err == nil || !strings.Contains(err.Error(), "the database file is damaged") {
			t.Errorf("a document %s: %v", name, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(Pack([]byte(strings.Repeat("EXERCISE, fictional. ", 50))).Bytes)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if doc, err := unpack(byS2, b); err == nil && len(doc) > maxUnpacked {
			t.Errorf("%d bytes", len(doc))
		}
		p := Pack(b)
		if doc, err := unpack(p.Encoding, p.Bytes); err != nil || !bytes.Equal(doc, b) {
			t.Errorf("%q comes back as %q, %v", b, doc, err)
		}
	})
}
