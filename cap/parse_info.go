package cap

import (
	"github.com/beevik/etree"

	"bordercast/cap/xmltree"
)

func (p parser) info(e *etree.Element) Info {
	var i Info
	p.each(e, func(e *etree.Element) {
		if !p.infoHead(&i, e) && !p.infoText(&i, e) {
			p.infoLists(&i, e)
		}
	})
	return i
}

// infoHead reads what a machine decides by.
func (p parser) infoHead(i *Info, e *etree.Element) bool {
	switch e.Tag {
	case "language":
		token(&i.Language, e)
	case "category":
		many(&i.Categories, e)
	case "responseType":
		many(&i.ResponseTypes, e)
	case "urgency":
		token(&i.Urgency, e)
	case "severity":
		token(&i.Severity, e)
	case "certainty":
		token(&i.Certainty, e)
	case "effective":
		moment(&i.Effective, e)
	case "onset":
		moment(&i.Onset, e)
	case "expires":
		moment(&i.Expires, e)
	case "web":
		token(&i.Web, e)
	default:
		return false
	}
	return true
}

// infoText reads what people read.
func (p parser) infoText(i *Info, e *etree.Element) bool {
	switch e.Tag {
	case "event":
		prose(&i.Event, e)
	case "audience":
		prose(&i.Audience, e)
	case "senderName":
		prose(&i.SenderName, e)
	case "headline":
		prose(&i.Headline, e)
	case "description":
		whole(&i.Description, e)
	case "instruction":
		whole(&i.Instruction, e)
	case "contact":
		prose(&i.Contact, e)
	default:
		return false
	}
	return true
}

func (p parser) infoLists(i *Info, e *etree.Element) {
	switch e.Tag {
	case "eventCode":
		p.pair(&i.EventCodes, e)
	case "parameter":
		p.pair(&i.Parameters, e)
	case "resource":
		i.Resources = append(i.Resources, p.resource(e))
	case "area":
		i.Areas = append(i.Areas, p.area(e))
	}
}

func (p parser) resource(e *etree.Element) Resource {
	var r Resource
	p.each(e, func(e *etree.Element) {
		switch e.Tag {
		case "resourceDesc":
			prose(&r.Desc, e)
		case "mimeType":
			token(&r.MimeType, e)
		case "size":
			token(&r.Size, e)
		case "uri":
			token(&r.URI, e)
		case "derefUri":
			token(&r.Deref, e)
		case "digest":
			token(&r.Digest, e)
		}
	})
	return r
}

func (p parser) area(e *etree.Element) Area {
	var a Area
	p.each(e, func(e *etree.Element) {
		switch e.Tag {
		case "areaDesc":
			prose(&a.Desc, e)
		case "polygon":
			many(&a.Polygons, e)
		case "circle":
			many(&a.Circles, e)
		case "geocode":
			p.pair(&a.Geocodes, e)
		case "altitude":
			token(&a.Altitude, e)
		case "ceiling":
			token(&a.Ceiling, e)
		}
	})
	return a
}

// pair reads valueName and value, or CAP 1.0's one string. An empty value is kept: it may say "none".
func (p parser) pair(to *[]Pair, e *etree.Element) {
	var pair Pair
	p.each(e, func(e *etree.Element) {
		switch e.Tag {
		case "valueName":
			token(&pair.Name, e)
		case "value":
			prose(&pair.Value, e)
		}
	})
	if pair == (Pair{}) {
		pair = splitPair(xmltree.Trim(xmltree.Text(e)))
	}
	if pair != (Pair{}) {
		*to = append(*to, pair)
	}
}
