package limits

import (
	"cmp"
	"fmt"
	"slices"

	"bordercast/cap"
)

// infos keeps the gravest infos, in their order: what has ended goes first.
func (k *keeper) infos() {
	most, have := k.limits.Infos, len(k.out.Infos)
	if most == 0 || have <= most {
		return
	}
	k.copied()
	order := make([]int, have)
	for n := range order {
		order[n] = n
	}
	infos := k.out.Infos
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(ended(k.out, &infos[a])-ended(k.out, &infos[b]), infos[b].Severity.Rank()-infos[a].Severity.Rank(),
			infos[b].Urgency.Rank()-infos[a].Urgency.Rank())
	})
	k.places = slices.Sorted(slices.Values(order[:most]))
	kept := make([]cap.Info, 0, most)
	for _, n := range k.places {
		kept = append(kept, infos[n])
	}
	k.out.Infos = kept
	k.cut("infos", "alert/info", fmt.Sprintf("%d infos", have), fmt.Sprintf("%d infos", most),
		"it has %d infos, and no more than %d of an alert are worked on: the gravest stay, the others are left out", have,
		most)
	k.cuts[len(k.cuts)-1].Kept = k.places
}

func ended(a *cap.Alert, i *cap.Info) int {
	if a.Ended(i) {
		return 1
	}
	return 0
}

// areas keeps as many of each info as all can have, so that the languages of an alert keep the same ones.
func (k *keeper) areas() {
	sizes := make([]int, len(k.out.Infos))
	for n := range k.out.Infos {
		sizes[n] = len(k.out.Infos[n].Areas)
	}
	most, over := share(sizes, k.limits.Areas)
	if !over {
		return
	}
	k.copied()
	for n, have := range sizes {
		if have > most {
			k.out.Infos[n].Areas = k.out.Infos[n].Areas[:most]
			k.cut("areas", k.info(n)+"/area", fmt.Sprintf("%d areas", have), fmt.Sprintf("%d areas", most),
				"it has %d areas, and no more than %d of an alert are worked on: the first %d stay, the others are left out", have,
				k.limits.Areas, most)
		}
	}
}

// geocodes keeps as many of each info as all can have, those of its first areas.
func (k *keeper) geocodes() {
	sizes := make([]int, len(k.out.Infos))
	for n := range k.out.Infos {
		for _, a := range k.out.Infos[n].Areas {
			sizes[n] += len(a.Geocodes)
		}
	}
	most, over := share(sizes, k.limits.Geocodes)
	if !over {
		return
	}
	k.copied()
	for n, have := range sizes {
		if have <= most {
			continue
		}
		left := most
		for m := range k.out.Infos[n].Areas {
			a := &k.out.Infos[n].Areas[m]
			a.Geocodes = a.Geocodes[:min(left, len(a.Geocodes))]
			left -= len(a.Geocodes)
		}
		k.cut("geocodes", k.info(n)+"/area/geocode", fmt.Sprintf("%d geocodes", have), fmt.Sprintf("%d geocodes", most),
			"its areas have %d geocodes, and no more than %d of an alert are worked on: the first %d stay, the others are "+
				"left out", have, k.limits.Geocodes, most)
	}
}

// share is the most that each may have so that all have no more than a limit; false where they have no more anyway.
func share(sizes []int, limit int) (most int, over bool) {
	total := 0
	for _, n := range sizes {
		total += n
	}
	if limit == 0 || total <= limit {
		return 0, false
	}
	left, of := limit, len(sizes)
	for _, n := range slices.Sorted(slices.Values(sizes)) {
		if n > left/of {
			return left / of, true
		}
		left, of = left-n, of-1
	}
	return 0, false // not reached: their sum is over the limit
}
