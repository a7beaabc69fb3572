-- updated_at is the database's to keep, with the same trigger on every table that has one.
SELECT 'table ' || t.shown AS object
  FROM our_table t
  JOIN our_column c ON c.table_oid = t.oid AND c.name = 'updated_at'
 WHERE NOT EXISTS (SELECT FROM pg_trigger g
                    WHERE g.tgrelid = t.oid
                      AND g.tgname = 'update_' || t.name || '_updated_at'
                      AND g.tgenabled = 'O'
                      AND pg_get_triggerdef(g.oid, true) = format(
                          'CREATE TRIGGER %I BEFORE UPDATE ON %s FOR EACH ROW'
                              || ' WHEN (old.* IS DISTINCT FROM new.*)'
                              || ' EXECUTE FUNCTION update_updated_at_column()',
                          g.tgname, t.oid::regclass))
