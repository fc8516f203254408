package sqlite

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

//go:embed schema.sql
var schema string

// version of the schema above. A change to it is one more of steps.
const version = 6

// steps bring a database from the version that is their index to the next; there is none from 0, an empty file.
func steps() []string {
	return []string{
		1: `DROP INDEX delivery_live; DROP INDEX delivery_given; DROP INDEX topic_behind; DROP INDEX reference_target;
			CREATE INDEX delivery_chain ON delivery (chain, destination);
			CREATE INDEX topic_behind ON topic (destination) WHERE chain = 0 AND want_gen <> have_gen;`,
		2: strings.Join([]string{alertOrder, howItCame, publicDocuments, foreignIndex, draftsShown, destinations}, ""),
		3: `ALTER TABLE draft ADD COLUMN french TEXT NOT NULL DEFAULT '';`,
		4: offers,
		5: eventGroups,
	}
}

// alertOrder is how an alert of version 2 stands in its chain: by what its sender says, and no later than it came.
const alertOrder = `ALTER TABLE alert ADD COLUMN ordered INTEGER NOT NULL DEFAULT 0;
	UPDATE alert SET ordered = min(sent, received);`

// howItCame is what a sighting of version 2 cannot tell: it counts as fresh, and as nobody's word.
const howItCame = `ALTER TABLE sighting ADD COLUMN retained INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE sighting ADD COLUMN vouched INTEGER NOT NULL DEFAULT 0;`

// publicDocuments marks what an older bordercast has under alerts/, or is about to publish there: of that nothing else
// says that it is for everybody. What was made of an alert that is not Public is not, wherever it was meant to go.
const publicDocuments = `ALTER TABLE blob ADD COLUMN public INTEGER NOT NULL DEFAULT 0;
	UPDATE blob SET public = 1 WHERE id IN (
		SELECT want FROM topic WHERE topic LIKE 'alerts/%'
		UNION SELECT p.value ->> 'b' FROM delivery, json_each(iif(plan = '', '[]', plan)) p
		WHERE state IN ('ready', 'attempting') AND p.value ->> 't' LIKE 'alerts/%'
	) AND id NOT IN (SELECT d.blob FROM derived d JOIN alert a ON a.id = d.alert
		WHERE coalesce(a.shape ->> 'scope', '') <> 'Public');`

// foreignIndex finds what another store left standing.
const foreignIndex = `CREATE INDEX delivery_foreign ON delivery (id) WHERE result = 'foreign' AND live = 1;`

// draftsShown keeps what those who decide were shown, and on which values it was decided that they be asked. A draft of
// version 2 was named by what shapes it, and not by what it says: its holders are shown it anew.
const draftsShown = `CREATE TABLE draft (
	  id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert, destination TEXT NOT NULL, digest TEXT NOT NULL,
	  kin TEXT NOT NULL, as_of INTEGER NOT NULL,
	  area TEXT NOT NULL, channels TEXT NOT NULL, replaces TEXT NOT NULL, parts TEXT NOT NULL,
	  UNIQUE (alert, destination, digest)
	);
	ALTER TABLE decision ADD COLUMN matched TEXT NOT NULL DEFAULT '';
	ALTER TABLE derived ADD COLUMN as_of INTEGER NOT NULL DEFAULT 0;
	UPDATE decision SET draft = '' WHERE state = 'held';`

// destinations are kept from the next start on; until then what stands is known by its topics.
const destinations = `CREATE TABLE destination (
  name TEXT PRIMARY KEY, kind TEXT NOT NULL, broker TEXT NOT NULL, side TEXT NOT NULL, party TEXT NOT NULL,
  tree TEXT NOT NULL,
  lanes TEXT NOT NULL, settings TEXT NOT NULL
) WITHOUT ROWID;`

// offers say of which alerts a file is; those of an older bordercast are of nobody knows which, and stay offered.
const offers = `CREATE TABLE offer (lane TEXT NOT NULL, sha256 TEXT NOT NULL, alert INTEGER NOT NULL REFERENCES alert,
	PRIMARY KEY (lane, sha256, alert)) WITHOUT ROWID;`

// eventGroups give each decision, word and draft the number of an event group. What was decided before was decided of
// the alert as a whole, as of one group; keys cannot be changed, so the tables are made anew.
const eventGroups = `CREATE TABLE decision_6 (
  alert INTEGER NOT NULL REFERENCES alert, destination TEXT NOT NULL, event_group INTEGER NOT NULL DEFAULT 1,
  action TEXT NOT NULL, route TEXT NOT NULL, agreement TEXT NOT NULL, reason TEXT NOT NULL, ask TEXT NOT NULL DEFAULT '',
  of TEXT NOT NULL DEFAULT '', since INTEGER NOT NULL, deadline INTEGER NOT NULL DEFAULT 0, alarmed INTEGER NOT NULL DEFAULT 0,
  allow TEXT NOT NULL DEFAULT '', draft TEXT NOT NULL DEFAULT '', hold TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
  matched TEXT NOT NULL DEFAULT '', PRIMARY KEY (alert, destination, event_group)
) WITHOUT ROWID;
INSERT INTO decision_6 SELECT alert, destination, 1, action, route, agreement, reason, ask, of, since, deadline, alarmed, allow, draft, hold,
  state, matched FROM decision;
DROP TABLE decision;
ALTER TABLE decision_6 RENAME TO decision;
CREATE INDEX decision_open ON decision (state) WHERE state IN ('held', 'decided') AND action <> 'drop';
CREATE TABLE approval_6 (
  alert INTEGER NOT NULL, destination TEXT NOT NULL, event_group INTEGER NOT NULL DEFAULT 1, who TEXT NOT NULL, role TEXT NOT NULL,
  draft TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (alert, destination, event_group, who)
) WITHOUT ROWID;
INSERT INTO approval_6 SELECT alert, destination, 1, who, role, draft, verdict, reason, at FROM approval;
DROP TABLE approval;
ALTER TABLE approval_6 RENAME TO approval;
CREATE TABLE draft_6 (
  id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert, destination TEXT NOT NULL, event_group INTEGER NOT NULL DEFAULT 1,
  digest TEXT NOT NULL, kin TEXT NOT NULL, as_of INTEGER NOT NULL, area TEXT NOT NULL, channels TEXT NOT NULL, replaces TEXT NOT NULL,
  parts TEXT NOT NULL, french TEXT NOT NULL DEFAULT '', UNIQUE (alert, destination, event_group, digest)
);
INSERT INTO draft_6 SELECT id, alert, destination, 1, digest, kin, as_of, area, channels, replaces, parts, french FROM draft;
DROP TABLE draft;
ALTER TABLE draft_6 RENAME TO draft;
ALTER TABLE derived ADD COLUMN event_group INTEGER NOT NULL DEFAULT 0;`

// migrate makes the tables, or brings those of an older bordercast to this version, having copied the file first.
func (c *conn) migrate(path string) error {
	found, err := c.schema()
	switch {
	case err != nil:
		return explain(path, err)
	case found == version:
		return nil
	case found > version:
		return fmt.Errorf("%s was written by a newer bordercast (schema %d, this program knows %d): run the newer program, "+
			"or another data folder", path, found, version)
	case found < 0:
		return fmt.Errorf("%s has schema %d, which this program cannot bring to %d: run the bordercast version between "+
			"them first", path, found, version)
	case found == 0:
		return explain(path, c.Script("BEGIN IMMEDIATE;"+schema+";INSERT INTO meta VALUES "+
			"('schema','"+strconv.Itoa(version)+"');COMMIT"))
	}
	if err := c.copyTo(path + ".schema-" + strconv.Itoa(found)); err != nil {
		return err
	}
	return explain(path, c.upgrade(found))
}

// upgrade is one transaction: after a crash the file is as it was.
func (c *conn) upgrade(found int) error {
	script := "BEGIN IMMEDIATE;"
	for _, step := range steps()[found:] {
		script += step
	}
	if err := c.Script(script + "UPDATE meta SET value = '" + strconv.Itoa(version) +
		"' WHERE name = 'schema';COMMIT"); err != nil {
		return errors.Join(err, c.rollback())
	}
	return nil
}

// copyTo writes the database to another file, all of it or none.
func (c *conn) copyTo(path string) error {
	unfinished := path + ".unfinished"
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s is in the way of a copy that is made before the database is changed: remove it: %w", unfinished,
			err)
	}
	if err := c.exec("VACUUM INTO ?", unfinished); err != nil {
		return explain(unfinished, err)
	}
	if err := os.Rename(unfinished, path); err != nil {
		return fmt.Errorf("the copy that is made before the database is changed cannot be kept as %s: make its folder "+
			"writable for %s: %w", path, book.UserName(), err)
	}
	return nil
}

// schema is the version of the schema found, 0 for an empty file.
func (c *conn) schema() (int, error) {
	tables, err := c.number("SELECT count(*) FROM sqlite_master WHERE name = 'meta'")
	if err != nil || tables == 0 {
		return 0, err
	}
	text := ""
	if _, err := c.one("SELECT value FROM meta WHERE name = 'schema'", nil,
		func(r *engine.Row) { text = r.Text() }); err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}
