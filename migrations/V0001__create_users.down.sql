-- pgconform: loses users

DROP TABLE users;
