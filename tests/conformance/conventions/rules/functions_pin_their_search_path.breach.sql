-- breaks: function update_updated_at_column()

ALTER FUNCTION update_updated_at_column() RESET search_path;
