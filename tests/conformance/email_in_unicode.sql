-- Gives users.email a collation that knows letters outside ASCII; what a server has depends on how
-- it was built. The constraint is made anew for the column.
DO $$
DECLARE
    wide name := (
        SELECT collname FROM pg_collation
         WHERE collname IN ('unicode', 'C.utf8', 'en_US.utf8')
         ORDER BY collname = 'unicode' DESC
         LIMIT 1);
    knows_more boolean;
BEGIN
    EXECUTE format($q$SELECT U&'\00E4' COLLATE %I ~ '^\w$'$q$, wide) INTO knows_more;
    ASSERT knows_more, 'the collation knows no letter outside ASCII';
    EXECUTE format('ALTER TABLE users ALTER COLUMN email TYPE varchar(255) COLLATE %I', wide);
END
$$
