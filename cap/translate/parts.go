package translate

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// group is one part in the making: the infos, in every language, about one event in one set of districts.
type group struct {
	key       string // event code + sorted districts
	event     string
	districts []geo.District // in document order
	infos     []int          // of the source, the gravest first

	part    int
	msgType cap.MsgType
	refs    []Live // live parts it overlaps: what it references
	own     *Live  // the live part it continues
}

// split groups the infos still in force by event and districts, in document order, and lists those that have ended.
// Receiving devices read only the first info of a language (ECIG 3.5), hence a part for each event and area group.
func split(req Request) (groups []group, over []int) {
	a := req.Alert
	ending := a.Ends() // and yet it ends nothing: see ends
	for n := range a.Infos {
		if !ending && hasEnded(req, n) {
			over = append(over, n)
			continue
		}
		groups = gather(groups, req, n)
	}
	groups = ride(a, groups)
	for g := range groups {
		slices.SortStableFunc(groups[g].infos, func(x, y int) int { return graver(&a.Infos[x], &a.Infos[y]) })
	}
	return groups, over
}

// splitAll groups every info, for an alert that ends as a whole.
func splitAll(req Request) (groups []group) {
	for n := range req.Alert.Infos {
		groups = gather(groups, req, n)
	}
	return ride(req.Alert, groups)
}

func gather(groups []group, req Request, n int) []group {
	ev, ds := eventKey(req.Alert, &req.Alert.Infos[n]), req.Ground.Info(n)
	key := partKey(ev, ds)
	for g := range groups {
		if groups[g].key == key {
			groups[g].infos = append(groups[g].infos, n)
			return groups
		}
	}
	for g := range groups {
		if groups[g].event == ev && translates(req.Alert, groups[g].infos, n) {
			groups[g].infos = append(groups[g].infos, n)
			groups[g].districts = geo.Join(slices.Concat(groups[g].districts, ds))
			groups[g].key = partKey(ev, groups[g].districts)
			return groups
		}
	}
	return append(groups, group{key: key, event: ev, districts: ds, infos: []int{n}})
}

// translates tells an info that says in another language what others say: its codes are theirs, though the map finds
// other districts for it because it draws less, or otherwise.
func translates(a *cap.Alert, infos []int, n int) bool {
	ds := geo.OfInfo(&a.Infos[n])
	if ds[0] == geo.Unplaced {
		return false
	}
	return !slices.ContainsFunc(infos, func(m int) bool {
		return strings.EqualFold(a.Infos[m].Language, a.Infos[n].Language) || !slices.Equal(geo.Sorted(geo.OfInfo(&a.Infos[m])), geo.Sorted(ds))
	})
}

func partKey(ev string, ds []geo.District) string {
	var b strings.Builder
	b.WriteString(strings.ToLower(ev))
	for _, d := range geo.Sorted(ds) {
		b.WriteString(" " + string(d))
	}
	return b.String()
}

// eventKey is the info's event code, or the only one of the alert where a language block forgot it.
func eventKey(a *cap.Alert, i *cap.Info) string {
	if key := event.Key(i); key != "" {
		return key
	}
	only := ""
	for n := range a.Infos {
		switch key := event.Key(&a.Infos[n]); {
		case key == "" || key == only:
		case only == "":
			only = key
		default:
			return ""
		}
	}
	return only
}

func graver(a, b *cap.Info) int {
	if d := b.Severity.Rank() - a.Severity.Rank(); d != 0 {
		return d
	}
	return b.Urgency.Rank() - a.Urgency.Rank()
}

// assign gives each group its part number, its msgType and its references.
func assign(req Request, groups []group) {
	if req.Stateless {
		for g := range groups {
			groups[g].part, groups[g].msgType = g+1, req.Alert.MsgType
		}
		return
	}
	live, next := liveParts(req), req.Parts
	for _, l := range live {
		next = max(next, l.Part)
	}
	continueLive(following(req, groups), live)
	for g := range groups {
		groups[g].msgType = cap.MsgUpdate
		if groups[g].own != nil {
			groups[g].part = groups[g].own.Part
			continue
		}
		next++
		groups[g].part = next
		if len(groups[g].refs) == 0 {
			groups[g].msgType = cap.MsgAlert
		}
	}
}

// following are the groups that follow what is live. An Alert that tells what is past ends nothing and takes nobody's
// place: it stands beside what is live.
func following(req Request, groups []group) (out []*group) {
	for g := range groups {
		told := func(n int) bool { return req.Alert.Told(&req.Alert.Infos[n]) }
		if len(groups[g].infos) == 0 || req.Alert.MsgType != cap.MsgAlert || slices.ContainsFunc(groups[g].infos, func(n int) bool { return !told(n) }) {
			out = append(out, &groups[g])
		}
	}
	return out
}

// continueLive pairs groups with the live parts they share most districts with, the closest pairs first; each live
// part is continued once. Ties go to the same event, then to the lower numbers, so that the outcome is always one.
func continueLive(groups []*group, live []Live) {
	type pair struct{ g, l, shared, same int }
	var pairs []pair
	for g := range groups {
		for l := range live {
			if n := geo.Shared(groups[g].districts, live[l].Districts); n > 0 {
				groups[g].refs = append(groups[g].refs, live[l])
				pairs = append(pairs, pair{g, l, n, b2i(strings.EqualFold(groups[g].event, live[l].Event))})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		if a.shared != b.shared {
			return b.shared - a.shared
		}
		return b.same - a.same
	})
	taken := map[int]bool{}
	for _, p := range pairs {
		if groups[p.g].own == nil && !taken[p.l] {
			groups[p.g].own, taken[p.l] = &live[p.l], true
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
