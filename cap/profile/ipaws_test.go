package profile_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/profile"
)

func outcomes() []outcome {
	return slices.Concat(ipawsOutcomes(), guideOutcomes(), channelOutcomes(), airOutcomes(), weaOutcomes(), nwsOutcomes(),
		capcpOutcomes(), minorOutcomes(), soremOutcomes())
}

func cancel(a *cap.Alert) {
	a.MsgType, a.References = cap.MsgCancel, "duty@agency.invalid,FICTIONAL-0,2026-03-05T10:00:00-05:00"
}

func ipawsOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{"ipaws-1.0/" + rule, profile.IPAWS, broken, kept})
	}
	add("alert/version", func(a *cap.Alert) { a.Version = cap.V11 }, nil)
	add("code/profile", func(a *cap.Alert) { a.Codes = []string{"ipaws"} },
		func(a *cap.Alert) { a.Codes = []string{"layer:x", "IPAWSv1.0"} })
	add("sent/offset", func(a *cap.Alert) { a.Sent = at("2026-03-05T15:20:00") },
		func(a *cap.Alert) { a.Sent = at("2026-03-05T15:20:00-00:00") })
	add("sent/offset", first(func(i *cap.Info) { i.Expires = at("2026-03-05T19:20:00") }),
		first(func(i *cap.Info) { i.Expires = at("2026-03-05T19:20:00+00:00") }))
	add("references/present", func(a *cap.Alert) { a.MsgType = cap.MsgUpdate }, cancel)
	add("info/present", func(a *cap.Alert) { a.Infos = nil }, func(a *cap.Alert) { cancel(a); a.Infos = nil })
	add("info/present", func(a *cap.Alert) { a.Infos = nil }, func(a *cap.Alert) { a.Scope, a.Infos = cap.Private, nil })
	add("category/alike", first(func(i *cap.Info) { i.Categories = []string{"Met"} }),
		first(func(i *cap.Info) { i.Categories = []string{"Safety", "CBRNE"} }))
	add("eventCode/alike", first(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", "SPW")} }),
		infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", "SPW")} }))
	add("eventCode/same", func(a *cap.Alert) { cancel(a); infos(func(i *cap.Info) { i.EventCodes = nil })(a) }, cancel)
	add("eventCode/same", infos(func(i *cap.Info) { i.EventCodes = append(i.EventCodes, pair("SAME", "SPW")) }),
		infos(func(i *cap.Info) { i.EventCodes = append(i.EventCodes, pair("OET:v1.2", "OET-001")) }))
	add("eventCode/form", infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", "hmw")} }), nil)
	add("eventCode/form", infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", "HAZM")} }), nil)
	add("expires/present", first(func(i *cap.Info) { i.Expires = cap.Time{} }), nil)
	add("area/present", infos(func(i *cap.Info) { i.Areas = nil }),
		func(a *cap.Alert) { cancel(a); infos(func(i *cap.Info) { i.Areas = nil })(a) })
	add("onset/ignored", first(func(i *cap.Info) { i.Onset = at("2026-03-05T12:20:00-05:00") }),
		first(func(i *cap.Info) { i.Onset = at("2026-03-05T09:20:00-05:00") }))
	add("description/present", first(func(i *cap.Info) { i.Description = " " }), nil)
	add("instruction/present", first(func(i *cap.Info) { i.Instruction = "" }), nil)
	add("geocode/same", areas(func(a *cap.Area) { a.Geocodes = []cap.Pair{pair("UGC", "MEC029")} }),
		areas(func(a *cap.Area) { a.Geocodes = []cap.Pair{pair("FIPS6", "023029")} }))
	return list
}

func guideOutcomes() []outcome {
	var list []outcome
	add := func(rule string, broken, kept func(*cap.Alert)) {
		list = append(list, outcome{"idg-4.07/" + rule, profile.IPAWS, broken, kept})
	}
	resource := func(desc, mime, uri string) func(*cap.Alert) {
		return infos(func(i *cap.Info) { i.Resources = []cap.Resource{{Desc: desc, MimeType: mime, URI: uri}} })
	}
	add("identifier/characters", func(a *cap.Alert) { a.Identifier = "a/b" },
		func(a *cap.Alert) { a.Identifier = "urn:oid:2.49.0-1" })
	add("sender/characters", func(a *cap.Alert) { a.Sender = "a|b@agency.invalid" },
		func(a *cap.Alert) { a.Sender = "a/b@agency.invalid" })
	add("207/references", func(a *cap.Alert) { a.MsgType = cap.MsgAck },
		func(a *cap.Alert) { cancel(a); a.MsgType = cap.MsgError })
	add("225/source", func(a *cap.Alert) { a.Source = "" }, nil)
	add("source/length", func(a *cap.Alert) { a.Source = strings.Repeat("é", 31) },
		func(a *cap.Alert) { a.Source = strings.Repeat("é", 30) })
	add("eventCode/listed", infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", "WFW")} }),
		infos(func(i *cap.Info) { i.EventCodes = []cap.Pair{pair("SAME", "NWS")} }))
	add("expires/after-sent", first(func(i *cap.Info) { i.Expires = at("2026-03-05T10:24:59-05:00") }),
		first(func(i *cap.Info) { i.Expires = at("2026-03-05T10:25:00-05:00") }))
	add("geocode/present", areas(func(a *cap.Area) { a.Geocodes = nil }),
		areas(func(a *cap.Area) { a.Geocodes = []cap.Pair{pair("UGC", "MEC029")} }))
	add("description/length", first(func(i *cap.Info) {
		i.Description, i.Instruction = strings.Repeat("é", 1000),
			strings.Repeat("x", 801)
	}),
		first(func(i *cap.Info) { i.Description, i.Instruction = strings.Repeat("é", 1000), strings.Repeat("x", 800) }))
	add("uri/form", first(func(i *cap.Info) { i.Web = "https://agency.invalid/?a=1" }),
		first(func(i *cap.Info) { i.Web = "http://agency.invalid/a" }))
	add("uri/form", resource("map", "image/png", "ftp://agency.invalid/map.png"), resource("map", "image/png",
		"https://agency.invalid/map.png"))
	add("resource/audio", resource("EAS Broadcast Content", "audio/mpeg", ""), resource("EAS Broadcast Content",
		"audio/x-ipaws-audio-mp3", ""))
	add("resource/audio", resource("eas broadcast content", "audio/x-ipaws-audio-mp3", ""), resource("map", "image/png",
		""))
	add("parameter/BLOCKCHANNEL", more("BLOCKCHANNEL", "Radio"), more("BLOCKCHANNEL", "CAPEXCH"))
	add("parameter/flags", more("EAS-Must-Carry", "True"), more("EAS-Must-Carry", "TRUE"))
	add("parameter/flags", more("DBGFBYPASS", "yes"), more("DBGFBYPASS", "FALSE"))
	add("valueName/spelling", more("TimeZone", "EST"), more("timezone", "EST"))
	add("polygon/vertices", areas(func(a *cap.Area) { a.Polygons = []string{circleOf(201)} }),
		areas(func(a *cap.Area) { a.Polygons = []string{circleOf(200)} }))
	add("213/shape", areas(func(a *cap.Area) { a.Polygons = []string{"45,-67 46,-66 45,-66 46,-67 45,-67"} }),
		areas(func(a *cap.Area) { a.Polygons = []string{circleOf(50)} }))
	add("213/shape", areas(func(a *cap.Area) { a.Polygons = []string{"45,-67 45,-66 45,-66 46,-66 45,-67"} }),
		areas(func(a *cap.Area) { a.Polygons = []string{"45,-67 45,-66 46,-67 45,-67"} }))
	list = append(list, outcome{"ecig-1.0/3.4.1.3/locations", profile.IPAWS, counties(32), counties(31)})
	list = append(list, outcome{"wea/gsm-7", profile.IPAWS, param("CMAMtext", "Stay inside… now"), param("CMAMtext",
		"Quédate à l'abri, ñ")})
	add("polygon/decimals", areas(func(a *cap.Area) { a.Polygons = []string{"45.12345,-67 45,-66 46,-67 45.12345,-67"} }),
		nil)
	return list
}

// circleOf is a round polygon of n vertices.
func circleOf(n int) string {
	var b strings.Builder
	for k := range n + 1 {
		sin, cos := math.Sincos(2 * math.Pi * float64(k%n) / float64(n))
		fmt.Fprintf(&b, "%.4f,%.4f ", 45+0.4*sin, -67+0.4*cos)
	}
	return strings.TrimSpace(b.String())
}

func counties(n int) func(*cap.Alert) {
	return areas(func(a *cap.Area) {
		a.Geocodes = nil
		for k := range n {
			a.Geocodes = append(a.Geocodes, pair("SAME", fmt.Sprintf("0230%02d", k)))
		}
	})
}
