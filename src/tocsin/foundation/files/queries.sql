-- How contents are kept once, and collected when nobody uses them.

-- remember --
-- The content is known from here on, or was already; says which. Two who bring the
-- same one wait for each other, so only one of them stores its pieces; and a file
-- just brought is not collected, because its row is locked and fresh.
insert into files_file (digest, size, type, touched_at)
values (%(digest)s, %(size)s, %(type)s, %(now)s)
    on conflict (digest) do update
   set touched_at = excluded.touched_at
returning (xmax = 0) as is_new;

-- collect --
-- Drop contents that nobody uses and nobody touched for a while, a handful at a time.
-- What somebody is bringing just now is locked, and passed over.
with unused as (
    select file.digest
      from files_file as file
     where file.touched_at < %(before)s
       and not exists (
           select 1
             from files_use as used
            where used.file_id = file.digest
       )
     order by file.touched_at
     limit %(batch)s
       for update skip locked
),
pieces as (
    delete from files_piece
     where file_id in (select unused.digest from unused)
)
delete from files_file
 where digest in (select unused.digest from unused);

-- drop_unused --
-- Drop these contents now, those of them that nobody uses any more.
with unused as (
    select file.digest
      from files_file as file
     where file.digest = any(%(digests)s)
       and not exists (
           select 1
             from files_use as used
            where used.file_id = file.digest
       )
       for update
),
pieces as (
    delete from files_piece
     where file_id in (select unused.digest from unused)
)
delete from files_file
 where digest in (select unused.digest from unused);
