package trouble

import (
	"encoding/json"
	"strings"
	"testing"

	"bordercast/gateway/topics"
)

// What the gateway should not have sent it takes back in words that say so, in both languages, wherever they stand: the
// derived Cancel, the end notice, the receipt. Otherwise it says that its operator withdrew it.
func TestARecallSaysWhy(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.up("data")
	for name, c := range map[string]struct {
		flags   []string
		en, fr  string
		foreign string
	}{
		"WITHDRAWN": {nil, "withdrawn by the gateway's operator; the originator has not cancelled it", "retirée par l",
			"in error"},
		"IN-ERROR": {[]string{"--in-error"}, "The gateway sent this in error. Read the originator's message.",
			"Transmis par erreur par la passerelle. Consultez le message de l", "withdrawn by"},
	} {
		w.post("maine", us(name), "public-ca")
		e := w.wire.listen("alerts/v1/actual/ca/#", topics.ReceiptTo("maine"))
		w.does(append([]string{"recall", name, "--as", "luc", "--to", "public-ca", "--reason", "tried", "--data", "data"},
			c.flags...)...)
		var cancel, notice, receipt string
		w.until(name+" is taken back", func() bool {
			for _, h := range e.heard() {
				var r topics.Receipt
				switch {
				case h.retained || len(h.payload) == 0:
				case strings.HasSuffix(h.topic, "/end"):
					notice = string(h.payload)
				case strings.HasSuffix(h.topic, "/cap"):
					cancel = string(h.payload)
				case json.Unmarshal(h.payload, &r) == nil && r.Reason == "recalled":
					receipt = string(h.payload)
				}
			}
			return cancel != "" && notice != "" && receipt != ""
		})
		for what, text := range map[string]string{"the Cancel": cancel, "the end notice": notice, "the receipt": receipt} {
			if !strings.Contains(text, c.en) || what != "the receipt" && !strings.Contains(text, c.fr) || strings.Contains(text,
				c.foreign) {
				t.Errorf("%s: %s says\n%s", name, what, text)
			}
		}
	}
}
