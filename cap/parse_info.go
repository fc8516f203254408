package cap

import (
	"github.com/beevik/etree"

	"bordercast/cap/form"
	"bordercast/cap/xmltree"
)

func (p *parser) readInfo(e *etree.Element) Info {
	var i Info
	p.each(e, func(e *etree.Element) bool { return p.infoHead(&i, e) || p.infoText(&i, e) || p.infoLists(&i, e) })
	return i
}

// infoHead reads what a machine decides by.
func (p *parser) infoHead(i *Info, e *etree.Element) bool {
	switch e.Tag {
	case "language":
		token(p, &i.Language, e)
	case "category":
		p.words(&i.Categories, e, form.Categories)
	case "responseType":
		p.words(&i.ResponseTypes, e, form.ResponseTypes)
	case "urgency":
		enumerated(p, &i.Urgency, e, form.Urgencies)
	case "severity":
		enumerated(p, &i.Severity, e, form.Severities)
	case "certainty":
		enumerated(p, &i.Certainty, e, form.Certainties)
	case "effective":
		moment(p, &i.Effective, e)
	case "onset":
		moment(p, &i.Onset, e)
	case "expires":
		moment(p, &i.Expires, e)
	case "web":
		token(p, &i.Web, e)
	default:
		return false
	}
	return true
}

// infoText reads what people read.
func (p *parser) infoText(i *Info, e *etree.Element) bool {
	switch e.Tag {
	case "event":
		prose(p, &i.Event, e)
	case "audience":
		prose(p, &i.Audience, e)
	case "senderName":
		prose(p, &i.SenderName, e)
	case "headline":
		prose(p, &i.Headline, e)
	case "description":
		full(p, &i.Description, e)
	case "instruction":
		full(p, &i.Instruction, e)
	case "contact":
		prose(p, &i.Contact, e)
	default:
		return false
	}
	return true
}

func (p *parser) infoLists(i *Info, e *etree.Element) bool {
	switch e.Tag {
	case "eventCode":
		p.pair(&i.EventCodes, e)
	case "parameter":
		p.pair(&i.Parameters, e)
	case "resource":
		i.Resources = append(i.Resources, p.resource(e))
	case "area":
		i.Areas = append(i.Areas, p.area(e))
	default:
		return false
	}
	return true
}

func (p *parser) resource(e *etree.Element) Resource {
	var r Resource
	p.each(e, func(e *etree.Element) bool {
		switch e.Tag {
		case "resourceDesc":
			prose(p, &r.Desc, e)
		case "mimeType":
			token(p, &r.MimeType, e)
		case "size":
			token(p, &r.Size, e)
		case "uri":
			token(p, &r.URI, e)
		case "derefUri":
			token(p, &r.Deref, e)
		case "digest":
			token(p, &r.Digest, e)
		default:
			return false
		}
		return true
	})
	return r
}

func (p *parser) area(e *etree.Element) Area {
	var a Area
	p.each(e, func(e *etree.Element) bool {
		switch e.Tag {
		case "areaDesc":
			prose(p, &a.Desc, e)
		case "polygon":
			p.drawing(&a.Polygons, e)
		case "circle":
			p.drawing(&a.Circles, e)
		case "geocode":
			p.pair(&a.Geocodes, e)
		case "altitude":
			token(p, &a.Altitude, e)
		case "ceiling":
			token(p, &a.Ceiling, e)
		default:
			return false
		}
		return true
	})
	return a
}

// pair reads valueName and value, or CAP 1.0's one string. An empty value is kept: it may say "none".
func (p *parser) pair(to *[]Pair, e *etree.Element) {
	var pair Pair
	p.elements(e, func(e *etree.Element) bool {
		switch e.Tag {
		case "valueName":
			token(p, &pair.Name, e)
		case "value":
			token(p, &pair.Value, e)
		default:
			return false
		}
		return true
	})
	if pair == (Pair{}) {
		pair = splitPair(xmltree.Trim(p.seen(e, xmltree.Text(e))))
	} else {
		p.between(e)
	}
	if pair != (Pair{}) {
		*to = append(*to, pair)
	}
}
