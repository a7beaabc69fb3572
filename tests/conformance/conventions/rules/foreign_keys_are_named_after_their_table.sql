-- user_id leads to users: a column's name says where it leads. A word has up to three singulars
-- by its spelling alone (pages: page, pag; boxes: boxe, box; categories: categorie, category).
SELECT 'constraint ' || c.shown AS object
  FROM our_constraint c
  JOIN pg_class r ON r.oid = c.confrelid
 WHERE c.contype = 'f'
   AND NOT EXISTS (SELECT FROM (VALUES (substring(r.relname FROM '^(.+)s$')),
                                       (substring(r.relname FROM '^(.+)es$')),
                                       (substring(r.relname FROM '^(.+)ies$') || 'y')) guess (singular)
                    WHERE c.columns = ARRAY[(singular || '_id')::name])
