"""Verbs of on-call."""

from tocsin.foundation.oncall.actions.handing import read_handover as read_handover
from tocsin.foundation.oncall.actions.handing import write_handover as write_handover
from tocsin.foundation.oncall.actions.linking import end_own_link as end_own_link
from tocsin.foundation.oncall.actions.linking import renew_own_link as renew_own_link
from tocsin.foundation.oncall.actions.linking import renew_team_link as renew_team_link
from tocsin.foundation.oncall.actions.materialising import (
    write_what_is_due as write_what_is_due,
)
from tocsin.foundation.oncall.actions.outside import (
    bring_in_calendar as bring_in_calendar,
)
from tocsin.foundation.oncall.actions.outside import follow_calendar as follow_calendar
from tocsin.foundation.oncall.actions.overriding import Place as Place
from tocsin.foundation.oncall.actions.overriding import end_override as end_override
from tocsin.foundation.oncall.actions.overriding import end_shadow as end_shadow
from tocsin.foundation.oncall.actions.overriding import end_temporary as end_temporary
from tocsin.foundation.oncall.actions.overriding import override_shift as override_shift
from tocsin.foundation.oncall.actions.overriding import plan_temporary as plan_temporary
from tocsin.foundation.oncall.actions.overriding import shadow as shadow
from tocsin.foundation.oncall.actions.scheduling import add_layer as add_layer
from tocsin.foundation.oncall.actions.scheduling import add_schedule as add_schedule
from tocsin.foundation.oncall.actions.scheduling import change_layer as change_layer
from tocsin.foundation.oncall.actions.scheduling import (
    change_schedule as change_schedule,
)
from tocsin.foundation.oncall.actions.scheduling import remove_layer as remove_layer
from tocsin.foundation.oncall.actions.swapping import Back as Back
from tocsin.foundation.oncall.actions.swapping import accept_swap as accept_swap
from tocsin.foundation.oncall.actions.swapping import agree_to_swap as agree_to_swap
from tocsin.foundation.oncall.actions.swapping import ask_swap as ask_swap
from tocsin.foundation.oncall.actions.swapping import decline_swap as decline_swap
