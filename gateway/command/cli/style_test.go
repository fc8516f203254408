package cli

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bordercast/gateway/api"
)

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 0: "0 s", 999 * time.Millisecond: "0 s", 59 * time.Second: "59 s", 61 * time.Second: "1 min 1 s",
		time.Hour: "1 h", 25*time.Hour + 3*time.Second: "1 d 1 h", 26*time.Hour + 5*time.Minute: "1 d 2 h",
		48 * time.Hour: "2 d",
	} {
		if got := Age(d); got != want {
			t.Errorf("age(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestUntil(t *testing.T) {
	now := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]string{
		{}: "", now: "due in 0 s", now.Add(90 * time.Second): "due in 1 min 30 s", now.Add(-time.Hour): "overdue by 1 h",
	} {
		if got := Until(at, now); got != want {
			t.Errorf("until(%v) = %q, want %q", at, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"1 party": Count(1, "party"), "2 parties": Count(2, "party"), "0 routes": Count(0, "route"),
		"3 days": Count(3, "day"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	text := "Nothing was heard of nws: réseau coupé, perhaps. averyveryverylongwordthatfitsnowhere end"
	got := wrap(text, 20)
	if strings.Join(strings.Fields(got), " ") != text {
		t.Errorf("words were lost or added: %q", got)
	}
	for line := range strings.SplitSeq(got, "\n") {
		if n := len([]rune(line)); n > 20 && strings.Contains(line, " ") {
			t.Errorf("a line of %d characters: %q", n, line)
		}
	}
}

func TestCommandsAreNotBroken(t *testing.T) {
	got := wrap("Say so with `bordercast keys new --as NAME --data DIR`, and then wait.", 20)
	if want := "Say so with\n`bordercast keys new --as NAME --data DIR`,\nand then wait."; got != want {
		t.Errorf("%q", got)
	}
	if got := wrap("a lone ` in a text", 8); got != "a lone `\nin a\ntext" {
		t.Errorf("%q", got)
	}
}

func TestNarrowColumns(t *testing.T) {
	rows := [][]string{{"ID", "WHY"}, {"17", "the document ends inside an element and the rest is missing"}, {"18"}}
	want := [][]string{{"ID", "WHY"}, {"17", "the document ends inside"}, {"", "an element and the rest"},
		{"", "is missing"}, {"18"}}
	if diff := cmp.Diff(want, narrowed(rows, 30)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(rows, narrowed(rows, 20)); diff != "" {
		t.Errorf("too narrow to be wrapped: %s", diff)
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[2Jb":          "a [2Jb",
		"a\r\nb\tc":          "a b c",
		"l'été à Edmundston": "l'été à Edmundston",
		"\u202egnp.exe":      "gnp.exe",
		"a\u0085\u009bb":     "a b",
		"  a  ":              "a",
	} {
		if got := Plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPlainNeverDrivesATerminal(f *testing.F) {
	f.Add("a\x1b[31mb\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		got := Plain(s)
		if Plain(got) != got {
			t.Errorf("plain is not at rest: %q, %q", got, Plain(got))
		}
		for _, r := range PlainLines(s) {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e {
				t.Errorf("%q lets %q through", s, r)
			}
		}
	})
}

func TestExitCodes(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want int
	}{
		"good":           {nil, 0},
		"cannot run":     {errors.New("no such file"), 2},
		"wrong input":    {Wrong(errors.New("no identifier")), 1},
		"said already":   {Said(1), 1},
		"said all well":  {Said(0), 0},
		"wrapped":        {fmt.Errorf("alert.xml: %w", Wrong(errors.New("x"))), 1},
		"daemon refuses": {&api.Fault{Code: api.NotHeld, Text: "x"}, 1},
		"own code":       {&api.Fault{Code: "draft-changed", Text: "x"}, 1},
		"no daemon":      {&api.Fault{Code: api.NotRunning, Text: "x"}, 2},
		"not allowed":    {&api.Fault{Code: api.NotAllowed, Text: "x"}, 2},
		"broken daemon":  {&api.Fault{Code: api.Internal, Text: "x"}, 2},
	} {
		if got := CodeOf(tc.err); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}
