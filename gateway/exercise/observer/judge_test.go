package observer

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var began = time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)

const chain = "abcdefghijkl"

// doc is a small CAP message of our own.
func doc(id, status, headline, origin, sent string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>gateway@test.invalid</sender>`+
		`<sent>%s</sent>`+
		`<status>%s</status><msgType>Alert</msgType><scope>Public</scope>`+
		`<info><language>en-US</language><category>Met</category><event>e</event>`+
		`<urgency>Future</urgency><severity>Minor</severity><certainty>Possible</certainty>`+
		`<headline>%s</headline>`+
		`<parameter><valueName>layer:bordercast:1.0:origin</valueName><value>%s</value></parameter>`+
		`</info></alert>`, id, sent, status, headline, origin)
}

func feature(lane string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"lane":%q,"chain":%q}}`, lane, chain)
}

const origin = "centre@test.invalid,one,2026-03-05T09:00:00+00:00"

func topic(lane, leaf string) string {
	return "alerts/v1/" + lane + "/us/us/me/_/met/minor/" + chain + "/" + leaf
}

// good is a log with nothing wrong in it: an alert, an update, its end.
func good() *Log {
	l := NewLog()
	l.Add(
		began,
		topic("exercise", "cap"),
		[]byte(doc("d1", "Exercise", "EXERCISE - x", origin, "2026-03-05T09:00:01+00:00")),
		false,
	)
	l.Add(began, topic("exercise", "json"), []byte(feature("exercise")), false)
	l.Add(
		began.Add(time.Second),
		topic("exercise", "cap"),
		[]byte(doc("d2", "Exercise", "EXERCISE - y", origin, "2026-03-05T09:00:02+00:00")),
		false,
	)
	l.Add(began.Add(2*time.Second), topic("exercise", "end"), []byte(`{"chain":"`+chain+`","end":"cancelled"}`), false)
	l.Add(began.Add(2*time.Second), topic("exercise", "cap"), nil, false)
	l.Add(began.Add(2*time.Second), topic("exercise", "json"), nil, false)
	return l
}

func facts() Case {
	return Case{Secrets: []string{"207-555"}, Sent: []Known{
		{Sender: "centre@test.invalid", Identifier: "one", Sent: began, Lane: "exercise", Public: true},
		{Sender: "centre@test.invalid", Identifier: "secret", Sent: began, Lane: "exercise", Parties: []string{"nb-emo"}},
	}}
}

func TestNothingWrong(t *testing.T) {
	if v := good().Judge(facts()); !v.Clean() || v.Judged != 6 {
		t.Errorf("a clean log is judged %+v", v)
	}
}

// planted is one fault in an otherwise clean log: where the judge must find it, and what it must say.
type planted struct {
	name  string
	add   func(*Log)
	where func(Verdict) []string
	want  string
}

// faults are of every kind the judge knows.
func faults() []planted {
	at := began.Add(time.Second)
	late := began.Add(time.Minute)
	ex := func(id string) []byte {
		return []byte(doc(id, "Exercise", "EXERCISE - x", origin, "2026-03-05T09:00:09+00:00"))
	}
	other := strings.ReplaceAll(topic("exercise", "cap"), chain, "mnopqrstuvwx")
	return []planted{
		{
			"exercise on an actual topic",
			func(l *Log) { l.Add(at, topic("actual", "cap"), ex("d9"), false) },
			leaks,
			"status Exercise",
		},
		{"exercise text made actual", func(l *Log) {
			l.Add(
				at,
				topic("actual", "cap"),
				[]byte(doc("d9", "Actual", "EXERCISE - x", origin, "2026-03-05T09:00:09+00:00")),
				false,
			)
		}, leaks, "exercise text"},
		{"unmarked headline", func(l *Log) {
			l.Add(at, other, []byte(doc("d9", "Exercise", "Fire", origin, "2026-03-05T09:00:09+00:00")), false)
		}, leaks, "does not say EXERCISE"},
		{"public test as Actual", func(l *Log) {
			l.Add(at, topic("test", "cap"), []byte(doc("d9", "Actual", "x", origin, "2026-03-05T09:00:09+00:00")), false)
		}, leaks, "status Actual"},
		{
			"JSON of another lane",
			func(l *Log) { l.Add(at, topic("actual", "json"), []byte(feature("exercise")), false) },
			leaks,
			`lane "exercise"`,
		},
		{"unknown lane", func(l *Log) { l.Add(at, topic("drill", "cap"), ex("d9"), false) }, leaks, `no lane "drill"`},
		{"nobody sent it", func(l *Log) {
			l.Add(
				at,
				other,
				[]byte(
					doc("d9", "Exercise", "EXERCISE - x", "a@b.invalid,zzz,2026-03-05T09:00:00+00:00", "2026-03-05T09:00:09+00:00"),
				),
				false,
			)
		}, leaks, "nobody in the script sent"},
		{"restricted made public", func(l *Log) {
			l.Add(
				at,
				other,
				[]byte(
					doc("d9", "Exercise", "EXERCISE - x", strings.Replace(origin, "one", "secret", 1), "2026-03-05T09:00:09+00:00"),
				),
				false,
			)
		}, privacy, "makes public"},
		{"restricted to another party", func(l *Log) {
			l.Add(
				at,
				"parties/v1/exercise/mema/alerts/mnopqrstuvwx/cap",
				[]byte(
					doc("d9", "Exercise", "EXERCISE - x", strings.Replace(origin, "one", "secret", 1), "2026-03-05T09:00:09+00:00"),
				),
				false,
			)
		}, privacy, "shows mema"},
		{"a redacted number in an incident", func(l *Log) {
			l.Add(at, "parties/v1/exercise/mema/incidents/i1", []byte(`{"text":"call 207-555-0142"}`), false)
		}, privacy, "207-555"},
		{
			"delivered twice",
			func(l *Log) { l.Add(at, other, ex("d9"), false); l.Add(late, other, ex("d9"), false) },
			repeats,
			"again 59.0 s later",
		},
		{"one identifier, two contents", func(l *Log) {
			l.Add(at, other, ex("d9"), false)
			l.Add(at, strings.Replace(other, "us/me", "us/nh", 1), []byte(string(ex("d9"))+" "), false)
		}, bytesOf, "two different contents"},
		{"an older one after a newer one", func(l *Log) {
			l.Add(at, other, ex("d9"), false)
			l.Add(at, other, []byte(doc("d8", "Exercise", "EXERCISE - x", origin, "2026-03-05T09:00:03+00:00")), false)
		}, order, "went back"},
		{
			"speaks after its end",
			func(l *Log) { l.Add(late, topic("exercise", "json"), []byte(feature("exercise")), false) },
			order,
			"after its end (cancelled)",
		},
		{"no CAP", func(l *Log) { l.Add(at, other, []byte("<alert/>"), false) }, broken, "not CAP 1.2"},
		{"no Feature", func(l *Log) {
			l.Add(at, strings.Replace(other, "/cap", "/json", 1), []byte(`{"type":"Point"}`), false)
		}, broken, "Feature was expected"},
		{"too much JSON for a district", func(l *Log) {
			big := strings.Replace(feature("exercise"), "{", `{"pad":"`+strings.Repeat("x", 5000)+`",`, 1)
			l.Add(at, strings.Replace(strings.Replace(other, "/cap", "/json", 1), "me/_", "me/029", 1), []byte(big), false)
		}, broken, "more than 4 KB"},
	}
}

// The judge must find each fault in its own drawer.
func TestPlantedFaults(t *testing.T) {
	for _, c := range faults() {
		t.Run(c.name, func(t *testing.T) {
			l := good()
			c.add(l)
			v := l.Judge(facts())
			found := c.where(v)
			if len(found) == 0 || !strings.Contains(strings.Join(found, "\n"), c.want) {
				t.Errorf("want a fault saying %q, got %+v", c.want, v)
			}
		})
	}
}

func leaks(v Verdict) []string   { return v.Leaks }
func privacy(v Verdict) []string { return v.Privacy }
func repeats(v Verdict) []string { return v.Repeats }
func order(v Verdict) []string   { return v.Order }
func bytesOf(v Verdict) []string { return v.Bytes }
func broken(v Verdict) []string  { return v.Broken }

// Around a kill the gateway must deliver again what it cannot know was delivered: that is counted, not blamed. A
// retained message replayed at subscription is no delivery at all.
func TestRepeatsThatAreAllowed(t *testing.T) {
	l := NewLog()
	payload := []byte(doc("d1", "Exercise", "EXERCISE - x", origin, "2026-03-05T09:00:01+00:00"))
	l.Add(began, topic("exercise", "cap"), payload, false)
	l.Add(began.Add(time.Second), topic("exercise", "cap"), payload, true)
	l.Add(began.Add(2*time.Second), topic("exercise", "cap"), payload, false)
	c := facts()
	c.Excused = []Window{{began.Add(1500 * time.Millisecond), began.Add(3 * time.Second)}}
	if v := l.Judge(c); !v.Clean() || v.Excused != 1 {
		t.Errorf("judged %+v, want clean with one excused repeat", v)
	}
}
