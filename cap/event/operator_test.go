package event

import (
	"strings"
	"testing"
)

func own(from, code string, p Product, to, grade string) Row {
	return Row{From: from, Code: code, Product: p, To: to, Grade: grade, Source: "MOU 2026, annex B",
		Why: "both sides agreed to it"}
}

// agreed are rows as two sides may have agreed on.
func agreed() []Row {
	return []Row{
		own("capcp", "Thunderstorm", "", "SVR", Judgement),
		own("capcp", "tornado", Watch, "", None),
		own("capcp", "overflood", "", "", None),
		own("nws", "SCY", "", "strongWind", Judgement),
		own("nws", "IS", Warning, "winterStorm", Broader),
		own("same", "LAE", "", "civilEmerg", Judgement),
		own("capcp", "hazmat", "", "HMW", Exact),
		own("capcp", "train", Warning, "CEM", Broader),
		own("same", "SVS", "", "weather", Broader),
	}
}

func TestOperatorRows(t *testing.T) {
	table, refused := Default().With(agreed())
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	for _, c := range []struct {
		what     string
		match    Match
		code     string
		grade    string
		operator bool
	}{
		{"written, but a judgement", table.ToSAME(info(CAPCP, "thunderstorm"), Warning), "SVR", Judgement, true},
		{"the watch is not theirs", table.ToSAME(info(CAPCP, "thunderstorm"), Watch), "", Judgement, false},
		{"theirs takes a built-in row away", table.ToSAME(info(CAPCP, "tornado"), Watch), "", None, true},
		{"and only that one", table.ToSAME(info(CAPCP, "tornado"), Warning), "TOR", Exact, false},
		{"or all of a code", table.ToSAME(info(CAPCP, "overflood"), Statement), "", None, true},
		{"north by the weather service's code", table.ToCAPCP(info(SAME, "NWS", NWS, "SCY"), Advisory), "strongWind",
			Judgement, true},
		{"and by its phenomenon", table.ToCAPCP(info(NWS, "ISW"), Warning), "winterStorm", Broader, true},
		{"north by SAME", table.ToCAPCP(info(SAME, "LAE"), Warning), "civilEmerg", Judgement, true},
		{"what can be shown may be exact", table.ToSAME(info(CAPCP, "hazmat"), Warning), "HMW", Exact, true},
		{"what nobody judged is theirs to judge", table.ToSAME(info(CAPCP, "train"), Warning), "CEM", Broader, true},
		{"their word is not refined by a second code", table.ToCAPCP(info(SAME, "SVS", NWS, "TOW"), Statement), "weather",
			Broader, true},
		{"what the sender passed on comes first", table.ToSAME(info(CAPCP, "tornado", SAME, "TOA"), Watch), "TOA", PassedOn,
			false},
	} {
		if m := c.match; m.Code != c.code || m.Grade != c.grade || m.Operator != c.operator {
			t.Errorf("%s: %+v", c.what, m)
		}
	}
	if m := Default().ToSAME(info(CAPCP, "thunderstorm"), Warning); m.Code != "" {
		t.Errorf("an operator's row changed the built-in table: %+v", m)
	}
	if Default().Digest() != "" || len(table.Digest()) != 16 || len(table.Own()) != 9 {
		t.Errorf("digests %q and %q, %d rows", Default().Digest(), table.Digest(), len(table.Own()))
	}
}

// wrongRow is a row and why it is not taken.
type wrongRow struct {
	reason, field string
	row           Row
}

// wrongRows are one for each way to go wrong.
func wrongRows() []wrongRow {
	change := func(f func(*Row)) Row {
		r := own("capcp", "thunderstorm", Warning, "SVR", Judgement)
		f(&r)
		return r
	}
	return []wrongRow{
		{"unknown-list", "from", own("oet", "OET-194", Warning, "SVR", Judgement)},
		{"unknown-code", "code", own("capcp", "thundr", Warning, "SVR", Judgement)},
		{"unknown-code", "code", own("capcp", "evacuation", Warning, "EVI", Judgement)},
		{"unknown-code", "code", own("same", "NWS", "", "weather", Broader)},
		{"unknown-code", "code", own("nws", "ZZW", "", "weather", Broader)},
		{"unknown-product", "product", own("capcp", "tornado", "alert", "TOR", Broader)},
		{"fixed-product", "product", own("capcp", "tornado", Ended, "TOR", Broader)},
		{"fixed-product", "product", own("same", "RWT", "", "weather", Broader)},
		{"other-kind", "product", own("same", "TOR", Watch, "tornado", Exact)},
		{"other-kind", "product", own("nws", "SCY", Warning, "strongWind", Judgement)},
		{"unknown-grade", "grade", own("capcp", "tornado", Warning, "TOR", PassedOn)},
		{"none-with-code", "to", own("capcp", "tornado", Warning, "TOR", None)},
		{"no-target", "to", own("capcp", "tornado", Warning, "", Exact)},
		{"unknown-code", "to", own("capcp", "avalanche", Warning, "WFW", Judgement)},
		{"unknown-code", "to", own("capcp", "flashFreeze", Warning, "FSW", Judgement)},
		{"unknown-code", "to", own("same", "SPW", "", "shelter", Judgement)},
		{"other-kind", "to", own("capcp", "thunderstorm", Watch, "SVR", Judgement)},
		{"national-code", "to", own("capcp", "civilEmerg", Warning, "EAN", Judgement)},
		{"fixed-product", "to", own("capcp", "storm", "", "RMT", Judgement)},
		{"fixed-product", "to", own("same", "ADR", "", "testMessage", Judgement)},
		{"no-source", "source", change(func(r *Row) { r.Source = "" })},
		{"no-reason", "why", change(func(r *Row) { r.Why = "" })},
		{"grade-raised", "grade", change(func(r *Row) { r.Grade = Broader })},
		{"grade-raised", "grade", own("nws", "SCY", "", "strongWind", Exact)},
		{"not-exact", "grade", own("capcp", "train", Warning, "CEM", Exact)},
	}
}

func TestOperatorRefusals(t *testing.T) {
	for _, c := range wrongRows() {
		table, refused := Default().With([]Row{own("capcp", "tornado", Warning, "", None), c.row})
		if table != nil || len(refused) != 1 {
			t.Errorf("%+v was taken: %v", c.row, refused)
			continue
		}
		r := refused[0]
		if r.Row != 1 || r.Code != c.reason || r.Field != c.field || r.What == "" || r.Do == "" ||
			!strings.HasPrefix(r.Error(), "row 2: ") {
			t.Errorf("%+v: %+v", c.row, r)
		}
	}
	good := own("capcp", "thunderstorm", Warning, "SVR", Judgement)
	if _, refused := Default().With([]Row{good, good}); len(refused) != 1 || refused[0].Code != "row-twice" {
		t.Errorf("the same row twice: %v", refused)
	}
}

// FuzzWith: whatever an operator writes, no code is written that no list has, and no judgement as anything better.
func FuzzWith(f *testing.F) {
	f.Add("capcp", "thunderstorm", "warning", "SVR", "judgement")
	f.Add("nws", "SVW", "", "thunderstorm", "broader")
	f.Add("same", "HMW", "*", "", "none")
	f.Fuzz(func(t *testing.T, from, code, product, to, grade string) {
		table, refused := Default().With([]Row{own(from, code, Product(product), to, grade)})
		if (table == nil) != (len(refused) > 0) {
			t.Fatalf("neither taken nor refused: %v", refused)
		}
		for _, r := range table.Own() {
			checkOperator(t, r)
		}
	})
}

func checkOperator(t *testing.T, r Row) {
	t.Helper()
	there, found := load().of(otherList(r.From), r.To)
	built, ok := Default().find(r.From, r.Code, r.Product)
	switch {
	case r.To != "" && (!found || r.From == ListCAPCP && !there.ipaws):
		t.Errorf("%+v writes a code that nobody takes", r)
	case there.product != "" && there.product != r.Product:
		t.Errorf("%+v changes the kind", r)
	case ok && built.To == r.To && built.Grade == Judgement && (r.Grade == Exact || r.Grade == Broader):
		t.Errorf("%+v raises the grade of %+v", r, built)
	}
}

// TestPacks: every row of a pack is one that an operator could write: known codes of the same kind, never a better
// grade than judgement, with source and reason in both languages. Each covers what the built-in rows leave open, and
// is off until it is accepted.
func TestPacks(t *testing.T) {
	packs := Packs()
	if len(packs) != 1 || packs[0].Name != "border-2026" || len(packs[0].Rows) < 40 {
		t.Fatalf("%+v", packs)
	}
	table, refused := Default().Accept([]string{"border-2026", "border-2026"}, nil)
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	for _, r := range packs[0].Rows {
		if r.Grade != Judgement || !strings.HasPrefix(r.Source, "border-2026: ") || r.Why == "" || ReasonFR(r.Why) == "" ||
			strings.Contains(ReasonFR(r.Why), "'") {
			t.Errorf("%+v", r)
		}
		if known, ok := Default().find(r.From, r.Code, r.Product); ok && known.Grade != Judgement && known.Grade != None {
			t.Errorf("%s %s becomes %s (%s) without the pack", r.From, r.Code, known.To, known.Grade)
		}
		if got, ok := table.find(r.From, r.Code, r.Product); !ok || got.To != r.To || !got.Operator {
			t.Errorf("accepted, %s %s becomes %+v", r.From, r.Code, got)
		}
	}
	for _, code := range strings.Fields("ADR BLU CDW DBW EAN EAT EVI FRW FZW LAE LEW MEP NIC NMN NUW SPW") {
		p := load().same[code].product
		if m := Default().ToCAPCP(info(SAME, code), p); m.Code != "" {
			t.Errorf("%s is written without the pack: %+v", code, m)
		}
		if m := table.ToCAPCP(info(SAME, code), p); m.Code == "" || m.Grade != Judgement || !m.Operator {
			t.Errorf("%s with it: %+v", code, m)
		}
	}
	if m := table.ToSAME(info(CAPCP, "damBreach"), Warning); m.Code != "FFW" || table.ToSAME(info(CAPCP, "damBreach", SAME,
		"DBW"), Warning).Code == "DBW" {
		t.Errorf("%+v", m)
	}
	if Default().Digest() != "" || table.Digest() == "" {
		t.Error("the pack is no part of what tells tables apart")
	}
}

// TestOwnRowsOverPacks: the operator's own row rules, and a pack that nobody ships is refused by its place.
func TestOwnRowsOverPacks(t *testing.T) {
	for _, p := range []Product{Warning, ""} {
		own := Row{From: ListCAPCP, Code: "damBreach", Product: p, Grade: None, Source: "MOU", Why: "we say nothing"}
		table, refused := Default().Accept([]string{"border-2026"}, []Row{own})
		if len(refused) > 0 {
			t.Fatal(refused)
		}
		if m := table.ToSAME(info(CAPCP, "damBreach"), Warning); m.Code != "" || table.ToSAME(info(CAPCP, "terrorism"),
			Warning).Code != "CDW" {
			t.Errorf("%+v", m)
		}
	}
	if table, refused := Default().Accept([]string{"border-2026", "x"}, nil); table != nil || len(refused) != 1 ||
		refused[0].Field != "accept" || refused[0].Row != 1 {
		t.Errorf("%v", refused)
	}
}
