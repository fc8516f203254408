package yamlfile

import "bytes"

// deepest is how far a file may nest; the parser recurses, and a file of brackets alone would take the
// machine's memory with it.
const deepest = 64

// tooDeep finds the first line that nests further, or 0. It counts brackets without reading quotes, and what a
// line begins with: dashes, question marks and blanks.
func tooDeep(text []byte) int {
	depth := 0
	for n, line := range bytes.Split(text, []byte("\n")) {
		for _, c := range line {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			}
			if depth > deepest {
				return n + 1
			}
		}
		if len(line)-len(bytes.TrimLeft(line, " -?:!&*\t")) > 4*deepest {
			return n + 1
		}
	}
	return 0
}
