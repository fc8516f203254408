package profile

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/xmltree"
)

// Locate adds to each finding the line of its place in the document the alert was read from: of the element, or of
// the nearest one around it where the element is absent.
func Locate(doc *xmltree.Document, found []cap.Finding) {
	for n := range found {
		found[n].Line = doc.Line(nearest(doc.Root, found[n].Path))
	}
}

// nearest follows a path such as alert/info[2]/area[1] from the root as far as there are elements.
func nearest(root *etree.Element, path string) *etree.Element {
	at := root
	steps := strings.Split(path, "/")
	for _, step := range steps[1:] {
		tag, number, numbered := strings.Cut(step, "[")
		n := 1
		if numbered {
			n, _ = strconv.Atoi(strings.TrimSuffix(number, "]"))
		}
		next := nthChild(at, tag, n)
		if next == nil {
			return at
		}
		at = next
	}
	return at
}

func nthChild(e *etree.Element, tag string, n int) *etree.Element {
	for _, t := range e.Child {
		if c, ok := t.(*etree.Element); ok && c.Tag == tag {
			if n--; n == 0 {
				return c
			}
		}
	}
	return nil
}
