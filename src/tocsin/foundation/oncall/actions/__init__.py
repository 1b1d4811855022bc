"""Verbs of on-call."""

from tocsin.foundation.oncall.actions.scheduling import add_layer as add_layer
from tocsin.foundation.oncall.actions.scheduling import add_schedule as add_schedule
from tocsin.foundation.oncall.actions.scheduling import change_layer as change_layer
from tocsin.foundation.oncall.actions.scheduling import (
    change_schedule as change_schedule,
)
from tocsin.foundation.oncall.actions.scheduling import remove_layer as remove_layer
