-- pgconform: loses tasks

DROP TABLE tasks;
