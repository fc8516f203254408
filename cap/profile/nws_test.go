package profile_test

import (
	"bordercast/cap"
	"bordercast/cap/profile"
)

func nwsOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{"nws-2017/" + rule, profile.NWS, broken, kept})
	}
	past := first(func(i *cap.Info) { i.Urgency, i.Onset, i.Instruction = cap.Past, cap.Time{}, "" })
	code := func(same, nws string) func(*cap.Alert) {
		return first(func(i *cap.Info) {
			i.EventCodes = []cap.Pair{pair("SAME", same), pair("NationalWeatherService", nws)}
		})
	}
	add("sender", func(a *cap.Alert) { a.Sender = "duty@agency.invalid" }, nil)
	add("identifier", func(a *cap.Alert) { a.Identifier = "FICTIONAL-1" },
		func(a *cap.Alert) { a.Identifier = "NWS-IDP-FICTIONAL-1" })
	add("eventCode/NationalWeatherService", first(func(i *cap.Info) { i.EventCodes = i.EventCodes[:1] }),
		code("NWS", "FFW"))
	add("eventCode/NationalWeatherService", code("FFW", "FF"), nil)
	add("responseType", first(func(i *cap.Info) { i.ResponseTypes = nil }), nil)
	add("effective", first(func(i *cap.Info) { i.Effective = at("2026-03-05T10:21:00-05:00") }),
		first(func(i *cap.Info) { i.Effective = at("2026-03-05T15:20:00-00:00") }))
	add("onset", first(func(i *cap.Info) { i.Onset = cap.Time{} }), past)
	add("texts", first(func(i *cap.Info) { i.Web = "" }), nil)
	add("instruction", first(func(i *cap.Info) { i.Instruction = "" }), past)
	add("geocode", geocodes(pair("SAME", "023029")), nil)
	add("geocode", geocodes(pair("UGC", "MEC029")), nil)
	add("geocode/UGC", geocodes(pair("SAME", "023029"), pair("UGC", "ME029")), geocodes(pair("SAME", "023029"),
		pair("UGC", "MEZALL")))
	add("BLOCKCHANNEL", param("BLOCKCHANNEL", "EAS"), more("BLOCKCHANNEL", "EAS"))
	add("EAS-ORG", param("EAS-ORG", "CIV"), all(param("EAS-ORG", "CIV"), code("FFS", "FFS")))
	add("eventMotionDescription", param("eventMotionDescription", "from the west"), param("eventMotionDescription",
		"2026-03-05T15:20:00.000Z...storm...004DEG...1KT...45.56,-67.49"))
	add("eventCode/agree", code("FFW", "FFA"), all(code("NWS", "FFW"), code("FFS", "FFW")))
	list = append(list, outcome{"nws-vtec/form", profile.NWS, param("VTEC", "O.NEW.FF.W"),
		param("VTEC", "/O.NEW.KXXX.FF.W.0001.000000T0000Z-260305T1920Z/\n/00000.0.ER.000000T0000Z.000000T0000Z.000000T0000Z.OO/")})
	return list
}
