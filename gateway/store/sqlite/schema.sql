-- The gateway's memory. Times are milliseconds since 1970 UTC, 0 for none; digests are raw bytes.
-- Integer keys for blobs: twice the speed of keying by hash.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE blob (
  id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, encoding INTEGER NOT NULL, size INTEGER NOT NULL,
  bytes BLOB, -- NULL once purged
  public INTEGER NOT NULL DEFAULT 0 -- it was judged to be for everybody, and may stand in a public tree
);

CREATE TABLE sighting (
  id INTEGER PRIMARY KEY, link TEXT NOT NULL, received INTEGER NOT NULL, blob INTEGER NOT NULL REFERENCES blob,
  verdict TEXT NOT NULL DEFAULT '', alert INTEGER REFERENCES alert, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  retained INTEGER NOT NULL DEFAULT 0, -- the broker gave it out of its retained store: it is old (MQTT 3.1.1 §3.3.1.3)
  vouched INTEGER NOT NULL DEFAULT 0 -- a person let it in: their word stands in for its verdict
);
CREATE INDEX sighting_queue ON sighting (id) WHERE state = 'accepted';
CREATE INDEX sighting_quarantine ON sighting (id) WHERE state = 'quarantined';
CREATE INDEX sighting_alert ON sighting (alert);
CREATE INDEX sighting_blob ON sighting (blob);

CREATE TABLE alert (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, sender TEXT NOT NULL, identifier TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL, side TEXT NOT NULL, lane TEXT NOT NULL, msgtype TEXT NOT NULL, digest BLOB NOT NULL, verdict TEXT NOT NULL, chain INTEGER NOT NULL REFERENCES chain,
  blob INTEGER NOT NULL REFERENCES blob, sha256 BLOB NOT NULL, sent INTEGER NOT NULL, received INTEGER NOT NULL,
  until INTEGER NOT NULL, state TEXT NOT NULL, shape TEXT NOT NULL,
  likeness BLOB, relay INTEGER REFERENCES alert, -- of which this is another copy under another identity
  ordered INTEGER NOT NULL DEFAULT 0 -- its place in the chain, in milliseconds: never before what it names
);
CREATE INDEX alert_identifier ON alert (identifier);
CREATE INDEX alert_likeness ON alert (likeness, received) WHERE likeness IS NOT NULL;
CREATE INDEX alert_relay ON alert (relay) WHERE relay IS NOT NULL;
CREATE INDEX alert_chain ON alert (chain);
CREATE INDEX alert_until ON alert (until) WHERE state = 'active';

CREATE TABLE alias (key TEXT PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert) WITHOUT ROWID;

CREATE TABLE reference (
  alert INTEGER NOT NULL REFERENCES alert, sender TEXT NOT NULL, identifier TEXT NOT NULL, sent INTEGER NOT NULL,
  target INTEGER REFERENCES alert, PRIMARY KEY (alert, identifier, sent, sender)
) WITHOUT ROWID;
CREATE INDEX reference_early ON reference (identifier, sent) WHERE target IS NULL;

CREATE TABLE chain (id INTEGER PRIMARY KEY, token TEXT NOT NULL, version INTEGER NOT NULL, merged_into INTEGER, incident TEXT NOT NULL DEFAULT '');
CREATE INDEX chain_incident ON chain (incident) WHERE incident <> '';

CREATE TABLE decision (
  alert INTEGER NOT NULL REFERENCES alert, destination TEXT NOT NULL,
  event_group INTEGER NOT NULL DEFAULT 1, -- number of the event group in its chain; 1 where the alert is of one event
  action TEXT NOT NULL, route TEXT NOT NULL,
  agreement TEXT NOT NULL, reason TEXT NOT NULL, ask TEXT NOT NULL DEFAULT '', of TEXT NOT NULL DEFAULT '',
  since INTEGER NOT NULL, deadline INTEGER NOT NULL DEFAULT 0, alarmed INTEGER NOT NULL DEFAULT 0,
  allow TEXT NOT NULL DEFAULT '', draft TEXT NOT NULL DEFAULT '',
  hold TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
  matched TEXT NOT NULL DEFAULT '', -- JSON list of the values it was decided on
  PRIMARY KEY (alert, destination, event_group)
) WITHOUT ROWID;
CREATE INDEX decision_open ON decision (state) WHERE state IN ('held', 'decided') AND action <> 'drop';

CREATE TABLE approval (
  alert INTEGER NOT NULL, destination TEXT NOT NULL, event_group INTEGER NOT NULL DEFAULT 1, who TEXT NOT NULL, role TEXT NOT NULL, draft TEXT NOT NULL,
  verdict TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (alert, destination, event_group, who)
) WITHOUT ROWID;

-- What was shown to those who decide, before anything was signed. None is changed: an answer is about it.
CREATE TABLE draft (
  id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert, destination TEXT NOT NULL, event_group INTEGER NOT NULL DEFAULT 1,
  digest TEXT NOT NULL, kin TEXT NOT NULL, as_of INTEGER NOT NULL,
  area TEXT NOT NULL, channels TEXT NOT NULL, replaces TEXT NOT NULL, parts TEXT NOT NULL,
  french TEXT NOT NULL DEFAULT '', -- JSON of what somebody attached to it
  UNIQUE (alert, destination, event_group, digest)
);

CREATE TABLE derived (
  id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert, part INTEGER NOT NULL, variant TEXT NOT NULL,
  edition INTEGER NOT NULL, identifier TEXT UNIQUE, digest BLOB NOT NULL, sent INTEGER NOT NULL, level TEXT NOT NULL, event TEXT NOT NULL,
  districts TEXT NOT NULL, blob INTEGER NOT NULL REFERENCES blob, report INTEGER,
  as_of INTEGER NOT NULL DEFAULT 0, -- the clock it was made by, 0 where that is sent
  event_group INTEGER NOT NULL DEFAULT 0, -- of which it was made, 0 for all of the alert
  UNIQUE (alert, part, variant, edition)
);

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert, part INTEGER NOT NULL, destination TEXT NOT NULL,
  derived INTEGER, chain INTEGER NOT NULL, kind TEXT NOT NULL, priority INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  not_after INTEGER NOT NULL DEFAULT 0, live INTEGER NOT NULL, until INTEGER NOT NULL, state TEXT NOT NULL,
  result TEXT NOT NULL DEFAULT '', plan TEXT NOT NULL
);
CREATE INDEX delivery_outbox ON delivery (destination, priority, id) WHERE state IN ('ready', 'attempting');
CREATE INDEX delivery_chain ON delivery (chain, destination); -- not by live or state: every step would write it again
CREATE INDEX delivery_until ON delivery (until) WHERE live = 1;
CREATE INDEX delivery_alert ON delivery (alert);
CREATE INDEX delivery_foreign ON delivery (id) WHERE result = 'foreign' AND live = 1; -- what another store left standing

CREATE TABLE topic (
  destination TEXT NOT NULL, topic TEXT NOT NULL, chain INTEGER NOT NULL, part INTEGER NOT NULL, want INTEGER,
  want_gen INTEGER NOT NULL, have_gen INTEGER NOT NULL, PRIMARY KEY (destination, topic)
) WITHOUT ROWID;
CREATE INDEX topic_chain ON topic (chain, destination);
CREATE INDEX topic_behind ON topic (destination) WHERE chain = 0 AND want_gen <> have_gen; -- what a chain wants a delivery brings

-- Where alerts go, as it was configured when something was last put there.
CREATE TABLE destination (
  name TEXT PRIMARY KEY, kind TEXT NOT NULL, broker TEXT NOT NULL, side TEXT NOT NULL, party TEXT NOT NULL, tree TEXT NOT NULL,
  lanes TEXT NOT NULL, settings TEXT NOT NULL
) WITHOUT ROWID;

-- What may be had over HTTP: files that rode in Public alerts, by their own digest.
CREATE TABLE resource (lane TEXT NOT NULL, sha256 TEXT NOT NULL, blob INTEGER NOT NULL REFERENCES blob, mime TEXT NOT NULL, PRIMARY KEY (lane, sha256)) WITHOUT ROWID;
-- Of which alerts: what is about a missing person is offered while its chain stands.
CREATE TABLE offer (lane TEXT NOT NULL, sha256 TEXT NOT NULL, alert INTEGER NOT NULL REFERENCES alert, PRIMARY KEY (lane, sha256, alert)) WITHOUT ROWID;

CREATE TABLE trail (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, alert TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX trail_alert ON trail (alert) WHERE alert <> '';
CREATE TABLE node (ix INTEGER PRIMARY KEY, hash BLOB NOT NULL);
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL);
