package plane

import "math"

// Box is the box of the point alone.
func (p XY) Box() Box { return Box{p.X, p.Y, p.X, p.Y} }

// Apart is the square of the distance of two points that lie near each other. The map's kilometres are long from west
// to east and short from south to north, the farther north the more.
func Apart(p, q XY) float64 {
	c := math.Sqrt(max(.01, 1-(p.Y/Earth)*(p.Y/Earth)))
	dx, dy := (p.X-q.X)*c, (p.Y-q.Y)/c
	return dx*dx + dy*dy
}

// Samples calls do with points of regions, raster by raster of them evenly over the box of each as far as it lies in
// another box, and with the ground (km²) that each stands for.
func Samples(regions []Region, in Box, raster int, do func(p XY, km2 float64)) {
	for r := range regions {
		box := regions[r].Box
		box = Box{max(box.MinX, in.MinX), max(box.MinY, in.MinY), min(box.MaxX, in.MaxX), min(box.MaxY, in.MaxY)}
		n := float64(raster)
		each := (box.MaxX - box.MinX) * (box.MaxY - box.MinY) / (n * n)
		for i := range raster * raster {
			x, y := (float64(i%raster)+.5)/n, (float64(i/raster)+.5)/n
			p := XY{box.MinX + x*(box.MaxX-box.MinX), box.MinY + y*(box.MaxY-box.MinY)}
			if regions[r].Contains(p) {
				do(p, each)
			}
		}
	}
}
