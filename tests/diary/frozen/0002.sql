CREATE TABLE moments (
	id TEXT NOT NULL, 
	at TEXT NOT NULL, 
	figure TEXT NOT NULL, 
	"trigger" TEXT NOT NULL, 
	alarm_before FLOAT, 
	expected_warmth FLOAT, 
	signal TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	answered_at TEXT, 
	alarm_after FLOAT, 
	after_at TEXT, 
	practices TEXT NOT NULL, 
	note TEXT NOT NULL, 
	states TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO moments VALUES ('m2', '2026-03-02T12:00:00+00:00', '', '', NULL, NULL, '', 'pending', NULL, NULL, NULL, '[]', '', '[]');
INSERT INTO moments VALUES ('m1', '2026-03-01T18:30:00+01:00', 'partner', 'no-reply', 7.25, 40.0, 'plea', 'comfort', '2026-03-01T18:50:00+01:00', 3.0, '2026-03-01T19:10:00+01:00', '["breathing", "re-reading"]', 'two
lines and a ''quote''', '["alone"]');
CREATE TABLE checkins (
	sequence INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	alarm FLOAT, 
	prompted BOOLEAN NOT NULL, 
	felt_close FLOAT, 
	felt_sure FLOAT, 
	felt_free FLOAT, 
	PRIMARY KEY (sequence)
);
INSERT INTO checkins VALUES (1, '2026-03-01T12:00:00+00:00', NULL, 0, NULL, NULL, NULL);
INSERT INTO checkins VALUES (2, '2026-03-01T13:00:00+00:00', 2.5, 1, NULL, 6.0, NULL);
CREATE TABLE care (
	sequence INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	child_signal TEXT NOT NULL, 
	my_answer TEXT NOT NULL, 
	minutes FLOAT, 
	settled FLOAT, 
	note TEXT NOT NULL, 
	PRIMARY KEY (sequence)
);
INSERT INTO care VALUES (1, '2026-03-01T12:00:00+00:00', 'plea', 'comfort', 10.0, 8.0, '');
CREATE TABLE moment_history (
	sequence INTEGER NOT NULL, 
	moment_id TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	change TEXT NOT NULL, 
	earlier TEXT NOT NULL, 
	PRIMARY KEY (sequence)
);
INSERT INTO moment_history VALUES (1, 'm1', '2026-11-24T21:24:15.469875+00:00', 'replaced', '{"id": "m1", "at": "2026-03-01T18:30:00+01:00", "figure": "partner", "trigger": "no-reply", "alarm_before": 6.5, "expected_warmth": 40.0, "signal": "plea", "answer": "comfort", "answered_at": "2026-03-01T18:50:00+01:00", "alarm_after": 3.0, "after_at": "2026-03-01T19:10:00+01:00", "practices": ["breathing", "re-reading"], "note": "two\nlines and a ''quote''", "states": ["alone"]}');
CREATE TABLE fits (
	sequence INTEGER NOT NULL, 
	fingerprint TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	result TEXT NOT NULL, 
	figures TEXT NOT NULL, 
	PRIMARY KEY (sequence)
);
INSERT INTO fits VALUES (1, 'f', '2026-11-24T21:24:15.475175+00:00', '{"a": 1}', '{}');
CREATE TABLE facts (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO facts VALUES ('person', 'p');
CREATE TABLE documents (
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	body TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	PRIMARY KEY (kind, name)
);
INSERT INTO documents VALUES ('settings', 'evening', '{"at": "21:00", "days": [1, 2], "note": "it''s \u00fc"}', '2026-03-02T20:00:00+00:00');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO alembic_version VALUES ('0002')
