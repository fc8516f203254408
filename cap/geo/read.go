package geo

import (
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

func (a *Atlas) readPlaces() error {
	places, err := pack.Places()
	if err != nil {
		return err
	}
	boxes := make([]plane.Box, len(places))
	a.places = make([]Place, len(places))
	for n, p := range places {
		at := plane.LonLat{Lon: float64(p.At.Lon) / pack.Scale, Lat: float64(p.At.Lat) / pack.Scale}
		out := Place{Name: p.Name, District: District(p.Region + "/_"), At: point(at), xy: plane.Project(at)}
		if side, _, _ := strings.Cut(p.Region, "/"); side == string(cap.CA) && len(p.Code) >= 4 {
			out.District, out.coded = District(lists.Location(p.Code[:4])), true
			a.coded[p.Region] = true
		} else if p.Code == pack.Water {
			out.coded, out.water = true, true
		} else if side == string(cap.US) && len(p.Code) == 3 {
			out.District = District(p.Region + "/" + p.Code)
		}
		if out.District.Side() == cap.CA {
			out.province = District(p.Region + "/_")
		}
		a.places[n] = out
		if out.Name != "" { // the others are points of ground that nobody calls anything
			a.known[out.District]++
		}
		boxes[n] = plane.Box{MinX: out.xy.X, MinY: out.xy.Y, MaxX: out.xy.X, MaxY: out.xy.Y}
	}
	a.placeTree = plane.NewTree(boxes)
	var coded []plane.Box
	for n := range a.places {
		if a.places[n].coded {
			a.codedPlaces = append(a.codedPlaces, int32(n))
			coded = append(coded, boxes[n])
		}
	}
	a.codedTree = plane.NewTree(coded)
	return nil
}

func (a *Atlas) readZones() error {
	zones, err := pack.Zones()
	if err != nil {
		return err
	}
	for n, z := range zones {
		out := Zone{Code: z.Code, Name: z.Name, At: point(plane.LonLat{Lon: float64(z.At.Lon) / pack.Scale, Lat: float64(z.At.Lat) / pack.Scale})}
		for _, c := range z.Counties {
			d := District(lists.SAME("0" + c))
			out.Counties = append(out.Counties, d)
			a.zonesOf[d] = append(a.zonesOf[d], n)
		}
		a.zoneOf[z.Code] = n
		a.zones = append(a.zones, out)
	}
	return nil
}

func (a *Atlas) readPorts() error {
	ports, err := pack.Ports()
	for _, p := range ports {
		at := plane.LonLat{Lon: float64(p.At.Lon) / pack.Scale, Lat: float64(p.At.Lat) / pack.Scale}
		a.ports = append(a.ports, Port{Name: p.Name, US: p.US, CA: p.CA, At: point(at)})
	}
	return err
}
