Named queries of links.

-- leads_to --
-- Whether the links of one relation lead from one incident to another, over any number
-- of steps. `union` ends it also where history holds a circle.
with recursive reached(ref) as (
    select %(start)s::text
     union
    select told.ref
      from reached
      join register_incident as incident on incident.ref = reached.ref
     cross join lateral jsonb_array_elements_text(
           coalesce(incident.links -> %(relation)s, '[]'::jsonb)) as told(ref)
)
select exists (
    select from reached where reached.ref = %(goal)s::text
) as leads;

-- lock_links --
-- Three links told at once could close a circle together that none of them closes;
-- so those that could are told one after the other. Before any incident is locked.
select pg_advisory_xact_lock(7205131);
