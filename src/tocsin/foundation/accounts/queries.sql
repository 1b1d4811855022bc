-- How people stand to one another.

-- managers_above --
-- Whom a person reports to, and those whom they report to, up to the top. A circle
-- cannot be told, and would end this all the same: `union` keeps each person once.
with recursive above as (
    select person.line_manager_id as key
      from accounts_person as person
     where person.key = %(key)s
    union
    select person.line_manager_id
      from above
      join accounts_person as person
        on person.key = above.key
)
select above.key
  from above
 where above.key is not null;
