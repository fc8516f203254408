package geo

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
)

// TestLists: a code on no list, or on none any more, is found; the weather service's list of counties is that of
// record.
func TestLists(t *testing.T) {
	for _, c := range []struct {
		name, value string
		kind        Kind
		says        string
	}{
		{"SAME", "023029", "", ""}, {"SAME", "123029", "", ""}, {"SAME", "023000", "", ""}, {"SAME", "000000", "", ""},
		{"SAME", "073150", "", ""},
		{"SAME", "023998", Unknown, "023998 is on no list"}, {"SAME", "2302", Unknown, "“2302” is no code"},
		{"SAME", "", "", ""}, {"SAME", "099001", Unknown, "no code"},
		{"SAME", "002261", Retired, "002063, 002066 hold its ground"}, {"FIPS6", "002280", Retired, "002195, 002275"},
		{"SAME", "012025", Retired, "012086"},
		{"SAME", "009001", "", ""}, {"SAME", "009110", Retired, "009003, 009013"}, {KeptSAME, "023998", Unknown, "no list"},
		{"UGC", "MEC029", "", ""}, {"UGC", "MEC998", Unknown, "MEC998 is on no list"}, {"UGC", "MEZ029", "", ""},
		{"UGC", "ANZ150", "", ""},
		{location, "1302", "", ""}, {location, "1399", Unknown, "1399 is on no list"}, {location, "13", "", ""},
		{location, "00321", "", ""},
		{location, "1302006", "", ""}, {location, "1302999", Unknown, "its division 1302 counts"},
		{location, "5925", Retired, "5924, 5926"},
		{location, "6101005", Retired, "its division 6101 counts"}, {CLC, "015600", "", ""}, {"somebody's own", "x", "", ""},
	} {
		kind, says := onLists(pair(c.name, c.value))
		if kind != c.kind || !strings.Contains(says, c.says) || (kind == "") != (says == "") {
			t.Errorf("%s %s: %s %q, want %s %q", c.name, c.value, kind, says, c.kind, c.says)
		}
	}
}

// TestSuccessorsAdd: what is no longer a district stays as it is written, and those that hold its ground stand beside
// it.
func TestSuccessorsAdd(t *testing.T) {
	area := cap.Area{Geocodes: []cap.Pair{pair("SAME", "002261"), pair("SAME", "002280"), pair("SAME", "002195")}}
	want := "us/ak/261 us/ak/063 us/ak/066 us/ak/280 us/ak/195 us/ak/275"
	for name, got := range map[string][]District{"by codes": Districts(area),
		"on the map": atlas(t).DistrictsOf([]cap.Area{area})} {
		if joined(got) != want {
			t.Errorf("%s: %s, want %s", name, joined(got), want)
		}
	}
	if s := atlas(t).Site([]cap.Area{area}); s.BorderKM > 1 {
		t.Errorf("%f km from the border, at which two of them lie", s.BorderKM)
	}
	for old, now := range replacedBy {
		if slices.Contains(now, old) || slices.ContainsFunc(now, func(d District) bool {
			return !lists.Known(string(d)) || replacedBy[d] != nil || d.Region() != old.Region()
		}) {
			t.Errorf("%s is replaced by %v", old, now)
		}
	}
	_, doubts := atlas(t).Read(&cap.Alert{Infos: []cap.Info{{Areas: []cap.Area{area}}, {Areas: []cap.Area{area}}}})
	if len(doubts) != 2 || doubts[0].Path != "area[1]/geocode[1]" || doubts[1].Kind != Retired {
		t.Errorf("%+v", doubts)
	}
}

// TestRetiredIsItsSuccessors: people are told of those that hold the ground of what is no district any more, and of
// that ground alone; topics keep both. Where a successor is not among them the old name stays.
func TestRetiredIsItsSuccessors(t *testing.T) {
	both := []District{"us/ak/020", "us/ak/261", "us/ak/063", "us/ak/066", "ca/bc/5925", "ca/bc/5924", "ca/bc/5926"}
	if got := joined(Today(both)); got != "us/ak/020 us/ak/063 us/ak/066 ca/bc/5924 ca/bc/5926" {
		t.Errorf("told of %s", got)
	}
	if half := both[1:3]; !slices.Equal(Today(half), half) {
		t.Errorf("half of its ground stands for it: %s", joined(Today(half)))
	}
	for old, now := range replacedBy {
		ds := withSuccessors([]District{old})
		for _, french := range []bool{false, true} {
			if got, want := Names(ds, "", french), Names(now, "", french); got != want {
				t.Errorf("%s is called %q, want %q", old, got, want)
			}
		}
		if old.Side() != cap.US {
			continue // the built-in map has no outlines of divisions
		}
		area := func(ds ...District) cap.Area {
			a := cap.Area{}
			for _, d := range ds {
				a.Geocodes = append(a.Geocodes, Code(d))
			}
			return a
		}
		if got, want := atlas(t).Ground([]cap.Area{area(old)}), atlas(t).Ground([]cap.Area{area(now...)}); got.Empty() ||
			got.KM2 != want.KM2 {
			t.Errorf("%s has %.0f km², want the %.0f of %s", old, got.KM2, want.KM2, joined(now))
		}
	}
}
