-- What a service pulls down with it, and what it stands on.

-- affected_by --
-- Everything that needs this service, directly or through others, each once at
-- its shortest distance. Circles are refused when told, and passed over here.
with recursive reached(service_id, distance) as (
    select service.id, 0
      from services_service as service
     where service.key = %(key)s
     union
    select dependency.service_id, reached.distance + 1
      from reached
      join services_dependency as dependency
        on dependency.needs_id = reached.service_id
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

-- needed_by --
-- Everything that this service stands on, nearest first.
with recursive reached(service_id, distance) as (
    select service.id, 0
      from services_service as service
     where service.key = %(key)s
     union
    select dependency.needs_id, reached.distance + 1
      from reached
      join services_dependency as dependency
        on dependency.service_id = reached.service_id
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
