"""Requests and events lie in partitions, by class of retention and by day.

Why        What is old goes by dropping a table, which costs nothing and leaves no
           holes; deleting a month of requests row by row would.
           The serving role owns no table, so a function of the owner's makes the
           partitions of the days to come and drops those whose time is over, but
           none with a request that has not been folded yet. A partition for what
           fits in no day takes the rest, so nothing is ever refused for its date.
           Nothing holds a foreign key to these tables.
Locks      None that others wait for; the tables are new.
Going back Reversible; all requests and events are lost.
"""

from typing import Any

from django.db import migrations

FORWARD = """
create sequence events_request_id as bigint cache 1;
create table events_request (
    id bigint not null default nextval('events_request_id'),
    xact bigint not null default register_transaction(),
    source_id bigint not null,
    retention smallint not null,
    received_at timestamptz not null,
    protocol text not null,
    meta text not null default '',
    body bytea not null
) partition by list (retention);
alter table events_request alter column body set storage external;

create sequence events_event_id as bigint cache 100;
create table events_event (
    id bigint not null default nextval('events_event_id'),
    retention smallint not null,
    recorded_at timestamptz not null,
    happened_at timestamptz not null,
    alert_id bigint not null,
    source_id bigint not null,
    request_id bigint,
    kind text not null,
    body jsonb not null default '{}'
) partition by list (retention);

create table events_request_3 partition of events_request
    for values in (3) partition by range (received_at);
create table events_request_30 partition of events_request
    for values in (30) partition by range (received_at);
create table events_request_365 partition of events_request
    for values in (365) partition by range (received_at);
create table events_event_3 partition of events_event
    for values in (3) partition by range (recorded_at);
create table events_event_30 partition of events_event
    for values in (30) partition by range (recorded_at);
create table events_event_365 partition of events_event
    for values in (365) partition by range (recorded_at);

create table events_request_3_rest partition of events_request_3 default;
create table events_request_30_rest partition of events_request_30 default;
create table events_request_365_rest partition of events_request_365 default;
create table events_event_3_rest partition of events_event_3 default;
create table events_event_30_rest partition of events_event_30 default;
create table events_event_365_rest partition of events_event_365 default;

create index events_request_feed on events_request (xact, id);
create index events_request_found on events_request (id);
create index events_request_of_source on events_request (source_id, received_at);
create index events_event_of_alert on events_event (alert_id, id);
create index events_event_by_time on events_event (recorded_at);

create function events_wake() returns trigger language plpgsql as $$
begin
    perform pg_notify('tocsin_intake', '');
    return null;
end $$;
create trigger events_request_wakes after insert on events_request
    for each statement execute function events_wake();

create function events_keep_days(today date, ahead integer)
returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    kind text; class integer; day date; parent text; part text; held record;
    folded_until timestamptz; moved integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('events_keep_days'));
    select coalesce(min(at), '-infinity') into folded_until
      from events_bookmark where name = 'fold';
    foreach kind in array array['request', 'event'] loop
        foreach class in array array[3, 30, 365] loop
            parent := format('events_%s_%s', kind, class);
            for day in select generate_series(today, today + ahead, '1 day')::date loop
                part := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
                if to_regclass(part) is null then
                    begin
                        execute format(
                            'create table %I partition of %I for values from (%L) to (%L)',
                            part, parent,
                            to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00',
                            to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00'
                        );
                        moved := moved + 1;
                    exception when check_violation then
                        -- Rows of that day lie in the rest already: they stay there.
                        null;
                    end;
                end if;
            end loop;
            for held in
                select child.relname
                  from pg_inherits as tie
                  join pg_class as child on child.oid = tie.inhrelid
                 where tie.inhparent = parent::regclass
                   and child.relname ~ '_[0-9]{8}$'
                   and to_date(right(child.relname, 8), 'YYYYMMDD') + 1 + class <= today
                   and (kind = 'event' or (
                        to_date(right(child.relname, 8), 'YYYYMMDD') + 1
                        < (folded_until at time zone 'UTC')::date
                   ))
            loop
                execute format('drop table %I', held.relname);
                moved := moved + 1;
            end loop;
        end loop;
    end loop;
    return moved;
end $$;

create function events_shed_days(most bigint, today date)
returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    held record; folded_until timestamptz; size bigint; moved integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('events_keep_days'));
    select coalesce(min(at), '-infinity') into folded_until
      from events_bookmark where name = 'fold';
    select coalesce(sum(pg_total_relation_size(tie.relid)), 0) into size
      from pg_partition_tree('events_request') as tie where tie.isleaf;
    for held in
        select child.relname, pg_total_relation_size(child.oid) as bytes
          from pg_inherits as tie
          join pg_class as child on child.oid = tie.inhrelid
         where child.relname ~ '^events_request_[0-9]+_[0-9]{8}$'
           and to_date(right(child.relname, 8), 'YYYYMMDD') < today
           and to_date(right(child.relname, 8), 'YYYYMMDD') + 1
               < (folded_until at time zone 'UTC')::date
         order by right(child.relname, 8)
    loop
        exit when size <= most;
        execute format('drop table %I', held.relname);
        size := size - held.bytes;
        moved := moved + 1;
    end loop;
    return moved;
end $$;
"""

BACK = """
drop function events_keep_days(date, integer);
drop function events_shed_days(bigint, date);
drop table events_request;
drop function events_wake();
drop table events_event;
drop sequence events_request_id;
drop sequence events_event_id;
"""


class Migration(migrations.Migration):
    dependencies: list[Any] = [
        ("events", "0001_initial"),
        ("register", "0010_transactions_are_counted_past_a_restore"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACK)]
