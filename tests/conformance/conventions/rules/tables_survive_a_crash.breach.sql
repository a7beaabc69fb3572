-- breaks: table sessions

ALTER TABLE sessions SET UNLOGGED;
