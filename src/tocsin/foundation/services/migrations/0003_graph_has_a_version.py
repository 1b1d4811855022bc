"""Which graph of services and items this is can be asked in one row.

Why        What a fault pulls down is computed over the whole graph, which each process
           keeps until it has changed. A counter would come back to the same number
           after an undone transaction; a new unique value never does.
Locks      Creating the triggers takes SHARE ROW EXCLUSIVE on the four tables for a
           moment: reads go on, writes wait. No scan.
Going back Reversible; nothing is lost.
"""

from django.db import migrations

FORWARD = """
create function services_graph_moved() returns trigger language plpgsql as $$
begin
    insert into services_graphversion (id, version)
    values (1, gen_random_uuid())
        on conflict (id) do update set version = excluded.version;
    return null;
end $$;

create trigger services_service_moves_the_graph
    after insert or delete or truncate or update of is_active on services_service
    for each statement execute function services_graph_moved();

create trigger services_item_moves_the_graph
    after insert or delete or truncate or update of status on services_item
    for each statement execute function services_graph_moved();

create trigger services_redundancy_moves_the_graph
    after insert or delete or truncate or update on services_redundancy
    for each statement execute function services_graph_moved();

create trigger services_dependency_moves_the_graph
    after insert or delete or truncate or update on services_dependency
    for each statement execute function services_graph_moved();
"""

BACK = """
drop trigger services_dependency_moves_the_graph on services_dependency;
drop trigger services_redundancy_moves_the_graph on services_redundancy;
drop trigger services_item_moves_the_graph on services_item;
drop trigger services_service_moves_the_graph on services_service;
drop function services_graph_moved();
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0002_items_stand_below_services")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
