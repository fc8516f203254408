package draft

import (
	"strconv"
	"strings"

	"bordercast/cap"
)

// Change is one place in which two drafts differ. A value is empty where there was none; a long one is cut.
type Change struct {
	Path   string `json:"path"` // as in "part 1/info[2]/headline"
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Changes are the places in which a draft differs from one shown before, in the order of the document. The identifier
// is told only where nothing else differs: it is a digest of what shaped the draft, and changes with all of it.
func Changes(before, after []*cap.Alert) []Change {
	was, is := flatten(before), flatten(after)
	var all, named []Change
	add := func(path, before, after string) {
		c := Change{path, cut(before), cut(after)}
		if before == after {
			return
		}
		if identifying(path) {
			named = append(named, c)
			return
		}
		all = append(all, c)
	}
	for _, path := range is.order {
		add(path, was.values[path], is.values[path])
	}
	for _, path := range was.order {
		if _, stays := is.values[path]; !stays {
			add(path, was.values[path], "")
		}
	}
	if len(all) == 0 {
		return named
	}
	return all
}

// Paths are the places alone, without the values, for what may not quote an alert.
func Paths(changes []Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, c.Path)
	}
	return all
}

func identifying(path string) bool {
	return strings.HasSuffix(path, "/identifier")
}

// flat is a document as places and what stands there, in order.
type flat struct {
	order  []string
	values map[string]string
	seen   map[string]int // how often an element stood at a place: a repeated one is told by its number
}

func (f *flat) put(path, value string) {
	if value == "" {
		return
	}
	if f.seen[path]++; f.seen[path] > 1 {
		path += "[" + strconv.Itoa(f.seen[path]) + "]"
	}
	f.order, f.values[path] = append(f.order, path), value
}

func flatten(parts []*cap.Alert) flat {
	f := flat{values: map[string]string{}, seen: map[string]int{}}
	for n, a := range parts {
		at := "part " + strconv.Itoa(n+1)
		f.alert(at, a)
	}
	return f
}

func (f *flat) alert(at string, a *cap.Alert) {
	for _, v := range [...]cap.Pair{
		{Name: "msgType", Value: string(a.MsgType)}, {Name: "status", Value: string(a.Status)}, {Name: "scope",
			Value: string(a.Scope)},
		{Name: "sender", Value: a.Sender}, {Name: "source", Value: a.Source}, {Name: "restriction", Value: a.Restriction},
		{Name: "addresses", Value: a.Addresses}, {Name: "note", Value: a.Note}, {Name: "references", Value: a.References},
		{Name: "incidents", Value: a.Incidents}, {Name: "identifier", Value: a.Identifier},
	} {
		f.put(at+"/"+v.Name, v.Value)
	}
	f.all(at+"/code", a.Codes)
	for n := range a.Infos {
		f.info(at+"/info["+strconv.Itoa(n+1)+"]", &a.Infos[n])
	}
}

func (f *flat) info(at string, i *cap.Info) {
	for _, v := range [...]cap.Pair{
		{Name: "language", Value: i.Language}, {Name: "event", Value: i.Event}, {Name: "headline", Value: i.Headline},
		{Name: "urgency", Value: string(i.Urgency)}, {Name: "severity", Value: string(i.Severity)}, {Name: "certainty",
			Value: string(i.Certainty)},
		{Name: "description", Value: i.Description}, {Name: "instruction", Value: i.Instruction}, {Name: "audience",
			Value: i.Audience},
		{Name: "effective", Value: i.Effective.Text}, {Name: "onset", Value: i.Onset.Text}, {Name: "expires",
			Value: i.Expires.Text},
		{Name: "senderName", Value: i.SenderName}, {Name: "web", Value: i.Web}, {Name: "contact", Value: i.Contact},
	} {
		f.put(at+"/"+v.Name, v.Value)
	}
	f.all(at+"/category", i.Categories)
	f.all(at+"/responseType", i.ResponseTypes)
	f.pairs(at+"/eventCode", i.EventCodes)
	f.pairs(at+"/parameter", i.Parameters)
	for n := range i.Resources {
		f.put(at+"/resource", i.Resources[n].Desc+" "+i.Resources[n].MimeType+" "+i.Resources[n].URI)
	}
	for n := range i.Areas {
		f.area(at+"/area["+strconv.Itoa(n+1)+"]", &i.Areas[n])
	}
}

func (f *flat) area(at string, a *cap.Area) {
	f.put(at+"/areaDesc", a.Desc)
	f.all(at+"/polygon", a.Polygons)
	f.all(at+"/circle", a.Circles)
	f.pairs(at+"/geocode", a.Geocodes)
	f.put(at+"/altitude", a.Altitude)
	f.put(at+"/ceiling", a.Ceiling)
}

func (f *flat) all(path string, values []string) {
	for _, v := range values {
		f.put(path, v)
	}
}

func (f *flat) pairs(path string, pairs []cap.Pair) {
	for _, p := range pairs {
		f.put(path+"["+p.Name+"]", p.Value)
	}
}

// most of a value is shown: the whole is in the draft beside it.
const most = 160

func cut(s string) string {
	if len(s) <= most {
		return s
	}
	runes := []rune(s)
	return string(runes[:min(len(runes), most)]) + "…"
}
