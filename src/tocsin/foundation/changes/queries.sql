Named queries of changes.

-- new_number --
-- The number of a change to come, where nobody brings a key for it.
select nextval('changes_reference') as number;
