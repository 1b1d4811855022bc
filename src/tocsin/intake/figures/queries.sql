Figures that sources told: series and their values, in sets.

-- keep_series --
-- Why: a turn's figures name few series very often; each is found or made once, and
-- knows its latest value.
with told as (
    select *
      from unnest(
               %(sources)s::bigint[], %(names)s::text[], %(digests)s::bytea[],
               %(labels)s::text[], %(ats)s::timestamptz[], %(values)s::float8[]
           ) as each (source_id, name, digest, labels, at, value)
)
insert into events_series as series
       (source_id, name, digest, labels, last_at, last_value)
select told.source_id, told.name, told.digest, told.labels::jsonb, told.at, told.value
  from told
 order by told.source_id, told.name, told.digest
    on conflict (source_id, name, digest) do update
   set last_value = case when series.last_at > excluded.last_at
                         then series.last_value else excluded.last_value end,
       last_at = greatest(series.last_at, excluded.last_at)
returning series.id, series.source_id, series.name, series.digest;

-- keep_values --
-- Why: values come by the thousand; of two for one instant the later told holds.
insert into events_value as held (series_id, at, value)
select told.series_id, told.at, told.value
  from unnest(%(series)s::bigint[], %(ats)s::timestamptz[], %(values)s::float8[])
       as told (series_id, at, value)
    on conflict (series_id, at) do update
   set value = excluded.value;

-- values_of --
-- Why: a chart has so many points and no more, however many values there are: each
-- is the mean of its slice of time, with the least and the greatest.
select width_bucket(
           extract(epoch from held.at)::float8,
           extract(epoch from %(since)s::timestamptz)::float8,
           extract(epoch from %(until)s::timestamptz)::float8 + 0.000001,
           %(points)s
       ) as slice,
       held.series_id, max(held.at) as at, avg(held.value) as value,
       min(held.value) as least, max(held.value) as most, count(*) as count
  from events_value as held
 where held.series_id = any(%(series)s)
   and held.at >= %(since)s
   and held.at <= %(until)s
 group by held.series_id, slice
 order by held.series_id, slice;

-- thin_values --
-- Why: what is old needs no more than one value a minute: the first of a minute
-- becomes the mean of all, and the others go. Done series by series, by their index.
with old as (
    select held.id, held.series_id, held.value,
           date_trunc('minute', held.at, 'UTC') as minute,
           row_number() over by_minute as place,
           avg(held.value) over by_minute as mean,
           count(*) over by_minute as many
      from events_value as held
     where held.series_id = %(series)s
       and held.at < %(before)s
       and held.at >= %(since)s
    window by_minute as (
           partition by date_trunc('minute', held.at, 'UTC')
           order by held.at
           rows between unbounded preceding and unbounded following
    )
),
gone as (
    delete from events_value as held
     using old
     where held.id = old.id
       and old.many > 1
       and old.place > 1
)
update events_value as held
   set value = old.mean
  from old
 where held.id = old.id
   and old.many > 1
   and old.place = 1;

-- forget_values --
-- Why: values are kept for as long as was chosen, and go some thousands at a time.
delete from events_value as held
 where held.id in (
           select one.id
             from events_value as one
            where one.at < %(before)s
            limit %(batch)s
       );
