package gate_test

import (
	"testing"

	"bordercast/adapters"
	"bordercast/gateway/gate"
)

const ns = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">`

func TestWhoMayReadADocument(t *testing.T) {
	for doc, public := range map[string]bool{
		ns + `<scope>Public</scope></alert>`:                                       true,
		ns + "<scope>\n Public </scope></alert>":                                   true,
		ns + `<scope><![CDATA[Public]]></scope></alert>`:                           true,
		ns + `<scope>Private</scope></alert>`:                                      false,
		ns + `<scope>Restricted</scope></alert>`:                                   false,
		ns + `<scope>public</scope></alert>`:                                       false,
		ns + `<scope>Public</scope><scope>Private</scope></alert>`:                 false,
		ns + `<scope>Public</scope><info/><scope>Restricted</scope></alert>`:       false,
		ns + `<scope>Public</scope><scope xmlns="">Private</scope></alert>`:        false,
		ns + `<scope>Public</scope><x:scope xmlns:x="u">Private</x:scope></alert>`: false,
		ns + `<scope/></alert>`:                                                    false,
		ns + `<note>&lt;scope>Public&lt;/scope></note></alert>`:                    false,
		ns + `<info><scope>Public</scope></info></alert>`:                          false,
		ns + `<!-- <scope>Public</scope> --></alert>`:                              false,
		`{"scope":"Public"}`:                                                       false,
		``:                                                                         false,
	} {
		if got := gate.CAP([]byte(doc)); got != public {
			t.Errorf("%v: %s", got, doc)
		}
	}
}

func TestWhatTheGateStops(t *testing.T) {
	text := []byte("text")
	for _, c := range []struct {
		m     adapters.Message
		stops bool
	}{
		{adapters.Message{Topic: "alerts/v1/actual/us/us/me/029/met/severe/abc/cap", Payload: text}, true},
		{adapters.Message{Topic: "alerts/v1/actual/us/us/me/029/met/severe/abc/cap", Payload: text, Retain: true}, true},
		{adapters.Message{Topic: "alerts/v1/actual/us/us/me/029/met/severe/abc/cap", Payload: text, Public: true}, false},
		{adapters.Message{Topic: "alerts/v1/actual/us/us/me/029/met/severe/abc/cap", Retain: true}, false},
		{adapters.Message{Topic: "alerts/v2/anything", Payload: text}, true},
		{adapters.Message{Topic: "parties/v1/actual/nb/alerts/abc/cap", Payload: text}, false},
		{adapters.Message{Topic: "bordercast/v1/receipt/nb", Payload: text}, false},
		{adapters.Message{Topic: "gateway/v1/nb-me/status", Payload: text}, false},
	} {
		if got := gate.Stops(c.m); got != c.stops {
			t.Errorf("%s, public %v, %d bytes: %v", c.m.Topic, c.m.Public, len(c.m.Payload), got)
		}
	}
}

func BenchmarkCAP(b *testing.B) {
	doc := []byte(ns + `<identifier>x</identifier><scope>Public</scope><info><headline>`)
	for range 200 {
		doc = append(doc, `</headline><parameter><valueName>name</valueName><value>value</value></parameter><headline>`...)
	}
	doc = append(doc, `</headline></info></alert>`...)
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if !gate.CAP(doc) {
			b.Fatal("it is public")
		}
	}
}
