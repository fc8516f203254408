package agreement

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Kilometres are a length as the file has it: "50 km".
type Kilometres float64

// UnmarshalYAML reads a length; what it refuses, it refuses with the place in the file.
func (k *Kilometres) UnmarshalYAML(node ast.Node) error {
	text, _ := scalar(node)
	read, ok := kilometres(text)
	if !ok {
		return at(node, "%q is no distance; write it in kilometres, like 50 km", text)
	}
	*k = Kilometres(read)
	return nil
}

// MarshalYAML writes the length as it may be read again.
func (k Kilometres) MarshalYAML() ([]byte, error) { return []byte(k.String()), nil }

// String is the length as in the file.
func (k Kilometres) String() string { return strconv.FormatFloat(float64(k), 'f', -1, 64) + " km" }

// kilometres reads "50 km", never less than nothing and never endless.
func kilometres(text string) (float64, bool) {
	number, found := strings.CutSuffix(strings.TrimSpace(text), "km")
	km, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	return km, found && err == nil && km >= 0 && km <= halfway
}

// halfway round the earth nothing is farther away (km).
const halfway = 20038

// DefaultNear is how far from the border an alert is near it, where the agreement does not say (km).
const DefaultNear Kilometres = 50

func (a *Agreement) near() float64 {
	if a.terms.Near != nil {
		return float64(*a.terms.Near)
	}
	return float64(DefaultNear)
}

// NearBorder tells whether an alert is near the border: no farther than the agreement's near, or in a district that
// it lists. A whole state is when one of its districts is listed; a place nobody could tell is not.
func (a *Agreement) NearBorder(f Facts) bool {
	if f.BorderKM != nil && *f.BorderKM <= a.near() {
		return true
	}
	return slices.ContainsFunc(f.Districts, func(d string) bool {
		return slices.ContainsFunc(a.terms.Border, func(near string) bool { return touches(d, near) })
	})
}

// distances are what a border key is compared with: whether the alert is near, and how far it is where that is known.
func (a *Agreement) distances(f Facts) []string {
	all := []string{strconv.FormatBool(a.NearBorder(f))}
	if f.BorderKM != nil {
		all = append(all, Kilometres(math.Round(1000**f.BorderKM)/1000).String())
	}
	return all
}

// bound is a comparison with a distance: "<= 50 km".
type bound struct {
	sign string
	km   float64
}

// boundOf reads a comparison. The signs are those that severity is compared with.
func boundOf(text string) (bound, bool) {
	text = strings.TrimSpace(text)
	for _, sign := range []string{"<=", ">=", "<", ">"} {
		if rest, found := strings.CutPrefix(text, sign); found {
			km, ok := kilometres(rest)
			return bound{sign, km}, ok
		}
	}
	return bound{}, false
}

func (b bound) holds(km float64) bool {
	switch b.sign {
	case "<=":
		return km <= b.km
	case "<":
		return km < b.km
	case ">=":
		return km >= b.km
	}
	return km > b.km
}

// atBorder compares one of an alert's distances with what a route wants: near or not, or a bound.
func atBorder(value, wanted string) bool {
	b, isBound := boundOf(wanted)
	km, isDistance := kilometres(value)
	if isBound {
		return isDistance && b.holds(km)
	}
	return value == wanted
}

// bordering tells whether whatever meets the narrow border key meets the wide one: near is a distance too, and what is
// not near is farther, unless nobody knows how far it is.
func bordering(narrow, wide string, near float64) bool {
	n, bounded := boundOf(narrow)
	w, isBound := boundOf(wide)
	switch {
	case narrow == wide:
		return true
	case bounded && wide == "true":
		return n.within(bound{"<=", near})
	case bounded && isBound:
		return n.within(w)
	}
	return false
}

// within tells whether every distance that one bound takes the other takes too.
func (b bound) within(wide bound) bool {
	if b.sign[0] != wide.sign[0] {
		return false
	}
	strict := len(b.sign) > len(wide.sign) // the narrow one takes its own distance, and the wide one does not
	if b.sign[0] == '<' {
		return b.km < wide.km || b.km == wide.km && !strict
	}
	return b.km > wide.km || b.km == wide.km && !strict
}
