Named queries of configuration.

-- newest --
-- A number that grows whenever something of this kind is published or retired. It is
-- asked before every batch of everything, so as few words as possible are spent on it.
select coalesce(max(publication.id), 0) as number
  from config_publication as publication
 where publication.kind = %(kind)s;
