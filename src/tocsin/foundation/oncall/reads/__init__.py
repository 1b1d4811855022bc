"""Questions about on-call. Other rooms ask these, or SQL's `oncall_at`."""

from tocsin.foundation.oncall.queries import Duty as Duty
from tocsin.foundation.oncall.queries import Handover as Handover
from tocsin.foundation.oncall.reads.duties import handovers_between as handovers_between
from tocsin.foundation.oncall.reads.duties import on_call as on_call
from tocsin.foundation.oncall.reads.duties import shifts_between as shifts_between
from tocsin.foundation.oncall.reads.looking import Sheet as Sheet
from tocsin.foundation.oncall.reads.looking import fairness as fairness
from tocsin.foundation.oncall.reads.looking import gaps_between as gaps_between
from tocsin.foundation.oncall.reads.looking import schedule_called as schedule_called
from tocsin.foundation.oncall.reads.looking import schedule_for as schedule_for
from tocsin.foundation.oncall.reads.looking import schedules as schedules
from tocsin.foundation.oncall.reads.looking import sheets as sheets
from tocsin.foundation.oncall.reads.looking import shifts_listed as shifts_listed
from tocsin.foundation.oncall.reads.looking import shifts_of as shifts_of
from tocsin.foundation.oncall.reads.looking import swap_for as swap_for
from tocsin.foundation.oncall.reads.looking import swaps as swaps
