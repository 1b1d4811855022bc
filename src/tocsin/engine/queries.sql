What the engine asks of its own state.

-- oldest_unheard --
-- When the first entry was recorded that an observer has yet to hear, settled or
-- not: a transaction that never ends must show as lag, not as silence.
select entry.recorded_at as at
  from register_entry as entry
 where (entry.xact, entry.id) > (%(xact)s, %(id)s)
   and entry.kind = any(%(kinds)s::text[])
   and (%(history)s or entry.origin = 'lived')
 order by entry.xact, entry.id
 limit 1;
