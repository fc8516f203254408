package observer

import (
	"encoding/xml"
	"strings"
	"time"
)

// Alert is what the observer reads of a CAP message, by its own small reading of CAP 1.2.
type Alert struct {
	XMLName    xml.Name `xml:"urn:oasis:names:tc:emergency:cap:1.2 alert"`
	Identifier string   `xml:"identifier"`
	Sender     string   `xml:"sender"`
	Sent       string   `xml:"sent"`
	Status     string   `xml:"status"`
	MsgType    string   `xml:"msgType"`
	Scope      string   `xml:"scope"`
	Codes      []string `xml:"code"`
	Note       string   `xml:"note"`
	References string   `xml:"references"`
	Infos      []Info   `xml:"info"`
	Signatures []struct {
		XMLName xml.Name
	} `xml:"http://www.w3.org/2000/09/xmldsig# Signature"`
}

// Info is one <info>.
type Info struct {
	Language    string `xml:"language"`
	Event       string `xml:"event"`
	Urgency     string `xml:"urgency"`
	Severity    string `xml:"severity"`
	EventCodes  []Pair `xml:"eventCode"`
	Headline    string `xml:"headline"`
	Description string `xml:"description"`
	Instruction string `xml:"instruction"`
	Contact     string `xml:"contact"`
	Parameters  []Pair `xml:"parameter"`
	Areas       []struct {
		Desc     string   `xml:"areaDesc"`
		Polygons []string `xml:"polygon"`
		Geocodes []Pair   `xml:"geocode"`
	} `xml:"area"`
}

// Pair is a valueName with its value.
type Pair struct {
	Name  string `xml:"valueName"`
	Value string `xml:"value"`
}

// ReadAlert reads a CAP 1.2 message.
func ReadAlert(b []byte) (Alert, error) {
	var a Alert
	err := xml.Unmarshal(b, &a)
	return a, err
}

// SentAt is the instant of <sent>; zero when it cannot be read.
func (a Alert) SentAt() time.Time {
	at, _ := time.Parse(time.RFC3339, strings.TrimSpace(a.Sent))
	return at
}

// HasCode says whether the alert carries a <code>.
func (a Alert) HasCode(code string) bool {
	for _, c := range a.Codes {
		if strings.TrimSpace(c) == code {
			return true
		}
	}
	return false
}

// Param is the first parameter of any info by that name.
func (a Alert) Param(name string) string {
	for _, i := range a.Infos {
		for _, p := range i.Parameters {
			if strings.EqualFold(p.Name, name) {
				return p.Value
			}
		}
	}
	return ""
}

// EventCode is the first event code of any info whose name begins with prefix.
func (a Alert) EventCode(prefix string) string {
	for _, i := range a.Infos {
		for _, c := range i.EventCodes {
			if strings.HasPrefix(c.Name, prefix) {
				return c.Value
			}
		}
	}
	return ""
}

// Language finds the first info in a language; nil when there is none.
func (a Alert) Language(tag string) *Info {
	for i := range a.Infos {
		if strings.EqualFold(a.Infos[i].Language, tag) {
			return &a.Infos[i]
		}
	}
	return nil
}

// Geocodes lists the values of every geocode by that name.
func (a Alert) Geocodes(name string) []string {
	var out []string
	for _, i := range a.Infos {
		for _, area := range i.Areas {
			for _, g := range area.Geocodes {
				if g.Name == name {
					out = append(out, g.Value)
				}
			}
		}
	}
	return out
}

// Origin is the (sender, identifier, sent) the alert says it was made from, or its own when it says nothing: then
// it is an original passed on as it is.
func (a Alert) Origin() (sender, identifier string, sent time.Time) {
	words := strings.SplitN(a.Param("layer:bordercast:1.0:origin"), ",", 3)
	if len(words) != 3 {
		return a.Sender, a.Identifier, a.SentAt()
	}
	at, _ := time.Parse(time.RFC3339, strings.TrimSpace(words[2]))
	return words[0], words[1], at
}
