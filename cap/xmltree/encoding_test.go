package xmltree

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestEncodings(t *testing.T) {
	const want = "avis émis à Edmundston"
	wide := utf16.Encode([]rune("<?xml version='1.0' encoding='UTF-16'?><a>" + want + "</a>"))
	var little, big []byte
	for _, u := range wide {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	latin := "<a>avis \xe9mis \xe0 Edmundston</a>"
	for name, doc := range map[string]string{
		"plain":             "<a>" + want + "</a>",
		"labelled":          `<?xml version="1.0" encoding="utf-8"?><a>` + want + "</a>",
		"space in front":    "\n <?xml version='1.0'?><a>" + want + "</a>",
		"mark and alias":    "\xef\xbb\xbf<?xml version='1.0' encoding='UTF8'?><a>" + want + "</a>",
		"byte order mark":   "\xef\xbb\xbf<a>" + want + "</a>",
		"ISO-8859-1":        `<?xml version="1.0" encoding="ISO-8859-1"?>` + latin,
		"windows-1252":      `<?xml version='1.0' encoding='windows-1252' standalone='yes'?>` + latin,
		"UTF-16LE":          "\xff\xfe" + string(little),
		"UTF-16BE":          "\xfe\xff" + string(big),
		"UTF-16, no mark":   string(little),
		"character numbers": "<a>avis &#233;mis &#xe0; Edmundston</a>",
	} {
		d, err := Read([]byte(doc), DefaultLimits())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := Text(d.Root); got != want {
			t.Errorf("%s: %q", name, got)
		}
		if string(d.Raw) != doc {
			t.Errorf("%s: the bytes received were not kept", name)
		}
	}
	for name, doc := range map[string]string{
		"half a UTF-16 unit":      string(little[:len(little)-1]),
		"half a UTF-16 pair":      "\xff\xfe<\x00a\x00>\x00\x3d\xd8<\x00/\x00a\x00>\x00",
		"cut in a UTF-16 pair":    "\xff\xfe<\x00a\x00>\x00\x3d\xd8",
		"UTF-16 with UTF-8 label": "\xff\xfe" + wideText("<?xml version='1.0' encoding='UTF-8'?><a/>"),
	} {
		if _, err := Read([]byte(doc), DefaultLimits()); codeOf(err) != "wrong-encoding" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d, err := Read([]byte("\xff\xfe"+wideText("<a>🌀</a>")), DefaultLimits()); err != nil || Text(d.Root) != "🌀" {
		t.Errorf("a UTF-16 pair: %v", err)
	}
}

func wideText(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}
