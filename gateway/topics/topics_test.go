package topics_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

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
	for _, s := range []string{"", "#", "a/b", "Ünïcode", "~", strings.Repeat("+", 90), "a" + strings.Repeat("+", 90), "ab" + strings.Repeat("+", 90)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := topics.Parse(topics.Tree{Lane: cap.LaneActual, Party: text}.Alarm(text))
		if !ok || got.Party != topics.Token(text) || got.Name != topics.Token(text) {
			t.Fatalf("%q became %+v", text, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(key.Topic(topics.JSON))
	f.Add("gateway/v1/x/alarms/y")
	f.Fuzz(func(t *testing.T, topic string) {
		got, ok := topics.Parse(topic)
		if ok && got.Kind == topics.AlertTopic && got.Key.Topic(got.Leaf) != topic {
			t.Fatalf("%s is read back as %s", topic, got.Key.Topic(got.Leaf))
		}
	})
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

type gazetteer struct{}

func (gazetteer) Regions(string) []string           { return []string{"me", "nh"} }
func (gazetteer) Districts(string, string) []string { return []string{"003", "029"} }

func TestSpread(t *testing.T) {
	for name, c := range map[string]struct {
		districts []string
		g         topics.Gazetteer
		want      string
	}{
		"districts share their region": {[]string{"us/me/029", "us/me/003"}, nil, "us/me/003 us/me/029 us/me/_"},
		"two countries":                {[]string{"us/me/029", "ca/nb/1302"}, nil, "ca/nb/1302 ca/nb/_ us/me/029 us/me/_"},
		"state":                        {[]string{"us/me/_"}, gazetteer{}, "us/me/003 us/me/029 us/me/_"},
		"Delaware, built in":           {[]string{"us/de/_"}, nil, "us/de/001 us/de/003 us/de/005 us/de/_"},
		"no such region":               {[]string{"us/zz/_"}, nil, "us/zz/_"},
		"all of the sea":               {[]string{"us/sea/_"}, nil, "us/sea/_"},
		"state and a district of it":   {[]string{"us/me/_", "us/me/029"}, gazetteer{}, "us/me/003 us/me/029 us/me/_"},
		"country":                      {[]string{"us/_/_"}, gazetteer{}, "us/_/_ us/me/_ us/nh/_"},
		"unplaced":                     {nil, gazetteer{}, "_/_/_"},
		"unplaced by name":             {[]string{"_/_/_"}, gazetteer{}, "_/_/_"},
		"nothing but a slash":          {[]string{"/"}, gazetteer{}, "_/_/_"},
		"marine":                       {[]string{"ca/sea/001120"}, nil, "ca/sea/001120 ca/sea/_"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range topics.Spread(c.districts, c.g) {
				got = append(got, p.String())
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

func TestTheBuiltInGazetteer(t *testing.T) {
	for district, want := range map[string]int{"us/me/_": 17, "us/tx/_": 255, "us/pr/_": 79, "ca/nb/_": 16, "us/_/_": 58, "ca/_/_": 15} {
		if got := len(topics.Spread([]string{district}, nil)); got != want {
			t.Errorf("%s spreads to %d places, want %d", district, got, want)
		}
	}
	spread := topics.Spread([]string{"us/me/_", "ca/nb/_"}, nil)
	for _, want := range []string{"us/me/029", "us/me/003", "ca/nb/1302", "ca/nb/1310"} {
		if !slices.Contains(spread, topics.PlaceOf(want)) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestCAPStandsOnlyOncePerRegion(t *testing.T) {
	got := key.Topics([]string{"us/me/029", "us/me/003"}, nil)
	want := []string{
		"alerts/v1/exercise/ca/us/me/003/cbrne/severe/abcdefghijkl/json",
		"alerts/v1/exercise/ca/us/me/029/cbrne/severe/abcdefghijkl/json",
		"alerts/v1/exercise/ca/us/me/_/cbrne/severe/abcdefghijkl/cap",
		"alerts/v1/exercise/ca/us/me/_/cbrne/severe/abcdefghijkl/json",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestPayloads(t *testing.T) {
	at := time.Date(2026, 3, 5, 11, 15, 0, 999, time.FixedZone("", -5*3600))
	id := cap.Identity{Sender: "mema@mema.invalid", Identifier: "X-1", Sent: at}
	for name, c := range map[string]struct {
		in   any
		want string
	}{
		"end": {topics.EndNotice{Chain: "abc", End: topics.Cancelled, At: at, By: &id, Party: "mema",
			Text: topics.Cancelled.Phrase(cap.LaneActual)},
			`{"chain":"abc","part":1,"end":"cancelled","at":"2026-03-05T16:15:00Z","by":{"sender":"mema@mema.invalid","identifier":"X-1","sent":"2026-03-05T16:15:00Z"},"party":"mema","successor":null,"text":{"en":"This alert has been cancelled by its originator.","fr":"Cette alerte a été annulée par son émetteur."}}`},
		"successor": {topics.EndNotice{Chain: "abc", Part: 2, End: topics.Updated, At: at, Party: "mema", Successor: "a/b"},
			`{"chain":"abc","part":2,"end":"updated","at":"2026-03-05T16:15:00Z","by":null,"party":"mema","successor":"a/b","text":{"en":"","fr":""}}`},
		"receipt": {topics.Receipt{SHA256: "00", State: topics.Quarantined, Reason: "invalid", Text: "Sign again.", Trail: 7, At: at},
			`{"sha256":"00","identity":null,"destination":null,"state":"quarantined","reason":"invalid","text":"Sign again.","trail":7,"at":"2026-03-05T16:15:00Z"}`},
		"per destination": {topics.Receipt{Identity: &id, Destination: "responders-ca", State: topics.Crossed, At: at},
			`{"sha256":"","identity":{"sender":"mema@mema.invalid","identifier":"X-1","sent":"2026-03-05T16:15:00Z"},"destination":"responders-ca","state":"crossed","reason":"","text":"","trail":0,"at":"2026-03-05T16:15:00Z"}`},
	} {
		got, err := json.Marshal(c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, c.want)
		}
	}
}

func TestReceiptIsReadBack(t *testing.T) {
	at := time.Date(2026, 3, 5, 16, 15, 0, 0, time.UTC)
	in := topics.Receipt{SHA256: "aa", Identity: &cap.Identity{Sender: "s", Identifier: "i", Sent: at},
		Destination: "d", State: topics.Held, Reason: "held", Text: "t", Trail: 3, At: at}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out topics.Receipt
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(out)
	if string(again) != string(data) {
		t.Errorf("%s\n%s", again, data)
	}
	for _, bad := range []string{`{`, `{"at":"today"}`, `{"at":"2026-03-05T16:15:00Z","identity":{"sent":"x"}}`} {
		if err := json.Unmarshal([]byte(bad), &out); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestPhrases(t *testing.T) {
	for _, e := range []topics.Ending{topics.Cancelled, topics.Updated, topics.EndedHere, topics.Expired, topics.Withdrawn} {
		plain, drill := e.Phrase(cap.LaneActual), e.Phrase(cap.LaneExercise)
		if plain.EN == "" || plain.FR == "" || drill.EN != "EXERCISE: "+plain.EN || drill.FR != "EXERCICE : "+plain.FR {
			t.Errorf("%s: %+v %+v", e, plain, drill)
		}
	}
	if got := topics.Withdrawn.Phrase(cap.LaneTest).EN; got !=
		"TEST: This alert was withdrawn by the gateway's operator; the originator has not cancelled it." {
		t.Error(got)
	}
}
