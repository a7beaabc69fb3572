-- pgconform: loses sessions

DROP TABLE sessions;
