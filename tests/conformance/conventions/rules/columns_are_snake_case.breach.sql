-- breaks: column tasks.dueDate
-- breaks: column tasks.due__day
-- breaks: column tasks.due_

ALTER TABLE tasks
    ADD COLUMN "dueDate" DATE,
    ADD COLUMN due_ DATE,
    ADD COLUMN due__day DATE,
    ADD COLUMN due_day_2 DATE;

COMMENT ON COLUMN tasks."dueDate" IS 'Planted.';
COMMENT ON COLUMN tasks.due_ IS 'Planted.';
COMMENT ON COLUMN tasks.due__day IS 'Planted.';
COMMENT ON COLUMN tasks.due_day_2 IS 'Planted.';
