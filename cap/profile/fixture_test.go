package profile_test

import (
	"bordercast/cap"
	"bordercast/cap/profile"
)

// The alerts of these tests are our own and fictional. Each keeps every rule of its profile, so that whatever a case
// breaks is all that is broken.

func pair(name, value string) cap.Pair { return cap.Pair{Name: name, Value: value} }

func at(text string) cap.Time { return cap.ParseTime(text) }

const (
	sentText    = "2026-03-05T10:20:00-05:00"
	expiresText = "2026-03-05T14:20:00-05:00"
	square      = "45.1800,-67.3000 45.1800,-67.2400 45.2150,-67.2400 45.2150,-67.2900 45.1800,-67.3000"
)

func good(p profile.Profile) *cap.Alert {
	switch p {
	case profile.IPAWS:
		return ipaws()
	case profile.NWS:
		return nws()
	}
	return capcp()
}

func ipaws() *cap.Alert {
	a := &cap.Alert{Version: cap.V12, Identifier: "FICTIONAL-US-1", Sender: "duty@agency.invalid", Sent: at(sentText),
		Status:  cap.Actual,
		MsgType: cap.MsgAlert, Source: "Fictional desk", Scope: cap.Public, Codes: []string{"IPAWSv1.0"}}
	a.Infos = []cap.Info{ipawsInfo("en-US", "Fictional plume. Stay inside."), ipawsInfo("es-US",
		"Nube ficticia. Quédese adentro.")}
	return a
}

func ipawsInfo(language, text string) cap.Info {
	return cap.Info{
		Language: language, Categories: []string{"CBRNE", "Safety"}, Event: "Hazardous Materials Warning",
		ResponseTypes: []string{"Shelter"},
		Urgency:       cap.Immediate, Severity: cap.Severe, Certainty: cap.Observed, EventCodes: []cap.Pair{pair("SAME",
			"HMW")},
		Effective: at(sentText), Expires: at(expiresText), SenderName: "999999,Fictional County,Fictional Fire Service",
		Headline: text, Description: "A tank wagon leaks, in this fiction.", Instruction: text,
		Web: "https://agency.invalid/plume",
		Parameters: []cap.Pair{pair("EAS-ORG", "CIV"), pair("WEAHandling", "Imminent Threat"), pair("CMAMtext", text),
			pair("CMAMlongtext", text)},
		Areas: []cap.Area{{Desc: "Fictional Calais", Polygons: []string{square}, Geocodes: []cap.Pair{pair("SAME",
			"023029")}}},
	}
}

func nws() *cap.Alert {
	a := ipaws()
	a.Identifier, a.Sender, a.Source = "urn:oid:2.49.0.1.840.0.fictional.001.1", "w-nws.webmaster@noaa.gov",
		"Fictional office"
	a.Infos = a.Infos[:1]
	i := &a.Infos[0]
	i.Categories, i.Event, i.Onset, i.SenderName = []string{"Met"}, "Flash Flood Warning", at(sentText), "Fictional office"
	i.EventCodes = []cap.Pair{pair("SAME", "FFW"), pair("NationalWeatherService", "FFW")}
	i.Parameters = []cap.Pair{pair("BLOCKCHANNEL", "NWEM"), pair("EAS-ORG", "WXR"),
		pair("VTEC", "/O.NEW.KXXX.FF.W.0001.260305T1520Z-260305T1920Z/"),
		pair("eventMotionDescription", "2026-03-05T15:20:00-00:00...storm...304DEG...31KT...45.56,-67.49 45.65,-67.15"),
		pair("WEAHandling", "Imminent Threat"), pair("CMAMtext", "Fictional flood. Move up.")}
	i.Areas[0].Geocodes = []cap.Pair{pair("SAME", "023029"), pair("UGC", "MEC029")}
	return a
}

func capcp() *cap.Alert {
	a := &cap.Alert{Version: cap.V12, Identifier: "FICTIONAL-CA-2", Sender: "duty@agency.invalid",
		Sent: at("2026-03-05T11:20:00-04:00"), Status: cap.Actual,
		MsgType: cap.MsgUpdate, Scope: cap.Public, Codes: []string{"profile:CAP-CP:0.4", "layer:SOREM:1.0"}, Note: "Fiction",
		References: "duty@agency.invalid,FICTIONAL-CA-1,2026-03-05T11:00:00-04:00"}
	a.Infos = []cap.Info{capcpInfo("en-CA", "Chemical Hazard"), capcpInfo("fr-CA", "danger chimique")}
	return a
}

func capcpInfo(language, name string) cap.Info {
	return cap.Info{
		Language: language, Categories: []string{"CBRNE"}, Event: name, ResponseTypes: []string{"Shelter"},
		Urgency: cap.Immediate, Severity: cap.Severe, Certainty: cap.Observed,
		EventCodes: []cap.Pair{pair("profile:CAP-CP:Event:0.4", "chemical")},
		Effective:  at("2026-03-05T11:20:00-04:00"), Expires: at("2026-03-05T15:20:00-04:00"), SenderName: "Fictional office",
		Headline: "EXERCISE " + name, Description: "A fiction.", Instruction: "Stay inside.",
		Parameters: []cap.Pair{pair("layer:SOREM:1.0:Broadcast_Immediately", "Yes"), pair("layer:SOREM:2.0:WirelessImmediate",
			"Yes"),
			pair("profile:CAP-CP:0.4:MinorChange", "text"), pair("profile:CAP-CP:0.4:AutoTranslated", "no")},
		Areas: []cap.Area{{Desc: "Fictional St. Stephen", Polygons: []string{square},
			Geocodes: []cap.Pair{pair("profile:CAP-CP:Location:0.3", "1302")}}},
	}
}

// set replaces the value of a pair, or adds it.
func set(pairs *[]cap.Pair, name, value string) {
	list := append([]cap.Pair(nil), *pairs...)
	*pairs = list
	for n := range list {
		if list[n].Name == name {
			list[n].Value = value
			return
		}
	}
	*pairs = append(list, pair(name, value))
}

// param sets a parameter in every info; "" takes it out.
func param(name, value string) func(*cap.Alert) {
	return infos(func(i *cap.Info) {
		if value != "" {
			set(&i.Parameters, name, value)
			return
		}
		var kept []cap.Pair
		for _, p := range i.Parameters {
			if p.Name != name {
				kept = append(kept, p)
			}
		}
		i.Parameters = kept
	})
}

// more adds a parameter to every info.
func more(name, value string) func(*cap.Alert) {
	return infos(func(i *cap.Info) {
		i.Parameters = append(i.Parameters[:len(i.Parameters):len(i.Parameters)], pair(name, value))
	})
}

func infos(f func(*cap.Info)) func(*cap.Alert) {
	return func(a *cap.Alert) {
		for n := range a.Infos {
			f(&a.Infos[n])
		}
	}
}

func first(f func(*cap.Info)) func(*cap.Alert) { return func(a *cap.Alert) { f(&a.Infos[0]) } }

func areas(f func(*cap.Area)) func(*cap.Alert) {
	return infos(func(i *cap.Info) {
		for n := range i.Areas {
			f(&i.Areas[n])
		}
	})
}

// geocodes puts these, and no others, into every area.
func geocodes(pairs ...cap.Pair) func(*cap.Alert) {
	return areas(func(a *cap.Area) { a.Geocodes = pairs })
}

func all(list ...func(*cap.Alert)) func(*cap.Alert) {
	return func(a *cap.Alert) {
		for _, f := range list {
			f(a)
		}
	}
}
