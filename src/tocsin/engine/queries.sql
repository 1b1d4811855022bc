Named queries of the engine.

-- take_bookmark --
-- How far one observer has heard, locked; nothing while another process holds it.
select listener.xact, listener.entry_id, listener.failures, listener.moved_at
  from engine_listener as listener
 where listener.name = %(name)s
   for no key update skip locked;

-- move_bookmark --
-- So far it has heard now, and nothing has failed since.
update engine_listener as listener
   set xact = %(xact)s,
       entry_id = %(entry_id)s,
       failures = 0,
       moved_at = %(now)s
 where listener.name = %(name)s;
