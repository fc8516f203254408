package topics_test

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/topics"
)

var key = topics.Key{Lane: cap.LaneExercise, Reader: cap.CA, Country: "us", Region: "me", District: "029",
	Category: "CBRNE", Severity: "Severe", Chain: "abcdefghijkl"}

func TestNames(t *testing.T) {
	tree := topics.Tree{Lane: cap.LaneExercise, Party: "nb-emo"}
	second := key
	second.Part = 2
	for name, pair := range map[string][2]string{
		"district":   {key.Topic(topics.JSON), "alerts/v1/exercise/ca/us/me/029/cbrne/severe/abcdefghijkl/json"},
		"part 2":     {second.Topic(topics.Ended), "alerts/v1/exercise/ca/us/me/029/cbrne/severe/abcdefghijkl-2/end"},
		"party":      {tree.Alert("abcdefghijkl", 1, topics.Report), "parties/v1/exercise/nb-emo/alerts/abcdefghijkl/report"},
		"held":       {tree.Held("mnopqrstuvwx", 1, topics.CAP), "parties/v1/exercise/nb-emo/held/mnopqrstuvwx/cap"},
		"incident":   {tree.Incident("calais"), "parties/v1/exercise/nb-emo/incidents/calais"},
		"alarm":      {tree.Alarm("a1"), "parties/v1/exercise/nb-emo/alarms/a1"},
		"tree":       {tree.Filter(), "parties/v1/exercise/nb-emo/#"},
		"public":     {topics.Filter(cap.LaneActual, cap.US), "alerts/v1/actual/us/#"},
		"in":         {topics.In("mema"), "bordercast/v1/in/mema"},
		"receipt":    {topics.ReceiptTo("mema"), "bordercast/v1/receipt/mema"},
		"status":     {topics.Status("nb-me"), "gateway/v1/nb-me/status"},
		"health":     {topics.Health("nb-me"), "gateway/v1/nb-me/health"},
		"checkpoint": {topics.Checkpoint("nb-me"), "gateway/v1/nb-me/checkpoint"},
		"own alarm":  {topics.Alarm("nb-me", "disk"), "gateway/v1/nb-me/alarms/disk"},
		"own":        {topics.OwnFilter("nb-me"), "gateway/v1/nb-me/#"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s, want %s", name, pair[0], pair[1])
		}
	}
}

func TestParseReadsBackWhatIsBuilt(t *testing.T) {
	tree := topics.Tree{Lane: cap.LaneTest, Party: "mema"}
	for topic, kind := range map[string]topics.Kind{
		key.Topic(topics.CAP):                 topics.AlertTopic,
		tree.Alert("abc", 2, topics.JSON):     topics.PartyAlert,
		tree.Held("abc", 3, topics.Original):  topics.PartyHeld,
		tree.Incident("calais"):               topics.PartyIncident,
		tree.Alarm("a/1"):                     topics.PartyAlarm,
		topics.Status("nb-me"):                topics.GatewayStatus,
		topics.Instance("nb-me", "i1"):        topics.GatewayInstance,
		topics.Health("nb-me"):                topics.GatewayHealth,
		topics.Checkpoint("nb-me"):            topics.GatewayCheckpoint,
		topics.Alarm("nb-me", "disk"):         topics.GatewayAlarm,
		topics.In("mema"):                     topics.AgencyIn,
		topics.ReceiptTo("mema"):              topics.AgencyReceipt,
		topics.Tree{Lane: "x"}.Incident("no"): "",
	} {
		got, ok := topics.Parse(topic)
		if got.Kind != kind || ok != (kind != "") {
			t.Errorf("%s: %q %v, want %q", topic, got.Kind, ok, kind)
		}
	}
	got, _ := topics.Parse(key.Topic(topics.CAP))
	if again := got.Key.Topic(got.Leaf); again != key.Topic(topics.CAP) {
		t.Errorf("read back: %s", again)
	}
	held, _ := topics.Parse(tree.Held("abc", 3, topics.Original))
	if held.Name != "abc" || held.Key.Part != 3 || held.Leaf != topics.Original || held.Party != "mema" {
		t.Errorf("held: %+v", held)
	}
}

func TestParseLeavesOthersAlone(t *testing.T) {
	for _, topic := range []string{"", "alerts", "alerts/v1/exercise/ca/us/me/029/cbrne/severe/abc",
		"alerts/v1/exercise/ca/us/me/029/cbrne/severe/abc/xml", "alerts/v1/drill/ca/us/me/029/cbrne/severe/abc/cap",
		"alerts/v1/exercise/mx/us/me/029/cbrne/severe/abc/cap", "alerts/v1/exercise/ca/us/me/029//severe/abc/cap",
		"alerts/v1/exercise/ca/us/me/029/CBRNE/severe/abc/cap", "alerts/v1/exercise/ca/us/me/029/a~zz/severe/abc/cap",
		"alerts/v2/exercise/ca/us/me/029/cbrne/severe/abc/cap", "parties/v1/exercise/mema/other/x/y",
		"gateway/v1/nb-me/other", "gateway/v1/nb-me/alarms", "bordercast/v1/out/mema", "$SYS/broker"} {
		if got, ok := topics.Parse(topic); ok {
			t.Errorf("%s was read as %+v", topic, got)
		}
	}
}

func TestToken(t *testing.T) {
	for text, want := range map[string]string{"": "_", "MEMA": "mema", "nb-emo": "nb-emo", "a b": "a~20b",
		"+": "~2b", "#": "~23", "$x": "~24x", "a/b": "a~2fb", "é": "~c3~a9", "a.b": "a~2eb", "\x00": "~00", "~": "~7e"} {
		if got := topics.Token(text); got != want {
			t.Errorf("Token(%q) = %q, want %q", text, got, want)
		}
	}
	a, b := topics.Token(strings.Repeat("é", 100)), topics.Token(strings.Repeat("é", 101))
	if len(a) != 64 || a == b {
		t.Errorf("long names: %q, %q", a, b)
	}
	for name, want := range map[string]bool{"mema-2": true, "MEMA": false, "": false, "_": false, "a b": false} {
		if topics.Safe(name) != want {
			t.Errorf("Safe(%q) is not %v", name, want)
		}
	}
}

func FuzzTokenIsAlwaysALevel(f *testing.F) {
	for _, s := range []string{"", "\xcf\xcf\xcf\xcf\xcf \x9c00\xaf0", strings.Repeat("é", 100),
		"00000000000000000000000000000000  0 Ȯ0    \xea0", "#", "a/b", "Ünïcode", "~", strings.Repeat("+", 90),
		"a" + strings.Repeat("+", 90), "ab" + strings.Repeat("+", 90)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := topics.Parse(topics.Tree{Lane: cap.LaneActual, Party: text}.Alarm(text))
		if !ok || topics.Token(got.Party) != topics.Token(text) || topics.Token(got.Name) != topics.Token(text) {
			t.Fatalf("%q became %+v", text, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(key.Topic(topics.JSON))
	f.Add("gateway/v1/x/alarms/y")
	f.Add("alerts/v1/actual/ca/0/0/0/0/0/~00/json")
	f.Add("parties/v1/exercise/nb/incidents/a~2eb~20c")
	f.Add("parties/v1/exercise/nb/held/abc-2/original")
	f.Fuzz(func(t *testing.T, topic string) {
		got, ok := topics.Parse(topic)
		if ok && rebuilt(got) != topic {
			t.Fatalf("%s is read back as %s", topic, rebuilt(got))
		}
	})
}

// rebuilt is the name that the builders make of what was read.
func rebuilt(t topics.Topic) string {
	tree := topics.Tree{Lane: t.Lane, Party: t.Party}
	switch t.Kind {
	case topics.AlertTopic:
		return t.Key.Topic(t.Leaf)
	case topics.PartyAlert:
		return tree.Alert(t.Key.Chain, t.Key.Part, t.Leaf)
	case topics.PartyHeld:
		return tree.Held(t.Name, t.Key.Part, t.Leaf)
	case topics.PartyIncident:
		return tree.Incident(t.Name)
	case topics.PartyAlarm:
		return tree.Alarm(t.Name)
	case topics.GatewayStatus:
		return topics.Status(t.Gateway)
	case topics.GatewayHealth:
		return topics.Health(t.Gateway)
	case topics.GatewayCheckpoint:
		return topics.Checkpoint(t.Gateway)
	case topics.GatewayAlarm:
		return topics.Alarm(t.Gateway, t.Name)
	case topics.AgencyIn:
		return topics.In(t.Name)
	case topics.AgencyReceipt:
		return topics.ReceiptTo(t.Name)
	}
	return ""
}

// A name that Token had to escape reads back as the name, and a level that Token does not write is refused.
func TestEscapesReadBack(t *testing.T) {
	for _, name := range []string{"a.b", "plume n° 4", "\x00", "é", "a/b", "~", "x-2"} {
		topic := topics.Tree{Lane: "exercise", Party: "nb"}.Incident(name)
		if got, ok := topics.Parse(topic); !ok || got.Name != name {
			t.Errorf("%s: %q, %v", topic, got.Name, ok)
		}
	}
	for _, level := range []string{"~41", "~61", "~", "~2", "~2E", "~zz", "A", "~c3~89", ""} {
		if got, ok := topics.Parse("parties/v1/exercise/nb/incidents/" + level); ok {
			t.Errorf("%s: %q", level, got.Name)
		}
	}
}

func TestPartNumbers(t *testing.T) {
	for token, want := range map[string]struct {
		chain string
		n     int
	}{"abc": {"abc", 1}, "abc-2": {"abc", 2}, "abc-1": {"abc-1", 1}, "abc-02": {"abc-02", 1}, "a-b": {"a-b", 1}} {
		if chain, n := topics.CutPart(token); chain != want.chain || n != want.n {
			t.Errorf("%s: %s part %d", token, chain, n)
		}
	}
}

func TestTheLaneOfATopic(t *testing.T) {
	for lane, want := range map[cap.Lane]cap.Lane{cap.NoLane: cap.LaneActual, cap.LaneTest: cap.LaneTest,
		cap.LaneExercise: cap.LaneExercise} {
		if got := topics.LaneOf(lane); got != want {
			t.Errorf("lane %q gives %q, want %q", lane, got, want)
		}
	}
}
