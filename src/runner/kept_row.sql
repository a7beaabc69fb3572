-- How many rows of TABLE there are of these VERSIONS, and whether anything of somebody's own may still run at the end of the
-- transaction. Every name is qualified, as the session has whatever search_path a migration left.
SELECT (SELECT pg_catalog.count(*)
          FROM TABLE
         WHERE version OPERATOR(pg_catalog.=) ANY (ARRAY[VERSIONS]::pg_catalog.int8[]))::pg_catalog.text,
       EXISTS (SELECT
                 FROM pg_catalog.pg_trigger
                WHERE tgdeferrable AND NOT tgisinternal
                  AND tgenabled OPERATOR(pg_catalog.<>) 'D')::pg_catalog.text
