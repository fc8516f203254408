package cli

import (
	"encoding/json"
	"strings"
	"testing"
)

// What drives a terminal is spelled as an escape in JSON, and reads back as it was.
func TestJSONDrivesNoTerminal(t *testing.T) {
	text := "a\x1b[2J\u202eb\ufeff\U000e0001é \"q\"\n<&>"
	var b strings.Builder
	if err := (&Env{Out: &b}).JSON(map[string]string{"text": text}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"\x1b", "\u202e", "\ufeff", "\U000e0001"} {
		if strings.Contains(b.String(), c) {
			t.Errorf("%q holds %q", b.String(), c)
		}
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil || back["text"] != text ||
		!strings.Contains(b.String(), "é") {
		t.Errorf("%q, %v", back["text"], err)
	}
}
