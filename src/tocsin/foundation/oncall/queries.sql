Named queries of oncall.

-- on_call_at --
-- Who is on call at an instant, as any other room asks it too.
select schedule, team, rank, person, starts_at, ends_at
  from oncall_at(%(moment)s::timestamptz);

-- on_call_between --
-- Every shift that lies between two instants, at least in part.
select schedule, team, rank, person, starts_at, ends_at
  from oncall_between(%(first)s::timestamptz, %(last)s::timestamptz);

-- handovers --
-- At which instants somebody comes to a schedule or goes from it. Whoever goes on
-- under another reason, or on a shift that touches, neither comes nor goes.
with moved as (
    select shift.*
      from oncall_shift as shift
     where not shift.is_shadow
       and (shift.starts_at >= %(first)s and shift.starts_at < %(last)s
            or shift.ends_at >= %(first)s and shift.ends_at < %(last)s)
), coming as (
    select moved.schedule_id, moved.starts_at as at, moved.person_id
      from moved
     where moved.starts_at >= %(first)s
       and moved.starts_at < %(last)s
       and not exists (
           select from oncall_shift as before
            where before.schedule_id = moved.schedule_id
              and before.person_id = moved.person_id
              and before.ends_at = moved.starts_at
              and not before.is_shadow)
), going as (
    select moved.schedule_id, moved.ends_at as at, moved.person_id
      from moved
     where moved.ends_at >= %(first)s
       and moved.ends_at < %(last)s
       and not exists (
           select from oncall_shift as after
            where after.schedule_id = moved.schedule_id
              and after.person_id = moved.person_id
              and after.starts_at = moved.ends_at
              and not after.is_shadow)
), instants as (
    select schedule_id, at from coming
    union
    select schedule_id, at from going
)
select rota.key as schedule, rota.team_id as team, rota.rank as rank, instants.at,
       array(select going.person_id::text from going
              where going.schedule_id = instants.schedule_id
                and going.at = instants.at order by 1) as goes,
       array(select coming.person_id::text from coming
              where coming.schedule_id = instants.schedule_id
                and coming.at = instants.at order by 1) as comes
  from instants
  join oncall_schedule as rota on rota.id = instants.schedule_id
 order by instants.at, rota.key;
