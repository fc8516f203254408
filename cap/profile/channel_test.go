package profile_test

import (
	"strings"

	"bordercast/cap"
	"bordercast/cap/profile"
)

func channelOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{rule, profile.IPAWS, broken, kept})
	}
	add("ecig-1.0/3.9/status", func(a *cap.Alert) { a.Status = cap.Exercise }, nil)
	add("idg-4.07/scope", func(a *cap.Alert) { a.Scope, a.Addresses = cap.Private, "999" }, nil)
	add("ecig-1.0/msgType", func(a *cap.Alert) { cancel(a); a.MsgType = cap.MsgAck }, cancel)
	add("idg-4.07/303/sent", func(a *cap.Alert) { a.Sent = at("2026-03-05T10:16:59-05:00") },
		func(a *cap.Alert) { a.Sent = at("2026-03-05T10:26:00-05:00") })
	add("ecig-1.0/expires", infos(func(i *cap.Info) { i.Expires = at("2026-03-05T10:22:00-05:00") }),
		first(func(i *cap.Info) { i.Expires = at("2026-03-05T10:22:00-05:00") }))
	add("ecig-1.0/expires", infos(func(i *cap.Info) { i.Expires = at("2026-03-05T10:22:00-05:00") }),
		all(cancel, infos(func(i *cap.Info) { i.Expires = at("2026-03-05T10:22:00-05:00") })))
	for _, ch := range []string{"EAS", "NWEM", "CMAS", "PUBLIC"} {
		add("idg-4.07/BLOCKCHANNEL/"+ch, all(more("BLOCKCHANNEL", "CAPEXCH"),
			first(func(i *cap.Info) { i.Parameters = append(i.Parameters, pair("blockchannel", ch)) })), more("BLOCKCHANNEL",
			"CAPEXCH"))
	}
	return list
}

func airOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{"idg-4.07/" + rule, profile.IPAWS, broken, kept})
	}
	code := func(c string) func(*cap.Alert) {
		return infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", c)} })
	}
	add("eventCode/airable", code("NWS"), code("SPW"))
	add("eventCode/airable", code("OTH"), code("RWT"))
	add("geocode/SAME", areas(func(a *cap.Area) { a.Geocodes = []cap.Pair{pair("UGC", "MEC029")} }),
		areas(func(a *cap.Area) { a.Geocodes = append(a.Geocodes, pair("UGC", "MEC029")) }))
	add("geocode/SAME", areas(func(a *cap.Area) { a.Geocodes = []cap.Pair{pair("SAME", "23029")} }),
		areas(func(a *cap.Area) { a.Geocodes = []cap.Pair{pair("SAME", "000000")} }))
	add("parameter/EAS-ORG", param("EAS-ORG", ""), param("EAS-ORG", "WXR"))
	add("parameter/EAS-ORG", param("EAS-ORG", "FEMA"), param("EAS-ORG", "PEP"))
	add("description/present", first(func(i *cap.Info) { i.Description = "" }), nil)
	add("expires/99.5h", infos(func(i *cap.Info) { i.Expires = at("2026-03-09T13:50:01-05:00") }),
		infos(func(i *cap.Info) { i.Expires = at("2026-03-09T13:50:00-05:00") }))
	add("senderName/NWEM", infos(func(i *cap.Info) { i.SenderName = "Fictional County" }),
		infos(func(i *cap.Info) { i.SenderName = "201971,Fictional County," }))
	add("polygon/NWEM", areas(func(a *cap.Area) { a.Polygons = []string{circleOf(21)} }),
		areas(func(a *cap.Area) { a.Polygons = []string{circleOf(20)} }))
	add("circle/NWEM", areas(func(a *cap.Area) { a.Circles = []string{"45,-67 3"} }), nil)
	return list
}

func weaOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{"idg-4.07/" + rule, profile.IPAWS, broken, kept})
	}
	french := func(i *cap.Info) { i.Language = "fr-CA" }
	add("language/WEA", infos(french), first(french))
	add("urgency/WEA", first(func(i *cap.Info) { i.Urgency = cap.Future }),
		infos(func(i *cap.Info) { i.Urgency = cap.Expected }))
	add("severity/WEA", first(func(i *cap.Info) { i.Severity = cap.Moderate }),
		infos(func(i *cap.Info) { i.Severity = cap.Extreme }))
	add("certainty/WEA", first(func(i *cap.Info) { i.Certainty = cap.Possible }),
		infos(func(i *cap.Info) { i.Certainty = cap.Likely }))
	add("responseType/WEA", first(func(i *cap.Info) { i.ResponseTypes = []string{"Shelter", "AllClear"} }),
		infos(func(i *cap.Info) { i.ResponseTypes = []string{"Avoid", "Monitor"} }))
	add("expires/24h", infos(func(i *cap.Info) { i.Expires = at("2026-03-06T10:20:01-05:00") }),
		infos(func(i *cap.Info) { i.Expires = at("2026-03-06T10:20:00-05:00") }))
	add("parameter/CMAMtext", param("CMAMtext", ""), param("CMAMtext", strings.Repeat("é", 90)))
	add("parameter/CMAMtext", param("CMAMtext", strings.Repeat("é", 91)), all(param("CMAMtext", ""), more("CMAMText",
		"Stay inside.")))
	add("parameter/CMAMlongtext", param("CMAMlongtext", strings.Repeat("é", 361)), param("CMAMlongtext",
		strings.Repeat("é", 360)))
	add("parameter/characters", param("CMAMlongtext", "Stay [inside]"), param("CMAMlongtext", "Stay (inside)"))
	add("parameter/WEAHandling", param("WEAHandling", ""), nil)
	add("parameter/WEAHandling", more("WEAHandling", "Public Safety"), param("WEAHandling", "Public Safety"))
	add("polygon/WEA", areas(func(a *cap.Area) { a.Polygons = []string{circleOf(101)} }),
		areas(func(a *cap.Area) { a.Polygons = []string{circleOf(99)} }))
	add("polygon/WEA", areas(func(a *cap.Area) { a.Circles = make([]string, 10) }),
		areas(func(a *cap.Area) { a.Circles = make([]string, 9) }))
	add("WEAHandling/code", param("WEAHandling", "Amber"), all(param("WEAHandling", "Public Safety"),
		infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", "LAE")} })))
	add("WEAHandling/code", param("WEAHandling", "Something"), all(param("WEAHandling", "WEA Test"),
		infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", "RWT")} })))
	for _, k := range []struct{ kind, code string }{{"Presidential", "EAN"}, {"Earthquake", "EQW"}, {"Amber", "CAE"}} {
		add("WEAHandling/code", param("WEAHandling", k.kind), all(param("WEAHandling", k.kind),
			infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", k.code)} })))
	}
	return list
}
