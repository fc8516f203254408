package report

import (
	"encoding/json"
	"fmt"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// Read reads what Report.JSON wrote, so that a report which was kept can be told again by Note, in either language.
// It has every row; what crossed as it was has the value that the JSON shows of it.
func Read(doc []byte) (Report, error) {
	var w reportForm
	if err := json.Unmarshal(doc, &w); err != nil {
		return Report{}, fmt.Errorf("it is no report of a translation: %w", err)
	}
	if w.Version != Version {
		return Report{}, fmt.Errorf("it is a report of version %d, and this program reads version %d", w.Version, Version)
	}
	r := Report{
		Source: w.Source, Original: w.Original, Derived: w.Derived, Draft: w.Draft, To: w.To, Lane: w.Lane,
		Part: w.Part, Kind: w.Kind, MsgType: w.MsgType,
		Product: w.Product, Districts: w.Districts, Left: w.Left, Level: w.Level,
		Reasons: w.Reasons, Channels: w.Channels, Reach: w.Reach,
		Redacted: w.Redacted, Personal: w.Personal,
		Event: Event{From: w.Event.From, To: w.Event.To, Grade: w.Event.Grade, Source: w.Event.Source, Why: w.Event.Why,
			Candidate: w.Event.Candidate, English: w.Event.EN, French: w.Event.FR,
			FrenchOfficial: w.Event.FrenchOfficial, Quoted: w.Event.Quoted,
			OwnFrench: w.Event.OwnFrench},
		Said: Said{By: w.Said.By, MsgType: w.Said.MsgType, Event: w.Said.Event, Headline: w.Said.Headline, Area: w.Said.Area,
			FrenchHeadline: w.Said.HeadlineFR, FrenchArea: w.Said.AreaFR, Urgency: w.Said.Urgency,
			Severity: w.Said.Severity, Certainty: w.Said.Certainty,
			Sent: cap.ParseTime(w.Said.Sent), Onset: cap.ParseTime(w.Said.Onset), Expires: cap.ParseTime(w.Said.Expires),
			Languages: w.Said.Languages},
	}
	r.Where = w.Where.where()
	for _, row := range w.Rows {
		for _, path := range apart(row.Path) {
			r.Rows = append(r.Rows, Row{Action: row.Action, Path: path, From: row.From, To: row.To, Rule: row.Rule, Why: row.Why,
				Check: row.Check})
		}
	}
	for _, c := range w.Carried {
		for _, as := range c.As {
			element, value, _ := strings.Cut(as, "=")
			r.Rows = append(r.Rows, Row{Action: Carried, Path: c.At + "/" + element, From: value, To: value})
		}
	}
	return r, nil
}

// apart are the paths of a row that two languages have alike: /alert/info[1,2]/headline is one of each.
func apart(path string) []string {
	numbers, ok := strings.CutPrefix(path, infoPath)
	if !ok {
		return []string{path}
	}
	numbers, rest, _ := strings.Cut(numbers, "]")
	one, other, both := strings.Cut(numbers, ",")
	if !both {
		return []string{path}
	}
	return []string{infoPath + one + "]" + rest, infoPath + other + "]" + rest}
}

// reportForm is the report's form: see report.schema.json.
type reportForm struct {
	Version   int            `json:"version"`
	Source    string         `json:"source"`
	Original  string         `json:"original"`
	Derived   string         `json:"derived"`
	Draft     string         `json:"draft"`
	To        cap.Side       `json:"to"`
	Lane      cap.Lane       `json:"lane"`
	Part      int            `json:"part"`
	Kind      Kind           `json:"kind"`
	MsgType   cap.MsgType    `json:"msgType"`
	Product   event.Product  `json:"product"`
	Event     eventForm      `json:"event"`
	Said      saidForm       `json:"said"`
	Where     whereForm      `json:"where"`
	Districts []geo.District `json:"districts"`
	Left      []geo.District `json:"left"`
	Level     Level          `json:"level"`
	Reasons   []string       `json:"reasons"`
	Channels  []Channel      `json:"channels"`
	Reach     Reach          `json:"reach"`
	Redacted  bool           `json:"redacted"`
	Personal  []string       `json:"personal"`
	Rows      []struct {
		Action Action `json:"action"`
		Path   string `json:"path"`
		From   string `json:"from"`
		To     string `json:"to"`
		Rule   string `json:"rule"`
		Why    string `json:"why"`
		Check  bool   `json:"check"`
	} `json:"rows"`
	Carried []struct {
		At string   `json:"at"`
		As []string `json:"as"`
	} `json:"carried"`
}

type eventForm struct {
	From, To, Grade, Source, Why, Candidate, EN, FR string
	FrenchOfficial, Quoted                          bool
	OwnFrench                                       []string
}

type saidForm struct {
	By, Event, Headline, Area    string
	MsgType                      cap.MsgType
	HeadlineFR, AreaFR           string
	Urgency, Severity, Certainty string
	Sent, Onset, Expires         string
	Languages                    []string
}
