package trail

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Renewed is the body of an entry KeysNew: fingerprints, and who had the keys made. What was is empty where it was
// lost.
func Renewed(by, signing, signingWas, trail, trailWas string) map[string]any {
	return map[string]any{
		"by": by, "signing": signing, "signing_was": signingWas, "trail": trail, "trail_was": trailWas,
	}
}

// renewedTo is the fingerprint of the trail's key that an entry KeysNew tells of.
func renewedTo(row Row) string {
	var body struct {
		Trail string `json:"trail"`
	}
	if json.Unmarshal([]byte(row.Body), &body) != nil {
		return "" // an altered row, which is reported as one
	}
	return body.Trail
}

// keysInTheirTime reports checkpoints of a key before the entry that tells of it, or after the one that tells of the
// next: whoever finds a replaced key could sign with it. The entry itself stands under both, for the old key vouches
// for the new.
func (as *anchors) keysInTheirTime(key *PublicKey, renewed map[string]int64) {
	for i, line := range key.lines {
		sizes := as.signers[i]
		if len(sizes) == 0 {
			continue
		}
		from, told := renewed[fingerprint(line)]
		switch oldest := i == len(key.lines)-1; {
		case oldest:
		case told:
			as.outOfTime(sizes, func(size int64) bool { return size < from },
				fmt.Sprintf("by a key that the trail tells of only at entry %d", from))
		default:
			as.outOfTime(sizes, func(int64) bool { return true }, "by a key that no entry tells of")
		}
		if i == 0 {
			continue
		}
		if until, told := renewed[fingerprint(key.lines[i-1])]; told {
			as.outOfTime(sizes, func(size int64) bool { return size > until },
				fmt.Sprintf("by a key that was replaced at entry %d", until))
		}
	}
}

func (as *anchors) outOfTime(sizes []int64, wrong func(int64) bool, how string) {
	list := slices.DeleteFunc(slices.Clone(sizes), func(size int64) bool { return !wrong(size) })
	slices.Sort(list)
	list = slices.Compact(list) // each stands in the store and in the file
	switch n := len(list); n {
	case 0:
	case 1:
		as.report.fault(KeyOutOfTime, list[0], list[0], "The checkpoint of %d entries was signed %s.", list[0], how)
	default:
		as.report.fault(KeyOutOfTime, list[0], list[n-1], "%d checkpoints, of %d to %d entries, were signed %s.",
			n, list[0], list[n-1], how)
	}
}
