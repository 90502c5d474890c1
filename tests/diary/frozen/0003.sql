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
	states TEXT NOT NULL, instant FLOAT, 
	PRIMARY KEY (id)
);
INSERT INTO moments VALUES ('m2', '2026-03-02T12:00:00+00:00', '', '', NULL, NULL, '', 'pending', NULL, NULL, NULL, '[]', '', '[]', 1772452800.0);
INSERT INTO moments VALUES ('m1', '2026-03-01T18:30:00+01:00', 'partner', 'no-reply', 7.25, 40.0, 'plea', 'comfort', '2026-03-01T18:50:00+01:00', 3.0, '2026-03-01T19:10:00+01:00', '["breathing", "re-reading"]', 'two
lines and a ''quote''', '["alone"]', 1772386200.0);
CREATE TABLE checkins (
	sequence INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	alarm FLOAT, 
	prompted BOOLEAN NOT NULL, 
	felt_close FLOAT, 
	felt_sure FLOAT, 
	felt_free FLOAT, instant FLOAT, id TEXT, 
	PRIMARY KEY (sequence)
);
INSERT INTO checkins VALUES (1, '2026-03-01T12:00:00+00:00', NULL, 0, NULL, NULL, NULL, 1772366400.0, 'c1');
INSERT INTO checkins VALUES (2, '2026-03-01T13:00:00+00:00', 2.5, 1, NULL, 6.0, NULL, 1772370000.0, 'c2');
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
INSERT INTO alembic_version VALUES ('0003');
CREATE TABLE checkin_history (
	sequence INTEGER NOT NULL, 
	checkin_id TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	change TEXT NOT NULL, 
	earlier TEXT NOT NULL, 
	PRIMARY KEY (sequence)
);
INSERT INTO checkin_history VALUES (1, 'c1', '2026-03-02T20:00:00+00:00', 'replaced', '{"at": "2026-03-01T12:00:00+00:00", "alarm": 4.0, "prompted": false, "felt_close": null, "felt_sure": null, "felt_free": null}');
CREATE TABLE words (
	kind TEXT NOT NULL, 
	word TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	last FLOAT NOT NULL, 
	PRIMARY KEY (kind, word)
);
INSERT INTO words VALUES ('figure', 'partner', 1, 1772386200.0);
INSERT INTO words VALUES ('trigger', 'no-reply', 1, 1772386200.0);
INSERT INTO words VALUES ('practice', 'breathing', 1, 1772386200.0);
INSERT INTO words VALUES ('practice', 're-reading', 1, 1772386200.0);
INSERT INTO words VALUES ('state', 'alone', 1, 1772386200.0);
CREATE INDEX moments_by_trigger ON moments ("trigger", instant, id);
CREATE INDEX moments_by_figure ON moments (figure, instant, id);
CREATE INDEX moments_by_answer ON moments (answer, instant, id);
CREATE INDEX moments_by_time ON moments (instant, id);
CREATE INDEX checkins_by_time ON checkins (instant, id);
CREATE UNIQUE INDEX checkins_by_id ON checkins (id);
CREATE INDEX moment_history_by_moment ON moment_history (moment_id);
CREATE INDEX checkin_history_by_checkin ON checkin_history (checkin_id)