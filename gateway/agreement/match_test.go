package agreement_test

import (
	"testing"

	"bordercast/cap"
	"bordercast/gateway/agreement"
)

var matchings = map[string]struct {
	match agreement.Match
	fact  func(*agreement.Facts)
	hit   bool
}{
	"no condition":          {agreement.Match{}, nil, true},
	"event":                 {agreement.Match{Event: agreement.Values{"TOR", "HMW"}}, nil, true},
	"event in another case": {agreement.Match{Event: agreement.Values{"hmw"}}, nil, true},
	"another event":         {agreement.Match{Event: agreement.Values{"TOR"}}, nil, false},
	"one of its events": {agreement.Match{Event: agreement.Values{"HMW"}},
		func(f *agreement.Facts) { f.Events = []string{"TOR", "HMW"} }, true},
	"no event at all": {agreement.Match{Event: agreement.Values{"HMW"}},
		func(f *agreement.Facts) { f.Events = nil }, false},
	"category":          {agreement.Match{Category: agreement.Values{"CBRNE"}}, nil, true},
	"another category":  {agreement.Match{Category: agreement.Values{"Met"}}, nil, false},
	"severity named":    {agreement.Match{Severity: agreement.Values{"Severe"}}, nil, true},
	"at least Severe":   {agreement.Match{Severity: agreement.Values{">= Severe"}}, nil, true},
	"more than Severe":  {agreement.Match{Severity: agreement.Values{"> Severe"}}, nil, false},
	"at most Moderate":  {agreement.Match{Severity: agreement.Values{"<= Moderate"}}, nil, false},
	"less than Extreme": {agreement.Match{Severity: agreement.Values{"< Extreme"}}, nil, true},
	"Unknown is not less": {agreement.Match{Severity: agreement.Values{"<= Extreme"}},
		func(f *agreement.Facts) { f.Severity = cap.UnknownSeverity }, false},
	"Unknown named": {agreement.Match{Severity: agreement.Values{"Unknown", ">= Severe"}},
		func(f *agreement.Facts) { f.Severity = cap.UnknownSeverity }, true},
	"urgency": {agreement.Match{Urgency: agreement.Values{">= Expected"}}, nil, true},
	"less urgent": {agreement.Match{Urgency: agreement.Values{">= Expected"}},
		func(f *agreement.Facts) { f.Urgency = cap.Future }, false},
	"certainty": {agreement.Match{Certainty: agreement.Values{">= Likely"}}, nil, true},
	"less certain": {agreement.Match{Certainty: agreement.Values{">= Likely"}},
		func(f *agreement.Facts) { f.Certainty = cap.Possible }, false},
	"status":             {agreement.Match{Status: agreement.Values{"Exercise"}}, nil, true},
	"district":           {agreement.Match{Districts: agreement.Values{"us/me/029"}}, nil, true},
	"another district":   {agreement.Match{Districts: agreement.Values{"us/me/003"}}, nil, false},
	"district by prefix": {agreement.Match{Districts: agreement.Values{"us/me/*"}}, nil, true},
	"whole state": {agreement.Match{Districts: agreement.Values{"us/me/003"}},
		func(f *agreement.Facts) { f.Districts = []string{"us/me/_"} }, true},
	"whole country": {agreement.Match{Districts: agreement.Values{"us/me/003"}},
		func(f *agreement.Facts) { f.Districts = []string{"us/_/_"} }, true},
	"unknown place": {agreement.Match{Districts: agreement.Values{"us/*"}},
		func(f *agreement.Facts) { f.Districts = []string{"_/_/_"} }, false},
	"any place": {agreement.Match{Districts: agreement.Values{"*"}},
		func(f *agreement.Facts) { f.Districts = []string{"_/_/_"} }, true},
	"near the border":     {agreement.Match{Border: yes()}, nil, true},
	"not near the border": {agreement.Match{Border: no()}, nil, false},
	"far from the border": {agreement.Match{Border: no()},
		func(f *agreement.Facts) { f.Districts = []string{"us/fl/086"} }, true},
	"Cancel by itself": {agreement.Match{}, func(f *agreement.Facts) { f.MsgType = cap.MsgCancel }, true},
	"Ack by itself":    {agreement.Match{}, func(f *agreement.Facts) { f.MsgType = cap.MsgAck }, false},
	"Ack named": {agreement.Match{MsgType: agreement.Values{"Ack"}},
		func(f *agreement.Facts) { f.MsgType = cap.MsgAck }, true},
	"Restricted by itself": {agreement.Match{}, func(f *agreement.Facts) { f.Scope = cap.Restricted }, false},
	"unknown scope":        {agreement.Match{}, func(f *agreement.Facts) { f.Scope = "Secret" }, false},
	"two conditions, one fails": {agreement.Match{Event: agreement.Values{"HMW"}, Category: agreement.Values{"Met"}}, nil,
		false},
}

func TestMatching(t *testing.T) {
	for name, c := range matchings {
		t.Run(name, func(t *testing.T) {
			f := facts()
			if c.fact != nil {
				c.fact(&f)
			}
			a := compile(t, routes(route("r", func(r *agreement.Route) { r.Match = c.match })))
			if d := a.Decide(f, "people-ca"); (d.Action == agreement.Forward) != c.hit {
				t.Errorf("%+v", d)
			}
		})
	}
}
