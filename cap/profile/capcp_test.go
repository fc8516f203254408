package profile_test

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/profile"
)

func capcpOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{"capcp-0.4/" + rule, profile.CAPCP, broken, kept})
	}
	code := func(name, value string) func(*cap.Alert) {
		return infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair(name, value)} })
	}
	event := func(value string) func(*cap.Alert) { return code("profile:CAP-CP:Event:0.4", value) }
	location := func(value string) func(*cap.Alert) { return geocodes(pair("profile:CAP-CP:Location:0.3", value)) }
	version := func(v string) func(*cap.Alert) {
		return func(a *cap.Alert) { a.Codes = []string{"layer:SOREM:1.0", "profile:CAP-CP:" + v} }
	}
	name := func(en, fr string) func(*cap.Alert) {
		return func(a *cap.Alert) { a.Infos[0].Event, a.Infos[1].Event = en, fr }
	}
	add("2/one-event", first(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("profile:CAP-CP:Event:0.4", "fog")} }),
		all(event("fog"), name("Fog", "brouillard")))
	add("3/code", func(a *cap.Alert) { a.Codes = []string{"layer:SOREM:1.0"} }, version("1.0"))
	add("3/version", version("7.0"), version("0.3"))
	add("4/offset", func(a *cap.Alert) { a.Sent = at("2026-03-05T15:20:00") },
		func(a *cap.Alert) { a.Sent = at("2026-03-05T15:20:00-00:00") })
	add("4/offset", infos(func(i *cap.Info) { i.Onset = at("2026-03-05T15:20:00") }),
		infos(func(i *cap.Info) { i.Onset = at("2026-03-05T15:20:00-04:00") }))
	add("5/info", func(a *cap.Alert) { a.Infos = nil }, func(a *cap.Alert) { a.MsgType, a.Infos = cap.MsgAck, nil })
	add("6/language", first(func(i *cap.Info) { i.Language = "" }), nil)
	add("6/parity", first(func(i *cap.Info) { i.Severity = cap.Extreme }), first(func(i *cap.Info) {
		set(&i.Parameters,
			"layer:EC-MSC-SMC:1.1:Colour", "red")
	}))
	add("6/parity", func(a *cap.Alert) { a.Infos = append(a.Infos, capcpInfo("en-CA", "Chemical Hazard")) },
		func(a *cap.Alert) { a.Infos = []cap.Info{a.Infos[1], a.Infos[0]} })
	add("7/event-name", name("Bad air", "danger chimique"), name("CHEMICAL HAZARD", "danger chimique"))
	add("7/event-name", all(event("testMessage"), name("Test Message", "essai")), all(event("testMessage"),
		name("Test Message", "message test")))
	add("8/event-code", code("SAME", "HMW"), code("profile:CAP-CP:Event:1.0", "chemical"))
	add("8/event-code-form", event("chemical hazards"), all(event("ice"), name("Ice", "glace")))
	add("8/event-code-known", event("plume"), event("CHEMICAL"))
	add("9/location", geocodes(), geocodes(pair("SAME", "023029")))
	add("9/location", geocodes(pair("layer:EC-MSC-SMC:1.0:CLC", "014300")), all(version("1.0"), geocodes()))
	add("9/location-code", location("99"), location("1302001"))
	add("9/location-code", location("none"), location("00321"))
	add("10/area", infos(func(i *cap.Info) { i.Areas = nil }), nil)
	add("11/sender", func(a *cap.Alert) { a.Sender = "agency" }, nil)
	add("12/references", func(a *cap.Alert) { a.References = " " }, func(a *cap.Alert) {
		a.MsgType,
			a.References = cap.MsgAlert, ""
	})
	place := outcome{"capcp-1.0/9/place", profile.CAPCP, all(version("1.0"), areas(func(a *cap.Area) {
		a.Polygons,
			a.Geocodes = nil, nil
	})), all(version("1.0"), geocodes())}
	return slices.Concat(list, []outcome{place}, capcpAdviceOutcomes())
}

func capcpAdviceOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{"capcp-0.4/" + rule, profile.CAPCP, broken, kept})
	}
	add("6/both-languages", func(a *cap.Alert) { a.Infos = a.Infos[:1] },
		first(func(i *cap.Info) { i.Language = "en-US" }))
	add("13/expires", first(func(i *cap.Info) { i.Expires = cap.Time{} }), nil)
	add("14/sender-name", first(func(i *cap.Info) { i.SenderName = "" }), nil)
	add("15/response", first(func(i *cap.Info) { i.ResponseTypes = nil }), nil)
	add("15/response", first(func(i *cap.Info) { i.Instruction = " " }), nil)
	add("17/auto-translated", param("profile:CAP-CP:0.4:AutoTranslated", "maybe"),
		param("profile:CAP-CP:0.4:AutoTranslated", "yes"))
	add("18/drawn", areas(func(a *cap.Area) { a.Polygons = nil }), areas(func(a *cap.Area) {
		a.Polygons, a.Circles = nil,
			[]string{"45,-67 3"}
	}))
	return list
}

func minorOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{"capcp-0.4/16/" + rule, profile.CAPCP, broken, kept})
	}
	const change = "profile:CAP-CP:0.4:MinorChange"
	add("value", param(change, "some"), param(change, "layer"))
	add("update", func(a *cap.Alert) { a.MsgType = cap.MsgAlert }, nil)
	add("update", func(a *cap.Alert) { a.References = "" }, all(param(change, ""),
		func(a *cap.Alert) { a.MsgType = cap.MsgAlert }))
	add("every-info", func(a *cap.Alert) { b := cap.Alert{Infos: a.Infos[:1]}; param(change, "")(&b) }, param(change, ""))
	add("once", more(change, "layer"), all(more("profile:CAP-CP:1.0:MinorChange", "layer"),
		func(a *cap.Alert) { a.Codes = []string{"profile:CAP-CP:1.0"} }))
	add("note", all(param(change, "other"), func(a *cap.Alert) { a.Note = "" }), param(change, "other"))
	return list
}

func soremOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{rule, profile.CAPCP, broken, kept})
	}
	const broadcast, wireless = "layer:SOREM:1.0:Broadcast_Immediately", "layer:SOREM:2.0:WirelessImmediate"
	add("sorem/flag", param(broadcast, "true"), param(broadcast, "No"))
	add("npas/broadcast-immediate", infos(func(i *cap.Info) { i.Certainty = cap.Likely }), all(param(broadcast, "No"),
		infos(func(i *cap.Info) { i.Certainty = cap.Likely })))
	add("npas/broadcast-immediate", infos(func(i *cap.Info) { i.Urgency = cap.Expected }), infos(func(i *cap.Info) {
		i.EventCodes, i.Certainty, i.Severity = []cap.Pair{pair("profile:CAP-CP:Event:0.4", "tornado")}, cap.Likely,
			cap.Extreme
	}))
	add("npas/broadcast-immediate", infos(func(i *cap.Info) { i.Certainty = cap.Possible }), infos(func(i *cap.Info) {
		i.EventCodes, i.Urgency = []cap.Pair{pair("profile:CAP-CP:Event:0.4", "testMessage")}, cap.UnknownUrgency
	}))
	add("capcp/status", func(a *cap.Alert) { a.Status = cap.Test }, nil)
	add("capcp/scope", func(a *cap.Alert) { a.Scope = cap.Restricted }, nil)
	add("capcp/msgType", func(a *cap.Alert) { a.MsgType = cap.MsgError }, func(a *cap.Alert) { a.MsgType = cap.MsgCancel })
	add("capcp/expires", infos(func(i *cap.Info) { i.Expires = at("2026-03-05T11:21:00-04:00") }),
		infos(func(i *cap.Info) { i.Expires = at("2026-03-05T11:23:00-04:00") }))
	for rule, flag := range map[string]string{"sorem-1.0/Broadcast_Immediately": broadcast,
		"sorem-2.0/WirelessImmediate": wireless} {
		add(rule, param(flag, "No"), all(param(flag, ""), cancel))
		add(rule, param(flag, ""), all(param(flag, ""), first(func(i *cap.Info) { set(&i.Parameters, flag, "Yes") })))
	}
	return list
}
