package pack

// Water is the Code of a point in the water, where no district has ground.
const Water = "-"

// Place is a town or a part of one. Code is what the source knows of its district: a county's three digits in the
// United States, in Canada Statistics Canada's census division (four digits) or subdivision (seven), Water, or
// "". A place without a name is only a point of that ground.
type Place struct {
	Name   string
	Region string // "us/me", "ca/nb"
	Code   string
	At     Grid
}

// Zone is a public forecast zone of the National Weather Service: its middle, and the counties whose towns lie
// nearest to it, which is not the same as its outline.
type Zone struct {
	Code     string // MEZ029
	Name     string
	At       Grid
	Counties []string // five digits each
}

// EncodePlaces writes places.
func EncodePlaces(places []Place) ([]byte, error) {
	var w writer
	var at Grid
	w.uint(len(places))
	for _, p := range places {
		w.string(p.Region)
		w.string(p.Code)
		w.string(p.Name)
		w.int(int(p.At.Lon - at.Lon))
		w.int(int(p.At.Lat - at.Lat))
		at = p.At
	}
	return squeeze(w.b)
}

// DecodePlaces reads what EncodePlaces wrote.
func DecodePlaces(b []byte) ([]Place, error) {
	r, err := unsqueeze(b)
	if err != nil {
		return nil, err
	}
	var at Grid
	out := make([]Place, r.count())
	for n := range out {
		p := Place{Region: r.string(), Code: r.string(), Name: r.string()}
		at.Lon += int32(r.int())
		at.Lat += int32(r.int())
		p.At = at
		out[n] = p
	}
	return out, r.end()
}

// EncodeZones writes zones.
func EncodeZones(zones []Zone) ([]byte, error) {
	var w writer
	w.uint(len(zones))
	for _, z := range zones {
		w.string(z.Code)
		w.string(z.Name)
		w.int(int(z.At.Lon))
		w.int(int(z.At.Lat))
		w.uint(len(z.Counties))
		for _, c := range z.Counties {
			w.string(c)
		}
	}
	return squeeze(w.b)
}

// DecodeZones reads what EncodeZones wrote.
func DecodeZones(b []byte) ([]Zone, error) {
	r, err := unsqueeze(b)
	if err != nil {
		return nil, err
	}
	out := make([]Zone, r.count())
	for n := range out {
		z := Zone{Code: r.string(), Name: r.string(), At: Grid{int32(r.int()), int32(r.int())}}
		z.Counties = make([]string, r.count())
		for c := range z.Counties {
			z.Counties[c] = r.string()
		}
		out[n] = z
	}
	return out, r.end()
}
