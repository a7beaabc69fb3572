-- Whether one of the transactions that had not ended at the moment $1, a pg_snapshot as text, is committed now.
WITH moment AS (
    SELECT $1::text::pg_catalog.pg_snapshot AS before, pg_catalog.pg_current_snapshot() AS now
), open AS (
    SELECT pg_catalog.pg_snapshot_xip(before) AS id
    FROM moment
    UNION ALL
    SELECT id::text::pg_catalog.xid8
    FROM moment, pg_catalog.generate_series(
        pg_catalog.pg_snapshot_xmax(before)::text::bigint,
        pg_catalog.pg_snapshot_xmax(now)::text::bigint - 1
    ) AS id
)
SELECT coalesce(pg_catalog.bool_or(pg_catalog.pg_xact_status(id) = 'committed'), false)
FROM open
