-- breaks: function update_updated_at_column()
-- breaks: table sessions

CREATE ROLE somebody_else;
GRANT CREATE ON SCHEMA public TO somebody_else;
ALTER TABLE sessions OWNER TO somebody_else;
ALTER FUNCTION update_updated_at_column() OWNER TO somebody_else;
