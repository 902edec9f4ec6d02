-- A store as revision 0001 made it, and what it held: an answer on its way, and who compared the face.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE answers (
    check_id TEXT NOT NULL,
    source TEXT NOT NULL,
    answered_at DATETIME NOT NULL,
    verdict TEXT,
    verdict_code TEXT NOT NULL,
    message_header TEXT NOT NULL,
    message_body TEXT NOT NULL,
    records TEXT NOT NULL,
    service_messages TEXT NOT NULL,
    CONSTRAINT pk_answers PRIMARY KEY (check_id)
);
CREATE TABLE confirmation_records (
    check_id TEXT NOT NULL,
    medical_institution_code TEXT NOT NULL,
    terminal TEXT NOT NULL,
    operator TEXT NOT NULL,
    accepted_at DATETIME NOT NULL,
    qualification_confirmation_date DATE NOT NULL,
    patient_number TEXT,
    method TEXT NOT NULL,
    identity_confirmation TEXT NOT NULL,
    visual_confirmation_by TEXT,
    reference_classification TEXT NOT NULL,
    segment_of_result TEXT NOT NULL,
    processing_result_status TEXT NOT NULL,
    processing_result_code TEXT NOT NULL,
    processing_result_message TEXT NOT NULL,
    qualification_validity TEXT NOT NULL,
    card_kind TEXT,
    certificate_state TEXT,
    certificate_not_after DATETIME,
    pin_attempts_left INTEGER,
    limit_certificate_consent BOOLEAN NOT NULL,
    specific_disease_consent BOOLEAN NOT NULL,
    consent_given_at DATETIME NOT NULL,
    comparison_result TEXT,
    follow_up_state TEXT,
    follow_up_due DATE,
    substitute_reason TEXT,
    CONSTRAINT pk_confirmation_records PRIMARY KEY (check_id)
);
CREATE INDEX ix_confirmation_records_accepted_at ON confirmation_records (accepted_at);
CREATE TABLE handovers (
    check_id TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT,
    delivered_at DATETIME,
    failure_code TEXT,
    CONSTRAINT pk_handovers PRIMARY KEY (check_id),
    CONSTRAINT fk_handovers_check_id FOREIGN KEY(check_id) REFERENCES answers (check_id)
);
CREATE INDEX ix_handovers_state ON handovers (state);
CREATE TABLE visual_confirmations (
    check_id TEXT NOT NULL,
    confirmed_at DATETIME NOT NULL,
    confirmed_by TEXT NOT NULL,
    CONSTRAINT pk_visual_confirmations PRIMARY KEY (check_id, confirmed_at)
);
INSERT INTO alembic_version VALUES ('0001');
INSERT INTO answers VALUES (
    '00000000-0000-4000-8000-000000000001', 'https', '2026-11-22 00:05:01.123000', 'valid', '1',
    '{"ReferenceClassification": "1", "SegmentOfResult": "1"}',
    '{"ProcessingResultStatus": "1", "QualificationValidity": "1"}',
    '[{"Name": "試験　太郎", "NameKana": "ｼｹﾝ ﾀﾛｳ", "Birthdate": "19750401"}]',
    '[["IZ001", "お知らせ"]]'
);
INSERT INTO confirmation_records VALUES (
    '00000000-0000-4000-8000-000000000001', '1312345678', 'desk-1', 'sato',
    '2026-11-22 00:05:01.123000', '2026-11-22', NULL, 'card_visual', 'visual', 'sato',
    '1', '1', '1', 'IZ001', 'お知らせ', '1', 'card', 'valid', '2029-04-01 14:59:59.000000', NULL,
    0, 0, '2026-11-22 00:05:00.123000', NULL, NULL, NULL, NULL
);
INSERT INTO handovers VALUES (
    '00000000-0000-4000-8000-000000000001', 'waiting', NULL, NULL, NULL
);
INSERT INTO visual_confirmations VALUES (
    '00000000-0000-4000-8000-000000000001', '2026-11-22 00:05:00.123000', 'sato'
);
