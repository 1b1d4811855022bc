Call-outs in sets. Every statement says why it exists.

-- claim_due --
-- Why: call-outs on which somebody did not answer in time; what another worker holds is
-- passed over, so any number of workers share them.
select callout.id
  from rapid_response_callout as callout
 where callout.next_at <= %(now)s
 order by callout.next_at
 limit %(batch)s
   for no key update skip locked;
