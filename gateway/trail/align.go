package trail

import (
	"fmt"
	"slices"
)

// align finds out what became of the rows that do not hash to what was signed for their number: each is compared
// with the signed hashes of other numbers, near ones first. A row that fits elsewhere was moved; one that fits
// nowhere was changed if its own place is still empty, else inserted.
type align struct {
	*evidence
	report *Report
	taken  []bool // by record number: some row has this place
	shift  int64  // how far the last moved row stood from its place
	moves  []move
	loose  []Row
	more   int // loose rows beyond maxLoose, only counted
}

type move struct{ from, to int64 } // seqs: where the row stands and where it belongs

const (
	maxLoose = 1000 // rows kept for comparison with every open place
	reach    = 16   // how far around the last shift a row is looked for
)

func (a *align) run(tables Tables) error {
	a.taken = make([]bool, len(a.truth))
	bad := a.stray
	for n, t := range a.truth {
		a.taken[n] = t.ok && a.rows.at(int64(n)) == t
	}
	for n, row := range a.rows {
		if row.ok && (n >= len(a.taken) || !a.taken[n]) {
			bad++
		}
	}
	if bad > 0 {
		if err := a.place(tables); err != nil {
			return err
		}
	}
	a.settle()
	return nil
}

// place reads the rows a second time, since only their hashes were kept.
func (a *align) place(tables Tables) error {
	last, there := int64(0), false
	for row, err := range tables.Rows() {
		if err != nil {
			return fmt.Errorf("trail: the table trail cannot be read again: %w", err)
		}
		twice := there && row.Seq == last // a copy of an entry under its own number is one too many
		last, there = row.Seq, true
		if n := row.Seq - 1; !twice && n >= 0 && n < int64(len(a.taken)) && a.truth[n].ok && row.hash() == a.truth[n].hash {
			a.taken[n] = true
			continue
		}
		if !a.near(row) {
			a.keep(row)
		}
	}
	a.loose = slices.DeleteFunc(a.loose, a.anywhere)
	return nil
}

func (a *align) keep(row Row) {
	if len(a.loose) < maxLoose {
		a.loose = append(a.loose, row)
		return
	}
	a.more++
}

// near tries the places around the one that the last moved row suggests.
func (a *align) near(row Row) bool {
	for d := int64(0); d <= reach; d++ {
		if a.fits(row, row.Seq+a.shift+d) || d > 0 && a.fits(row, row.Seq+a.shift-d) {
			return true
		}
	}
	return false
}

func (a *align) anywhere(row Row) bool {
	for n := range a.taken {
		if !a.taken[n] && a.fits(row, int64(n)+1) {
			return true
		}
	}
	return false
}

func (a *align) fits(row Row, seq int64) bool {
	n := seq - 1
	if n < 0 || n >= int64(len(a.taken)) || a.taken[n] || !a.truth[n].ok {
		return false
	}
	from := row.Seq
	row.Seq = seq
	if row.hash() != a.truth[n].hash {
		return false
	}
	a.taken[n], a.shift = true, seq-from
	a.moves = append(a.moves, move{from, seq})
	return true
}

// settle turns what was found into faults.
func (a *align) settle() {
	a.reportMoves()
	var added []Row
	for _, row := range a.loose {
		if n := row.Seq - 1; n >= 0 && n < int64(len(a.taken)) && !a.taken[n] {
			a.taken[n] = true
			a.reportChanged(row)
			continue
		}
		added = append(added, row)
	}
	a.reportAdded(added)
	if a.more > 0 {
		seq := a.loose[len(a.loose)-1].Seq
		a.report.fault(RowChanged, seq, seq, "A further %d rows after entry %d match nothing that was signed.", a.more, seq)
	}
	a.reportGone()
}

func (a *align) reportChanged(row Row) {
	if a.doubtful(row.Seq) {
		a.report.fault(RowChanged, row.Seq, row.Seq, "Entry %d and its stored hash disagree%s; no checkpoint can tell "+
			"which of the two was altered.", row.Seq, hint(row))
		return
	}
	a.report.fault(RowChanged, row.Seq, row.Seq, "The content of entry %d was changed%s.", row.Seq, hint(row))
}

// reportAdded names rows that were never signed, neighbours together.
func (a *align) reportAdded(rows []Row) {
	for i := 0; i < len(rows); i++ {
		first, last := rows[i].Seq, rows[i].Seq
		for i+1 < len(rows) && rows[i+1].Seq == last+1 {
			i, last = i+1, last+1
		}
		if first > a.signed {
			a.report.fault(RowInserted, first, last, "%s %s added: no checkpoint covers what stands there, and the "+
				"gateway signs one with every entry.", capital(span(first, last)), was(first, last))
			continue
		}
		a.report.fault(RowInserted, first, last, "What stands in the store as %s %s inserted: the gateway never signed "+
			"it.", span(first, last), was(first, last))
	}
}

// reportMoves names swaps, then runs of rows that were renumbered by the same amount.
func (a *align) reportMoves() {
	belongs := map[int64]int64{}
	for _, m := range a.moves {
		belongs[m.from] = m.to
	}
	slices.SortFunc(a.moves, func(x, y move) int { return int(min(1, max(-1, x.from-y.from))) })
	for i := 0; i < len(a.moves); i++ {
		m := a.moves[i]
		if back, moved := belongs[m.to]; moved && back == m.from {
			if m.from < m.to {
				a.report.fault(RowsSwapped, m.from, m.to, "Entries %d and %d were swapped.", m.from, m.to)
			}
			continue
		}
		last := m
		for i+1 < len(a.moves) && a.moves[i+1] == (move{last.from + 1, last.to + 1}) {
			i, last = i+1, a.moves[i+1]
		}
		a.report.fault(RowsRenumbered, m.to, last.to, "What %s recorded stands in the store as %s.",
			span(m.to, last.to), span(m.from, last.from))
	}
}

// reportGone names the entries that were signed and are nowhere.
func (a *align) reportGone() {
	for n := int64(0); n < a.signed; n++ {
		if a.has(n) {
			continue
		}
		first := n + 1
		for n+1 < a.signed && !a.has(n+1) {
			n++
		}
		if n+1 == a.signed && a.rows.last() < first {
			a.report.fault(TailCut, first, n+1, "The tail was cut off: %s %s removed, for a checkpoint of %d entries "+
				"was signed.", span(first, n+1), was(first, n+1), a.signed)
			continue
		}
		if a.more == 0 {
			a.report.fault(RowMissing, first, n+1, "%s %s removed.", capital(span(first, n+1)), was(first, n+1))
		}
	}
}

func (a *align) has(n int64) bool { return n < int64(len(a.taken)) && a.taken[n] }

// last is one more than the highest number set.
func (m marks) last() int64 {
	for n := len(m); n > 0; n-- {
		if m[n-1].ok {
			return int64(n)
		}
	}
	return 0
}

func capital(s string) string { return string(s[0]-'a'+'A') + s[1:] }

// hint says what about a changed row shows at a glance, since the hash cannot say which column it was.
func hint(row Row) string {
	switch canonical, err := Canonical(rawBody(row.Body)); {
	case !Kind(row.Kind).Known():
		return fmt.Sprintf(": %q is no kind the gateway writes", row.Kind)
	case !isTime(row.At):
		return fmt.Sprintf(": %q is no time as the gateway writes it", row.At)
	case err != nil || string(canonical) != row.Body:
		return ": its body is not as the gateway writes bodies"
	}
	return ""
}
