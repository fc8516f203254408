package trail

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

func TestCanonical(t *testing.T) {
	east := time.FixedZone("", -5*3600)
	for _, c := range []struct {
		name string
		in   any
		want string // empty: refused
	}{
		{"nothing", nil, "null"},
		{"sorted by bytes", map[string]any{"b": 1, "a": true, "é": nil, "Z": "x"}, `{"Z":"x","a":true,"b":1,"é":null}`},
		{"not escaped for HTML", "<a & b>", `"<a & b>"`},
		{"line separators stay", "\u2028", "\"\u2028\""},
		{"controls", "\x00\b\t\n\f\r\x1f\x7f\"\\", `"\u0000\b\t\n\f\r\u001f` + "\x7f" + `\"\\"`},
		{"not UTF-8", "a\xff\xfeb", `"a` + "\uFFFD" + `b"`},
		{"time in UTC, six digits", time.Date(2026, 3, 5, 9, 0, 0, 123456789, east), `"2026-03-05T14:00:00.123456Z"`},
		{"whole float", float64(12), "12"},
		{"numbers of a text", json.RawMessage(`{"n": -0, "m": 7}`), `{"m":7,"n":0}`},
		{"lists", []any{[]string{"b", "a"}, []any{}}, `[["b","a"],[]]`},
		{"a struct", struct {
			B int    `json:"b"`
			A string `json:"a"`
		}{1, "<"}, `{"a":"<","b":1}`},
		{"the largest", int64(math.MaxInt64), "9223372036854775807"},
		{"empty text", json.RawMessage(nil), "null"},
		{"a fraction", 0.5, ""},
		{"infinity", math.Inf(1), ""},
		{"a fraction in a text", json.RawMessage(`1.5`), ""},
		{"an exponent", json.RawMessage(`1e3`), ""},
		{"beyond 64 bits", json.RawMessage(`9223372036854775808`), ""},
		{"a name twice", json.RawMessage(`{"a":1,"a":2}`), ""},
		{"two values", json.RawMessage(`1 2`), ""},
		{"half a value", json.RawMessage(`{"a":[1,`), ""},
		{"a name that is not UTF-8", map[string]any{"\xff": 1}, ""},
		{"too deep", json.RawMessage(strings.Repeat("[", 40) + strings.Repeat("]", 40)), ""},
		{"no JSON", func() {}, ""},
	} {
		got, err := Canonical(c.in)
		if string(got) != c.want && c.want != "" || (err != nil) != (c.want == "") {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, c.want)
		}
	}
}

func TestLeaf(t *testing.T) {
	e := Entry{At: time.Date(2026, 3, 5, 14, 20, 0, 5000, time.UTC), Alert: "a@b.invalid\nID\n2026-03-05T14:20:00Z",
		Kind: Held,
		Body: map[string]any{"route": "hazmat", "deadline": start, "count": 3}}
	row, err := e.Row(7)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"alert":"a@b.invalid\nID\n2026-03-05T14:20:00Z","at":"2026-03-05T14:20:00.000005Z",` +
		`"body":{"count":3,"deadline":"2026-03-05T14:20:00.000000Z","route":"hazmat"},"kind":"held","seq":7}`
	if got := string(row.Leaf()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if again, err := Canonical(json.RawMessage(row.Leaf())); err != nil || string(again) != want {
		t.Errorf("a leaf is not canonical itself: %s, %v", again, err)
	}
}

func TestABodyIsAnObject(t *testing.T) {
	for _, body := range []any{nil, map[string]any(nil), map[string]any{}, json.RawMessage(nil), json.RawMessage(" {} ")} {
		if row, err := (Entry{At: start, Kind: Started, Body: body}).Row(1); err != nil || row.Body != "{}" {
			t.Errorf("%#v: %q, %v", body, row.Body, err)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{"b":1,"a":[true,null,"x\u0001"]}`, `"\ud800"`, `{"a":{}}`, `-1`, `[]`, "\"\xff\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		once, err := Canonical(json.RawMessage(text))
		if err != nil {
			return
		}
		twice, err := Canonical(json.RawMessage(once))
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%q becomes %q, which becomes %q (%v)", text, once, twice, err)
		}
		var a, b any
		if json.Unmarshal(text, &a) == nil && json.Unmarshal(once, &b) != nil {
			t.Errorf("%q becomes %q, which is not JSON", text, once)
		}
	})
}

// Two rows never share a leaf, whatever stands in their columns.
func FuzzLeafTellsColumnsApart(f *testing.F) {
	f.Add("a", "held", "{}", "b", "held", "{}")
	f.Add("", "k", `{},"kind":"k","seq":1}`, "", `k","seq":1}`, `{}`)
	f.Fuzz(func(t *testing.T, alert1, kind1, body1, alert2, kind2, body2 string) {
		a := Row{Seq: 1, At: FormatTime(start), Alert: alert1, Kind: kind1, Body: body1}
		b := Row{Seq: 1, At: FormatTime(start), Alert: alert2, Kind: kind2, Body: body2}
		if a != b && bytes.Equal(a.Leaf(), b.Leaf()) {
			t.Errorf("%+v and %+v have the same leaf", a, b)
		}
	})
}
