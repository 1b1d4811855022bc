"""Questions about on-call. Other rooms ask these, or SQL's `oncall_at`."""

from tocsin.foundation.oncall.queries import Duty as Duty
from tocsin.foundation.oncall.queries import Handover as Handover
from tocsin.foundation.oncall.reads.duties import handovers_between as handovers_between
from tocsin.foundation.oncall.reads.duties import on_call as on_call
from tocsin.foundation.oncall.reads.duties import shifts_between as shifts_between
