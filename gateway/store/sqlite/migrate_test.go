package sqlite

import (
	_ "embed"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/book/booktest"
	"bordercast/gateway/store/sqlite/engine"
)

// The tables as the first bordercast made them.
//
//go:embed testdata/schema-1.sql
var schema1 string

// first1 is the folder of a store of version 1 in which something stands.
func first1(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	conn, err := engine.Open(filepath.Join(dir, File), false)
	if err != nil {
		t.Fatal(err)
	}
	booktest.OK(t, conn.Script(writerPragmas+";"+schema1+";"+rows1), conn.Close())
	return dir
}

// rows1 are written out, for the functions that write rows are those of today.
const rows1 = `INSERT INTO meta VALUES ('schema','1');
	INSERT INTO blob VALUES (1, x'00', 0, 1, x'61');
	INSERT INTO chain (id, token, version) VALUES (1, 'aaaaaaaaaaaa', 1);
	INSERT INTO alert VALUES (1, 'duty@maine.invalid,a,1', 'duty@maine.invalid', 'a', 'aaaaaaaaaaaa', 'maine', 'us', 'exercise', 'Alert', x'00', 'unsigned', 1,
		1, x'00', 1772726400000, 1772726300000, 1772740000000, 'active', '{}', NULL, NULL);
	INSERT INTO delivery (id, alert, part, destination, chain, kind, priority, live, until, state, plan) VALUES (1, 1, 1, 'nb', 1, 'alert', 0, 1, 1772740000000, 'done', '');
	INSERT INTO topic VALUES ('@office', 't', 0, 0, 1, 1, 0);
	INSERT INTO decision (alert, destination, action, route, agreement, reason, since, state) VALUES (1, 'nb', 'forward', 'all', 'v', 'forwarded', 5, 'released');
	INSERT INTO approval VALUES (1, 'nb', 'luc', 'acceptance', 'd', 'approve', '', 6);`

func TestFromVersion1(t *testing.T) {
	dir := first1(t)
	db := open(t, dir)
	fresh := t.TempDir()
	open(t, fresh)
	if got, want := shapes(t, dir), shapes(t, fresh); !slices.Equal(got, want) {
		t.Errorf("the tables brought here differ from new ones:\n%s\nand\n%s", strings.Join(got, "\n"),
			strings.Join(want, "\n"))
	}
	booktest.Write(t, db, func(tx *Tx) {
		live, err := tx.Live.InChain(1, "nb")
		booktest.Same(t, "what stood", len(live), err, 1)
		list, err := tx.Topics.Behind("@office", 10)
		booktest.Same(t, "what was behind", len(list), err, 1)
		a, _, err := tx.Alerts.ByID(1)
		booktest.Same(t, "its place in the chain", a.Ordered, err, a.Received) // its sender's clock was fast
		d, _, err := tx.Decisions.Get(1, "nb", 1)
		booktest.Same(t, "what was decided of all of it", d.Route+" "+d.State, err, "all released")
		words, err := tx.Approvals.Of(1, "nb", 1)
		booktest.Same(t, "who had said yes", len(words), err, 1)
	})
	booktest.Must(t, db, booktest.ChainNamed("later"))
	copied, err := openConn(filepath.Join(dir, File)+".schema-1", true, readerPragmas)
	if err != nil {
		t.Fatal(err)
	}
	found, err := copied.schema()
	booktest.Same(t, "the copy's version", found, err, 1)
	alerts, err := copied.number("SELECT count(*) FROM alert WHERE identifier = 'a'")
	booktest.Same(t, "the alert in it", alerts, err, 1)
	booktest.OK(t, copied.close())
}

// What an older bordercast has under alerts/ may go on standing there, and nothing else may begin to: what it made of
// an alert that is not Public, and meant for there, stays in.
func TestWhatStoodIsPublic(t *testing.T) {
	dir := first1(t)
	conn, err := engine.Open(filepath.Join(dir, File), false)
	if err != nil {
		t.Fatal(err)
	}
	booktest.OK(t, conn.Script(`INSERT INTO blob VALUES (2, x'02', 0, 1, x'62'), (3, x'03', 0, 1, x'63'),
			(4, x'04', 0, 1, x'64'), (5, x'05', 0, 1, x'65'), (6, x'06', 0, 1, x'66');
		UPDATE alert SET shape = '{"scope":"Private"}';
		INSERT INTO derived (id, alert, part, variant, edition, digest, sent, level, event, districts, blob)
			VALUES (1, 1, 1, 'v', 1, x'00', 0, 'cap', '', '', 5);
		INSERT INTO topic VALUES
			('public-ca', 'alerts/v1/actual/ca/us/me/029/met/severe/aaaaaaaaaaaa/json', 1, 1, 2, 1, 1),
			('desk-ca', 'parties/v1/actual/nb/alerts/aaaaaaaaaaaa/cap', 1, 1, 3, 1, 1);
		INSERT INTO delivery (id, alert, part, destination, chain, kind, priority, live, until, state, plan) VALUES
			(2, 1, 1, 'public-ca', 1, 'end', 0, 0, 0, 'attempting',
				'[{"t":"alerts/v1/actual/ca/us/me/_/met/severe/aaaaaaaaaaaa/cap","b":5},
				{"t":"alerts/v1/actual/ca/us/me/_/met/severe/aaaaaaaaaaaa/end","b":4},
				{"t":"alerts/x","r":true}]'),
			(3, 1, 1, 'public-ca', 1, 'end', 0, 0, 0, 'done',
				'[{"t":"alerts/v1/actual/ca/us/me/_/met/severe/aaaaaaaaaaaa/end","b":6}]');`), conn.Close())
	db := open(t, dir)
	booktest.View(t, db, func(tx *Tx) error {
		public := map[int64]bool{}
		for id := range int64(7) {
			_, is, err := tx.Documents.Digest(id)
			if public[id] = is; err != nil {
				return err
			}
		}
		booktest.Same(t, "what is public", public, nil, map[int64]bool{0: false, 1: false, 2: true, 3: false, 4: true,
			5: false, 6: false})
		return nil
	})
}

// A copy that cannot be made leaves the database as it is; half of one from before is no copy.
func TestFromVersion1WithoutRoom(t *testing.T) {
	dir := first1(t)
	unfinished := filepath.Join(dir, File) + ".schema-1.unfinished"
	if err := os.MkdirAll(filepath.Join(unfinished, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	refused(t, dir, unfinished+" is in the way of a copy")
	if err := os.RemoveAll(unfinished); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(unfinished, []byte("half a copy"), 0o600); err != nil {
		t.Fatal(err)
	}
	tx, err := openConn(filepath.Join(dir, File), true, readerPragmas)
	if err != nil {
		t.Fatal(err)
	}
	found, err := tx.schema()
	booktest.Same(t, "the version still", found, err, 1)
	booktest.OK(t, tx.close())
	open(t, dir)
}

// shapes are the columns of the tables, in order, and the statements that would make the indexes.
func shapes(t *testing.T, dir string) []string {
	t.Helper()
	return query(t, dir, `SELECT m.name || ' ' || c.name || ' ' || c.type || iif(c."notnull", ' not null', '') ||
		coalesce(' default ' || c.dflt_value, '') || iif(c.pk, ' key ' || c.pk, '')
		FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
		UNION ALL SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1`)
}

// Every index costs a write for each row; so each has a question that needs it.
func TestEveryIndexIsAsked(t *testing.T) {
	questions := map[string]string{
		"sighting_queue":      selectSighting + "s.state = 'accepted' ORDER BY s.id",
		"sighting_quarantine": selectSighting + "s.state = 'quarantined' ORDER BY s.id",
		"sighting_alert":      selectSighting + "s.alert = ? ORDER BY s.id",
		"sighting_blob":       selectSighting + "s.blob = (SELECT id FROM blob WHERE sha256 = ?) ORDER BY s.id",
		"alert_identifier":    selectAlert + "identifier = ? AND sent / 1000 = ?",
		"alert_likeness": selectAlert +
			"likeness = ? AND received >= ? AND state = 'active' ORDER BY received, id LIMIT 1",
		"alert_relay":     selectAlert + "relay = ? ORDER BY id",
		"alert_chain":     chainAlerts,
		"alert_until":     selectAlert + "state = 'active' AND until <= ? ORDER BY until LIMIT +?",
		"reference_early": selectReference + "reference WHERE identifier = ? AND sent = ? AND target IS NULL",
		"chain_incident": "SELECT id FROM chain WHERE incident = ? AND incident <> '' AND merged_into IS NULL " +
			"ORDER BY id",
		"decision_open":    selectDecision + stillOpen + " AND state = 'decided' ORDER BY alert",
		"delivery_outbox":  selectDelivery + "destination = ? AND state IN ('ready','attempting') ORDER BY priority, id",
		"delivery_chain":   chainDeliveries,
		"delivery_until":   selectDelivery + "live = 1 AND until <= ? ORDER BY until LIMIT +?",
		"delivery_foreign": selectDelivery + leftStanding + " AND (?1 = '' OR destination = ?1) ORDER BY id",
		"delivery_alert":   selectDelivery + "alert = ? ORDER BY id",
		"topic_chain":      chainTopics,
		"topic_behind": selectTopic + behind +
			"destination = ? AND chain = 0 AND want_gen <> have_gen ORDER BY want_gen LIMIT +?",
		"trail_alert": "SELECT seq, at, alert, kind, body FROM trail WHERE seq >= ? AND alert = ? AND alert <> '' " +
			"ORDER BY seq",
	}
	dir := t.TempDir()
	open(t, dir)
	for _, name := range query(t, dir, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL") {
		if questions[name] == "" {
			t.Errorf("nothing asks index %s", name)
			continue
		}
		if plan := planOf(t, dir, questions[name]); !strings.Contains(plan+" ", "INDEX "+name+" ") {
			t.Errorf("index %s is not used by\n%s\n%s", name, questions[name], plan)
		}
	}
}

// What a delivery brings about is looked up by its chain: a trigger may not name an index.
func TestWhatAStepOfADeliveryReads(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	query := regexp.MustCompile(`NEW\.\w+`).ReplaceAllString(movedTopics, "?")
	if plan := planOf(t, dir, query); !strings.Contains(plan, "topic USING INDEX topic_chain (chain=?)") {
		t.Error(plan)
	}
}

func planOf(t *testing.T, dir, query string) string {
	t.Helper()
	tx, err := openConn(filepath.Join(dir, File), true, readerPragmas)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.close() }()
	args := make([]any, strings.Count(query, "?"))
	if strings.Contains(query, "?2") {
		args = make([]any, 2)
	} else if strings.Contains(query, "?1") {
		args = make([]any, 1)
	}
	lines, err := list(tx, "EXPLAIN QUERY PLAN "+query, args, func(r *engine.Row) string {
		_, _, _ = r.Int(), r.Int(), r.Int()
		return r.Text()
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, " ; ")
}
