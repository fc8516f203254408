package trail

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func TestLine(t *testing.T) {
	east, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	atlantic, err := time.LoadLocation("America/Moncton")
	if err != nil {
		t.Fatal(err)
	}
	row := Row{Seq: 12, At: "2026-03-05T14:20:03.000000Z", Alert: "mema@mema.invalid\nEX-3\n2026-03-05T14:20:00Z",
		Kind: "held",
		Body: `{"destination":"responders-ca","reason":"acceptance","route":"hazmat","sha256":"` + strings.Repeat("ab", 32) +
			`","part":1,"of":"",` +
			`"until":"2026-03-05T15:00:00.000000Z","parts":[{"part":1,"level":"capcp"},{"part":2,"level":""}]}`}
	for _, c := range []struct {
		name string
		got  string
		want string
	}{
		{"two zones", Line(row, false, east, atlantic),
			"09:20:03 EST | 10:20:03 AST  #12      held          EX-3 (mema@mema.invalid)  " +
				"to responders-ca  route hazmat  because acceptance  part=1  parts=(level capcp, part 1), (part 2)  " +
				"sha256=abababababab…  until=2026-03-05 10:00:00 EST"},
		{"a new day", Line(row, true)[:23], "2026-03-05 14:20:03 UTC"},
		{"no alert, no body", Line(Row{Seq: 1, At: row.At, Kind: "started", Body: "{}"}, false),
			"14:20:03 UTC  #1       started"},
		{"hostile text", Line(Row{Seq: 1, At: "\x1b[2J", Kind: "alarm", Body: "no \u202e json"}, false),
			"·[2J  #1       alarm         no · json"},
		{"the day", Day(row, east), "Thursday 5 March 2026"},
		{"no day", Day(Row{At: "never"}), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, c.got, c.want)
		}
	}
}

func TestSentence(t *testing.T) {
	m := write(t, groups...)
	if got := m.tables().verify(t).Sentence(); got != "The trail is sound: 30 entries, 9 checkpoints, all agree." {
		t.Error(got)
	}
	s := m.tables()
	s.rows[3].Kind = "denied"
	if got := s.verify(t).Sentence(); got != "The trail was altered: 1 fault in 30 entries." {
		t.Error(got)
	}
}
