-- What services and items stand on, as a graph and one by one.

-- graph_edges --
-- Every dependency between what is in use, packed into three long values: a hundred
-- thousand rows one by one take the driver longer than the whole computation. A code is
-- twice the number, and one more for an item. All three hold the rows in one order.
select coalesce(string_agg(int8send(edge.upper), ''::bytea), ''::bytea) as upper,
       coalesce(string_agg(int8send(edge.lower), ''::bytea), ''::bytea) as lower,
       coalesce(string_agg(int8send(edge.redundancy), ''::bytea), ''::bytea) as groups
  from (
    select coalesce(dependency.service_id * 2, dependency.item_id * 2 + 1) as upper,
           coalesce(dependency.needs_id * 2, dependency.needs_item_id * 2 + 1) as lower,
           coalesce(dependency.redundancy_id, 0) as redundancy
      from services_dependency as dependency
     where (dependency.service_id is null
            or dependency.service_id not in (
                select id from services_service where not is_active))
       and (dependency.needs_id is null
            or dependency.needs_id not in (
                select id from services_service where not is_active))
       and (dependency.item_id is null
            or dependency.item_id not in (
                select id from services_item where status = 'retired'))
       and (dependency.needs_item_id is null
            or dependency.needs_item_id not in (
                select id from services_item where status = 'retired'))
  ) as edge;

-- needed_by --
-- Every service that this one stands on through services, nearest first.
with recursive reached(service_id, distance) as (
    select service.id, 0
      from services_service as service
     where service.key = %(key)s
     union
    select dependency.needs_id, reached.distance + 1
      from reached
      join services_dependency as dependency
        on dependency.service_id = reached.service_id
       and dependency.needs_id is not null
     where reached.distance < 32
)
select service.key, service.name, service.team_id as team, service.criticality,
       min(reached.distance) as distance
  from reached
  join services_service as service
    on service.id = reached.service_id
 where reached.distance > 0
   and service.key <> %(key)s
   and service.is_active
 group by service.id
 order by distance, service.name;

-- needed_by_each --
-- For each of these services, all that it stands on through services, and how far.
with recursive reached(origin, service_id, distance) as (
    select service.key, service.id, 0
      from services_service as service
     where service.key = any(%(keys)s::text[])
     union
    select reached.origin, dependency.needs_id, reached.distance + 1
      from reached
      join services_dependency as dependency
        on dependency.service_id = reached.service_id
       and dependency.needs_id is not null
     where reached.distance < 32
)
select reached.origin, service.key, min(reached.distance) as distance
  from reached
  join services_service as service
    on service.id = reached.service_id
 where reached.distance > 0
   and service.key <> reached.origin
   and service.is_active
 group by reached.origin, service.key;

-- service_circle --
-- Whether one service needs another already, directly or through services.
with recursive reached(service_id) as (
    select %(needs)s::bigint
     union
    select dependency.needs_id
      from reached
      join services_dependency as dependency
        on dependency.service_id = reached.service_id
       and dependency.needs_id is not null
)
select exists (
    select from reached where reached.service_id = %(service)s::bigint
) as closes;

-- direct_needs --
-- What one service or item needs itself, and in which group.
select coalesce(service.key, item.key) as key,
       coalesce(service.name, item.name) as name,
       item.id is not null as is_item,
       coalesce(service.nature, item.kind) as kind,
       coalesce(service.team_id, item.team_id) as team,
       coalesce(service.is_active, item.status = 'in_service') as is_active,
       coalesce(redundancy.name, '') as "group",
       coalesce(redundancy.works_with, 0) as works_with
  from services_dependency as dependency
  left join services_service as service
    on service.id = dependency.needs_id
  left join services_item as item
    on item.id = dependency.needs_item_id
  left join services_redundancy as redundancy
    on redundancy.id = dependency.redundancy_id
 where dependency.service_id = %(service)s::bigint
    or dependency.item_id = %(item)s::bigint
 order by "group", is_item, name;

-- direct_users --
-- What needs one service or item itself, and in which group.
select coalesce(service.key, item.key) as key,
       coalesce(service.name, item.name) as name,
       item.id is not null as is_item,
       coalesce(service.nature, item.kind) as kind,
       coalesce(service.team_id, item.team_id) as team,
       coalesce(service.is_active, item.status = 'in_service') as is_active,
       coalesce(redundancy.name, '') as "group",
       coalesce(redundancy.works_with, 0) as works_with
  from services_dependency as dependency
  left join services_service as service
    on service.id = dependency.service_id
  left join services_item as item
    on item.id = dependency.item_id
  left join services_redundancy as redundancy
    on redundancy.id = dependency.redundancy_id
 where dependency.needs_id = %(service)s::bigint
    or dependency.needs_item_id = %(item)s::bigint
 order by "group", is_item, name
 limit 200;
