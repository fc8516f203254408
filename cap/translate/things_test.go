package translate_test

import (
	"fmt"
	"strings"

	"bordercast/cap"
)

// things are all that an alert says.
func things(a *cap.Alert) map[thing]bool {
	out := map[thing]bool{}
	add := adder(out, "/alert/")
	add("identifier", a.Identifier)
	add("sender", a.Sender)
	add("sent", a.Sent.Text)
	add("status", string(a.Status))
	add("msgType", string(a.MsgType))
	add("scope", string(a.Scope))
	add("source", a.Source)
	add("restriction", a.Restriction)
	add("addresses", a.Addresses)
	add("code", a.Codes...)
	add("note", a.Note)
	add("incidents", a.Incidents)
	for _, ref := range a.ReferenceList() {
		add("references", triplet(ref))
	}
	for n := range a.Infos {
		for th := range infoThings(&a.Infos[n]) {
			out[th] = true
		}
	}
	return out
}

// triplet is a reference as its sender wrote it, who may have left parts out.
func triplet(ref cap.Reference) string {
	return strings.Trim(ref.Sender+","+ref.Identifier+","+ref.Sent.Text, ",")
}

func adder(out map[thing]bool, at string) func(string, ...string) {
	return func(element string, values ...string) {
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" {
				out[thing{at + element, v}] = true
			}
		}
	}
}

func infoThings(i *cap.Info) map[thing]bool {
	out := map[thing]bool{}
	add := adder(out, "/alert/info/")
	add("language", i.Language)
	add("category", i.Categories...)
	add("event", i.Event)
	add("responseType", i.ResponseTypes...)
	add("urgency", string(i.Urgency))
	add("severity", string(i.Severity))
	add("certainty", string(i.Certainty))
	add("audience", i.Audience)
	add("effective", i.Effective.Text)
	add("onset", i.Onset.Text)
	add("expires", i.Expires.Text)
	add("senderName", i.SenderName)
	add("headline", i.Headline)
	add("description", i.Description)
	add("instruction", i.Instruction)
	add("web", i.Web)
	add("contact", i.Contact)
	add("eventCode", pairs(i.EventCodes)...)
	add("parameter", pairs(i.Parameters)...)
	for _, r := range i.Resources {
		resourceThings(add, r)
	}
	for _, a := range i.Areas {
		areaThings(add, a)
	}
	return out
}

func resourceThings(add func(string, ...string), r cap.Resource) {
	add("resource/resourceDesc", r.Desc)
	add("resource/mimeType", r.MimeType)
	add("resource/size", r.Size)
	add("resource/uri", r.URI)
	add("resource/digest", r.Digest)
	if r.Deref != "" {
		add("resource/derefUri", fmt.Sprintf("%d bytes", decodedSize(r.Deref)))
	}
}

func areaThings(add func(string, ...string), a cap.Area) {
	add("area/areaDesc", a.Desc)
	add("area/polygon", a.Polygons...)
	add("area/circle", a.Circles...)
	add("area/geocode", pairs(a.Geocodes)...)
	add("area/altitude", a.Altitude)
	add("area/ceiling", a.Ceiling)
}

func pairs(all []cap.Pair) []string {
	var out []string
	for _, p := range all {
		out = append(out, p.Name+"="+p.Value)
	}
	return out
}

// decodedSize is how many bytes a base64 text holds.
func decodedSize(text string) int {
	text = strings.Join(strings.Fields(text), "")
	return len(text)/4*3 - strings.Count(text, "=")
}
