package judge

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"bordercast/cap"
)

// ContentKeyOf is a digest of what makes two alerts the same news: lane, event, text and area. Endings and updates are
// never alike: they are about the chain that they name.
func ContentKeyOf(a *cap.Alert, lane cap.Lane, sh Shape) (sum [sha256.Size]byte) {
	if a.MsgType != cap.MsgAlert || sh.Ends || len(a.Infos) == 0 {
		return sum
	}
	b := appendAll(make([]byte, 0, 8<<10), []string{string(lane)}, sorted(sh.Codes), sorted(sh.Districts))
	for i := range a.Infos {
		info := &a.Infos[i]
		for _, text := range [...]string{info.Language, info.Event, info.Headline, info.Description, info.Instruction} {
			b = appendAll(b, strings.Fields(text))
		}
		b = binary.AppendUvarint(b, uint64(len(info.Areas)))
		for j := range info.Areas {
			b = appendAll(b, info.Areas[j].Polygons, info.Areas[j].Circles)
		}
	}
	return sha256.Sum256(b)
}

// appendAll writes lists of texts, each behind its length, so that no two alerts are written alike.
func appendAll(b []byte, lists ...[]string) []byte {
	for _, list := range lists {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, text := range list {
			b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
		}
	}
	return b
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }
