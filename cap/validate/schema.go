package validate

import (
	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/form"
)

// content is what may stand inside one kind of element: a sequence, whose order counts (CAP 1.2 §3.4).
type content struct {
	clause string // of the data dictionary: 3.2.1 alert, 3.2.2 info, 3.2.3 resource, 3.2.4 area
	items  []item
	whole  check // looks at the element as a whole, after its children
}

// item is one element of a sequence.
type item struct {
	tag      string
	min, max int
	check    check    // of its text; nil for text nobody checks
	in       *content // of its children; nil for simple content
}

type check func(v *validator, e *etree.Element, text string)

const unbounded = 1 << 30

// The schemas of the three versions, as facts read from the XSDs that OASIS publishes.
var schemas = map[cap.Version]*content{cap.V10: alertSchema(cap.V10), cap.V11: alertSchema(cap.V11),
	cap.V12: alertSchema(cap.V12)}

func alertSchema(version cap.Version) *content {
	v10 := version == cap.V10
	c := &content{clause: "3.2.1", whole: wholeAlert}
	c.one("identifier", checkName).one("sender", checkName)
	c.one("sent", moments(version))
	c.one("status", enum(form.StatusesOf(v10)...))
	c.one("msgType", enum(form.MsgTypes...))
	if v10 {
		c.opt("password", withdrawn)
	}
	c.opt("source", nil)
	c.add("scope", least(!v10), 1, enum(form.Scopes...), nil)
	c.opt("restriction", nil).opt("addresses", nil).any("code", nil).opt("note", nil)
	c.opt("references", checkReferences).opt("incidents", nil)
	return c.add("info", 0, unbounded, nil, infoSchema(version))
}

func infoSchema(version cap.Version) *content {
	v10 := version == cap.V10
	c := &content{clause: "3.2.2", whole: wholeInfo}
	c.opt("language", checkLanguage)
	c.add("category", least(!v10), unbounded, enum(form.CategoriesOf(v10)...), nil)
	c.one("event", checkWanted)
	if !v10 {
		c.any("responseType", enum(form.ResponseTypesOf(version == cap.V12)...))
	}
	c.one("urgency", enum(form.Urgencies...))
	c.one("severity", enum(form.Severities...))
	c.one("certainty", enum(append([]string{firstCertainty(v10)}, form.Certainties[2:]...)...))
	c.opt("audience", nil).pair("eventCode", version)
	c.opt("effective", moments(version)).opt("onset", moments(version)).opt("expires", moments(version))
	c.opt("senderName", nil).opt("headline", checkHeadline)
	c.opt("description", checkProse).opt("instruction", checkProse)
	c.opt("web", checkURI).opt("contact", nil).pair("parameter", version)
	c.add("resource", 0, unbounded, nil, resourceSchema(version))
	return c.add("area", 0, unbounded, nil, areaSchema(version))
}

func resourceSchema(version cap.Version) *content {
	c := &content{clause: "3.2.3", whole: wholeResource}
	c.one("resourceDesc", nil)
	c.add("mimeType", least(version == cap.V12), 1, checkMimeType, nil)
	c.opt("size", wholeNumber).opt("uri", checkURI)
	if version != cap.V10 {
		c.opt("derefUri", checkDeref)
	}
	return c.opt("digest", checkDigest)
}

func areaSchema(version cap.Version) *content {
	number := looseFeet
	if version == cap.V12 {
		number = feet
	}
	c := &content{clause: "3.2.4", whole: wholeArea}
	c.one("areaDesc", checkWanted)
	c.any("polygon", checkPolygon).any("circle", checkCircle).pair("geocode", version)
	return c.opt("altitude", number).opt("ceiling", number)
}

func (c *content) add(tag string, least, most int, ck check, in *content) *content {
	c.items = append(c.items, item{tag, least, most, ck, in})
	return c
}

func (c *content) one(tag string, ck check) *content { return c.add(tag, 1, 1, ck, nil) }
func (c *content) opt(tag string, ck check) *content { return c.add(tag, 0, 1, ck, nil) }
func (c *content) any(tag string, ck check) *content { return c.add(tag, 0, unbounded, ck, nil) }

// pair adds an element of valueName and value; in CAP 1.0 it was one string, name=value.
func (c *content) pair(tag string, version cap.Version) *content {
	if version == cap.V10 {
		return c.any(tag, checkStringPair)
	}
	in := &content{clause: c.clause}
	in.one("valueName", checkWanted).one("value", nil)
	return c.add(tag, 0, unbounded, nil, in)
}

func (c *content) find(tag string, from int) int {
	for n := from; n < len(c.items); n++ {
		if c.items[n].tag == tag {
			return n
		}
	}
	for n := range c.items[:from] {
		if c.items[n].tag == tag {
			return n
		}
	}
	return -1
}

func least(required bool) int {
	if required {
		return 1
	}
	return 0
}

func firstCertainty(v10 bool) string {
	if v10 {
		return "Very Likely"
	}
	return "Observed"
}

func moments(version cap.Version) check {
	if version == cap.V12 {
		return checkTime12
	}
	return checkTimeXSD
}
