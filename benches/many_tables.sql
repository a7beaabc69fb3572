DO $make$
BEGIN
    FOR n IN 1..{last} LOOP
        EXECUTE format('CREATE TABLE t%s (
            id bigint PRIMARY KEY,
            a int NOT NULL DEFAULT 1, b text, c varchar(50), d timestamptz DEFAULT now(),
            e boolean, f numeric(10, 2), g jsonb, h uuid, i date,
            CONSTRAINT t%s_a_positive CHECK (a > 0),
            CONSTRAINT t%s_b_key UNIQUE (b))', n, n, n);
        EXECUTE format('CREATE INDEX t%s_c ON t%s (c)', n, n);
        EXECUTE format('CREATE INDEX t%s_d ON t%s (d) WHERE e', n, n);
    END LOOP;
END
$make$
