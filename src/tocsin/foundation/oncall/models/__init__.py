"""Tables: how schedules are set up, what is changed of them, and who was on call."""

from tocsin.foundation.oncall.models.changes import HandoverNote as HandoverNote
from tocsin.foundation.oncall.models.changes import Override as Override
from tocsin.foundation.oncall.models.changes import Shadow as Shadow
from tocsin.foundation.oncall.models.changes import Swap as Swap
from tocsin.foundation.oncall.models.changes import Temporary as Temporary
from tocsin.foundation.oncall.models.changes import TemporarySlot as TemporarySlot
from tocsin.foundation.oncall.models.outside import CalendarLink as CalendarLink
from tocsin.foundation.oncall.models.outside import OutsideSlot as OutsideSlot
from tocsin.foundation.oncall.models.schedules import Layer as Layer
from tocsin.foundation.oncall.models.schedules import LayerPerson as LayerPerson
from tocsin.foundation.oncall.models.schedules import Schedule as Schedule
from tocsin.foundation.oncall.models.shifts import Shift as Shift
