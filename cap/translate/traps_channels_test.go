package translate_test

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestBlockedAbroad: traps us-14. Who kept an alert from telephones at home has kept it from those in Canada, and EAS
// is to the one what broadcast-immediate is to the other.
func TestBlockedAbroad(t *testing.T) {
	for blocked, want := range map[string][]translate.Channel{
		"": {"broadcast-immediate", "wireless"}, "NWEM": {"broadcast-immediate", "wireless"}, "CMAS": {"broadcast-immediate"},
		"EAS":       {"wireless"},
		"eas, cmas": {"none: not approved"},
	} {
		a := fixture(t, "mema-hmw")
		a.Status = cap.Actual
		for n := range a.Infos {
			i := &a.Infos[n]
			i.Parameters = slices.DeleteFunc(i.Parameters, func(p cap.Pair) bool {
				return strings.EqualFold(p.Name, "BLOCKCHANNEL")
			})
			i.Parameters = append(i.Parameters, cap.Pair{Name: "BLOCKCHANNEL", Value: blocked})
		}
		req := request(a, cap.CA, false)
		req.Channels = []string{"broadcast-immediate", "wireless"}
		if d := all(t, req)[0]; !slices.Equal(d.Channels, want) {
			t.Errorf("blocked for %q: %v (%s)", blocked, d.Channels, d.Level)
		}
	}
}

// TestInfosAreAlike: traps us-15, CAP-CP rules 2 and 6. A language block that left out a category or a code gets it;
// what all say alike is left alone; another event is another alert.
func TestInfosAreAlike(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302", "flood:1302")
	a.Infos[1].Language = "fr-CA"
	d := toUS(t, a)
	if strings.Contains(d.Report.Note(false), "every info must name the same") {
		t.Error("what is alike was changed")
	}
	a.Infos[0].Categories = []string{"Met", "Safety"}
	a.Infos[1].EventCodes = append(slices.Clone(a.Infos[1].EventCodes), cap.Pair{Name: "naics", Value: "111"})
	d = toUS(t, a)
	for _, i := range d.Alert.Infos {
		if !slices.Equal(i.Categories, []string{"Met", "Safety"}) || i.Code("naics") != "111" {
			t.Errorf("%s: %q %v", i.Language, i.Categories, i.EventCodes)
		}
	}
	if !strings.Contains(d.Report.Note(false), "every info must name the same") {
		t.Error("the report does not say so")
	}
	a.Infos[1].EventCodes[0].Value = "wind"
	if d := all(t, request(a, cap.US, false)); len(d) != 2 {
		t.Errorf("two events make %d alerts", len(d))
	}
}

// TestSourceLimit: IPAWS takes thirty characters of source. A longer one is cut at a word, told, and comes back whole.
func TestSourceLimit(t *testing.T) {
	for source, want := range map[string]string{"Desk 4": "Desk 4",
		"New Brunswick Emergency Measures Organization": "New Brunswick Emergency"} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Source = source
		d := toUS(t, a)
		if d.Alert.Source != want || strings.Contains(d.Report.Note(false), "thirty") != (source != want) {
			t.Errorf("%q became %q", source, d.Alert.Source)
		}
		back := toCA(t, d.Alert)
		if back.Alert.Source != source || back.Alert.Infos[0].Param("layer:bordercast:1.0:source") != "" {
			t.Errorf("%q came back as %q", source, back.Alert.Source)
		}
		forged := *d.Alert
		forged.Source = "Somebody else"
		if got := toCA(t, &forged).Alert.Source; got != "Somebody else" {
			t.Errorf("a source that was not cut from it came back as %q", got)
		}
	}
}

// TestChannelCaps: an open channel takes an alert for a day, or 99.5 hours; where none is open the originator's expires
// stands.
func TestChannelCaps(t *testing.T) {
	for channels, want := range map[string]time.Duration{"": 120 * time.Hour, "PUBLIC": 120 * time.Hour,
		"EAS": 99*time.Hour + 30*time.Minute, "EAS CMAS": 24 * time.Hour} {
		a := fixture(t, "nbemo-hazmat")
		a.Status = cap.Actual
		for n := range a.Infos {
			a.Infos[n].Areas[0].Geocodes = append(a.Infos[n].Areas[0].Geocodes, cap.Pair{Name: "SAME", Value: "023029"})
			a.Infos[n].Expires = cap.FormatTime(a.Sent.At.Add(120 * time.Hour))
		}
		req := request(a, cap.US, false)
		req.Channels = strings.Fields(channels)
		d := all(t, req)[0]
		if got := d.Alert.Infos[0].Expires.At.Sub(a.Sent.At); got != want {
			t.Errorf("%q: it stands %s, channels %v", channels, got, d.Channels)
		}
		if told := strings.Contains(d.Report.Note(false), "an open channel takes no more"); told != (want != 120*time.Hour) {
			t.Errorf("%q: told %v", channels, told)
		}
	}
}

// TestFilesLeaveTheLine: traps us-22, traps ca-4 and ca-14. No file rides inside; a digest of the base64 text, as NAAD
// writes it, is told from one of the file, in hex or base64, and from damage.
func TestFilesLeaveTheLine(t *testing.T) {
	text := base64.StdEncoding.EncodeToString([]byte("sound"))
	const file, ofText = "2f5ecc0c0bb49bd7dd96d29ec06cc4c3e0aefae4", "wrong on purpose"
	for digest, why := range map[string]string{
		"": "SHA-1 of the file itself", ofText: "may have been damaged", sha1hex("sound"): "",
		strings.ToUpper(sha1hex("sound")): "",
		sha1hex(text):                     "as NAAD writes it",
		sha1base64("sound"):               "the same, in hex", file: "may have been damaged",
	} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Infos[0].Resources = []cap.Resource{{Desc: "Broadcast Audio", MimeType: "audio/mpeg", Deref: text, Digest: digest,
			Size: "5"}}
		d := toUS(t, a)
		if r := d.Alert.Infos[0].Resources[0]; r.Digest != sha1hex("sound") || r.Deref != "" || r.Size != "5" {
			t.Errorf("digest %q: %+v", digest, r)
		}
		said := ""
		for _, row := range d.Report.Rows {
			if strings.HasSuffix(row.Path, "resource/digest") {
				said = row.Why
			}
		}
		if why == "" && said != "" || !strings.Contains(said, why) {
			t.Errorf("digest %q: the report says %q", digest, said)
		}
	}
	a := message(cap.MsgAlert, "flood:1302")
	a.Infos[0].Resources = []cap.Resource{{Desc: "x", MimeType: "audio/mpeg", Deref: text, Size: "7"}}
	if d := toUS(t, a); d.Alert.Infos[0].Resources[0].Size != "5" ||
		!strings.Contains(d.Report.Note(false), "so many bytes") {
		t.Errorf("%+v", d.Alert.Infos[0].Resources)
	}
}

// TestMarkupAndLength: text with markup crosses as it was sent and is told; so is one that EAS would not read to its
// end.
func TestMarkupAndLength(t *testing.T) {
	for text, want := range map[string]string{
		"Water is rising & falling; 3 < 4.": "", "Water is <b>rising</b>.": "it holds markup",
		"Water&nbsp;rises.": "it holds markup",
		"### Water ###":     "", "Water \u202erises": "it holds control characters", "L’eau\u00a0monte\r\n\tvite": "",
		strings.Repeat("Water rises. ", 150): "EAS reads the first 1800",
	} {
		a := message(cap.MsgAlert, "flood:1302")
		a.Infos[0].Description = text
		d := toUS(t, a)
		if got := d.Alert.Infos[0].Description; !strings.HasSuffix(got, text+"\nEXERCISE EXERCISE EXERCISE") {
			t.Errorf("%q became %q", text, got)
		}
		note := d.Report.Note(false)
		for _, what := range []string{"it holds markup", "it holds control characters", "EAS reads the first 1800"} {
			if strings.Contains(note, what) != (what == want) {
				t.Errorf("%q: the report says %q: %v", text, what, what != want)
			}
		}
	}
}

func sha1hex(s string) string { sum := sha1.Sum([]byte(s)); return hex.EncodeToString(sum[:]) }

func sha1base64(s string) string {
	sum := sha1.Sum([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}
