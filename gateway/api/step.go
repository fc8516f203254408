package api

import "time"

// Step is what a person may type next. Command has no flags that say which gateway is meant and who acts: whoever
// prints it adds those the person gave.
type Step struct {
	Command string   `json:"command"`       // without "bordercast" before it
	Who     []string `json:"who,omitempty"` // the names that may give it; none needs no name
}

// Mine is what concerns one person, on one screen.
type Mine struct {
	Name    string      `json:"name"`
	Parties []string    `json:"parties"` // whose people they are
	Now     time.Time   `json:"now"`
	Near    []Alert     `json:"near"`   // what stands near the border, gravest first
	Held    []Held      `json:"held"`   // what waits for them, gravest first
	Alarms  []Alarm     `json:"alarms"` // those they may take on
	Call    []Telephone `json:"call"`   // whom they call at the other parties
	Next    []Step      `json:"next"`
}

// Telephone is where a party is reached day and night. Phone is empty where the configuration has none.
type Telephone struct {
	Party string `json:"party"`
	Side  string `json:"side"`
	Phone string `json:"phone,omitempty"`
}

// complete has empty lists instead of none.
func (m Mine) complete() Mine {
	m.Parties, m.Near, m.Held = listed(m.Parties), listed(m.Near), listed(m.Held)
	m.Alarms, m.Call, m.Next = listed(m.Alarms), listed(m.Call), listed(m.Next)
	return m
}
