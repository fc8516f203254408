package gateway

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/draft"
)

// rendering is what one variant of an alert becomes, and the destinations that share it. Making it is pure.
type rendering struct {
	variant      string
	asOf         time.Time // the clock that it is made by
	destinations []destinationState
	parts        []part
	digest       string // of the draft; "" where nobody was ever asked
	err          error
}

// part is one derived alert, rendered and packed.
type part struct {
	part      int
	ends      bool
	draft     translate.Draft // zero for a pass-through
	alert     *cap.Alert      // as the reader gets it
	districts []string
	event     string
	cap       book.Packed
	report    book.Packed
	made      book.Derived
	derived   int64 // row of made, once put
	blob      int64
	stored    bool // blob holds these very bytes, and not those of an earlier release
	reported  int64
	rendered  []renderedJSON
}

// renderedJSON is the JSON for one destination's placement; it names its own CAP topic, so trees differ in it.
type renderedJSON struct {
	where placement
	doc   book.Packed
	blob  int64
}

// original is the variant of an alert that its own side's readers get as it is.
const original = "original"

// drafts renders an alert once for each variant its destinations need, and for each clock it was shown by.
func (g *Gateway) drafts(from gathered) []rendering {
	var made []rendering
	for _, at := range from.destinations {
		variant := g.variantFor(from, at)
		asOf := from.clockOf(at, variant)
		i := slices.IndexFunc(made, func(m rendering) bool {
			return m.variant == variant && m.asOf.Equal(asOf) && m.destinations[0].parts == at.parts
		})
		if i < 0 {
			made, i = append(made, rendering{variant: variant, asOf: asOf}), len(made)
		}
		made[i].destinations = append(made[i].destinations, at)
	}
	for i := range made {
		g.render(from, &made[i])
	}
	return made
}

func (g *Gateway) variantFor(from gathered, at destinationState) string {
	if g.isPassThrough(from, at) {
		return original
	}
	return translate.Variant(g.request(from, at))
}

// isPassThrough says that a destination gets the alert as it is: its readers are on the alert's own side, and nothing
// is to be kept from them.
func (g *Gateway) isPassThrough(from gathered, at destinationState) bool {
	return at.system.Side == from.row.Side && from.alert.Scope == cap.Public && at.pending == ""
}

func (g *Gateway) request(from gathered, at destinationState) translate.Request {
	original, resource := g.offers(from)
	req := translate.Request{
		Alert: from.alert, To: at.system.Side, From: from.row.Side, Gateway: g.name, Sender: g.sender, Lane: from.row.Lane,
		Live: at.lives(g.sender), Parts: at.parts, Allow: at.decision.Allow, OriginalSHA: hexOf(from.row.SHA256[:]),
		Edition: from.edition, Original: original, ResourceURI: resource, Events: g.events, Atlas: g.atlas, Ground: from.ground, Area: at.system.area,
	}
	req.Unreviewed = at.pending
	if h := at.decision.Hold; h != nil {
		req.Channels, req.French = h.Channels, h.French
		if approval.Narrower(h.Area, from.shape.Districts) { // whoever approved it narrowed it
			for _, d := range h.Area {
				req.Narrow = append(req.Narrow, geo.District(d))
			}
		}
	}
	return req
}

// render makes what is released: the draft, its sent, its signature.
func (g *Gateway) render(from gathered, m *rendering) {
	g.translated(from, m, g.releaseTime())
	for i := range m.parts {
		p := &m.parts[i]
		if m.variant != original && m.err == nil {
			m.err = g.sign(p)
		}
		for _, at := range m.destinations {
			if p.ends {
				continue
			}
			where := placeAt(at.system, from.row, from.chain.Token, p.part, from.shape)
			p.rendered = append(p.rendered, renderedJSON{where: where, doc: p.packJSON(g.feature(from, *p, at.system, where, mark{pendingOf: at.pending}))})
		}
	}
}

// translated makes the parts of a rendering, without signature, and the digest of them where somebody was asked.
func (g *Gateway) translated(from gathered, m *rendering, sent time.Time) {
	at := m.destinations[0]
	if m.variant == original {
		m.parts, m.digest = []part{g.pass(from)}, draft.OfBytes(from.row.SHA256)
		return
	}
	req := g.request(from, at)
	req.At, req.Sent = m.asOf, sent
	if req.At.IsZero() {
		req.At = sent
	}
	drafts, err := translate.Translate(req)
	if m.err = err; err != nil {
		return
	}
	var alerts []*cap.Alert
	for _, d := range drafts {
		if d.Kind == translate.KindEndOnly {
			continue // nothing of it stands there: endRest says what there is to say
		}
		m.parts, alerts = append(m.parts, partOf(d)), append(alerts, d.Alert)
	}
	for i := range m.parts {
		m.parts[i].made.AsOf = m.asOf
	}
	if slices.ContainsFunc(m.destinations, func(at destinationState) bool { return at.asks() }) {
		m.digest = draft.Digest(alerts)
	}
}

// pass is the alert itself, byte for byte.
func (g *Gateway) pass(from gathered) part {
	return part{
		part: 1, ends: from.shape.Ends, alert: from.alert, districts: from.shape.Districts, event: from.shape.Event, cap: packCAP(from.raw),
		made: book.Derived{Part: 1, Sent: from.row.Sent, Level: original},
	}
}

func partOf(d translate.Draft) part {
	p := part{
		part: d.Part, ends: d.Kind == translate.KindCancel, draft: d, alert: d.Alert, event: d.Event,
		made: book.Derived{Part: d.Part, Identifier: d.Alert.Identifier, Sent: d.Alert.Sent.At, Level: string(d.Level), Event: d.Event},
	}
	for _, place := range d.Districts {
		p.districts = append(p.districts, string(place))
	}
	return p
}

// sign makes the document that leaves: signed by the gateway as itself.
func (g *Gateway) sign(p *part) error {
	doc, err := xmldsig.Seal(p.alert.Canonical(), nil, g.key.Signer, g.key.Certificate)
	if err != nil {
		return fmt.Errorf("the derived alert could not be signed: %w", err)
	}
	p.cap, p.report = packCAP(doc), book.Pack(p.draft.Report.JSON())
	return nil
}

// documentsOf are the digests of all that a rendering may have to store.
func (m rendering) documentsOf() (all [][sha256.Size]byte) {
	for _, p := range m.parts {
		all = append(all, p.cap.SHA256)
		if p.report.Size > 0 {
			all = append(all, p.report.SHA256)
		}
		for _, r := range p.rendered {
			all = append(all, r.doc.SHA256)
		}
	}
	return all
}

// put stores a part, or takes what an earlier release to another destination stored: bytes are fixed once.
func (p *part) put(tx *book.Tx, from gathered, variant string) (err error) {
	known, err := tx.DerivedOf(from.row.ID, variant)
	if err != nil {
		return err
	}
	for _, k := range known {
		if k.Part == p.part && k.Digest == from.row.Digest {
			p.derived, p.blob, p.reported = k.ID, k.Blob, k.Report
			return p.putJSON(tx)
		}
	}
	if p.blob, err = tx.PutBlob(p.cap); err != nil {
		return err
	}
	p.stored = true
	if p.report.Size > 0 {
		if p.reported, err = tx.PutBlob(p.report); err != nil {
			return err
		}
	}
	if len(p.draft.Resources) > 0 && from.shape.Scope == cap.Public {
		if err := keepResources(tx, from, p.draft.Resources); err != nil {
			return err
		}
	}
	row := p.made
	row.Alert, row.Variant, row.Blob, row.Report, row.Districts = from.row.ID, variant, p.blob, p.reported, p.districts
	row.Edition, row.Digest = from.edition, from.row.Digest
	if p.derived, err = tx.PutDerived(row); err != nil {
		return err
	}
	return p.putJSON(tx)
}

func (p *part) putJSON(tx *book.Tx) (err error) {
	for i := range p.rendered {
		if p.rendered[i].blob, err = tx.PutBlob(p.rendered[i].doc); err != nil {
			return err
		}
	}
	return nil
}

// documents are the retained payloads of a part in one placement.
func (p *part) documents(where placement) []document {
	json, capTopics, report := where.leaves(p.districts)
	var docs []document
	if len(capTopics) > 0 {
		docs = append(docs, document{payload{p.blob, p.cap.Public}, capTopics})
	}
	for _, r := range p.rendered {
		if r.where == where {
			docs = append(docs, document{payload{r.blob, r.doc.Public}, json})
		}
	}
	if len(report) > 0 && p.reported != 0 {
		docs = append(docs, document{payload{p.reported, false}, report})
	}
	return docs
}

// said is what the trail is told of a release: digests, codes and ids.
func (m rendering) said(destination string) map[string]any {
	var parts []any
	for _, p := range m.parts {
		parts = append(parts, map[string]any{"part": p.part, "identifier": p.made.Identifier, "sha256": hexOf(p.cap.SHA256[:]), "level": p.made.Level})
	}
	return map[string]any{"destination": destination, "variant": m.variant, "parts": parts}
}

// personal says whether carried prose has the shape of a telephone number or an e-mail address.
func (m rendering) personal() bool {
	return slices.ContainsFunc(m.parts, func(p part) bool { return len(p.draft.Personal) > 0 })
}
