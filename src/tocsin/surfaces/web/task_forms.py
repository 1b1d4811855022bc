"""What verbs on tasks and time ask, and what becomes of tasks at the end."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tocsin.foundation.accounts.reads import teams
from tocsin.register.tasks.actions import settle_tasks
from tocsin.register.tasks.reads import tasks_of
from tocsin.register.tasks.rules import LONGEST_TITLE, MOST_MINUTES
from tocsin.surfaces.web import words
from tocsin.surfaces.web.forms import (
    PersonField,
    TimedForm,
    VerbForm,
    choice,
    choices,
    instant,
    keyed,
    line,
    offer,
    text,
)
from tocsin.surfaces.web.widgets import Select

_NOBODY = gettext_lazy("No team")


def _title() -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("What is to be done"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


class OnTasks(VerbForm):
    """A form that knows the tasks of its incident."""

    def __init__(
        self, *args: Any, incident: Any = None, actor: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = tasks_of(incident, actor) if incident else []

    @property
    def options(self) -> list[tuple[str, str]]:
        return [
            (str(each.number), f"{each.number}  {each.title}") for each in self.tasks
        ]

    def choose(self) -> None:
        """Which task is asked, where the address did not say it."""
        if self.initial.get("task"):
            return
        self.fields["task"] = forms.TypedChoiceField(
            label=_("Task"),
            coerce=int,
            choices=self.options,
            widget=Select(attrs={"class": "input"}),
        )
        self.order_fields(["task"])

    def facts(self) -> dict[str, Any]:
        """Tasks never collide, so it does not matter what was seen."""
        return {name: value for name, value in super().facts().items() if name != "seq"}


class AddTaskForm(OnTasks):
    title = _title()
    owner = PersonField(
        label=gettext_lazy("Whose it is"),
        help_text=gettext_lazy("Or a team's. Empty: nobody's yet."),
    )
    team = choice(gettext_lazy("Team"), [], empty=_NOBODY)
    due_at = instant(gettext_lazy("Due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", keyed(teams()))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("owner") and told.get("team"):
            self.add_error("team", _("A person or a team, not both."))
        return told


class ChangeTaskForm(AddTaskForm):
    task = forms.IntegerField(widget=forms.HiddenInput)
    place = forms.IntegerField(
        label=gettext_lazy("Place in the list"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = str(self.data.get("task") or self.initial.get("task") or "")
        held = next((each for each in self.tasks if str(each.number) == number), None)
        for name in _CHANGED if held else ():
            self.initial[name] = getattr(held, name)
        if held:
            self.initial["task"] = held.number
        if not self.is_bound:
            self.choose()

    def facts(self) -> dict[str, Any]:
        """Only what was changed: what others changed meanwhile stays."""
        names = {*_CHANGED} & {*self.changed_data}
        changes = {n: self.cleaned_data[n] for n in names}
        return {"task": self.cleaned_data["task"], "changes": changes}


_CHANGED = ("title", "owner", "team", "due_at", "place")


class TaskForm(OnTasks):
    """For a task that is finished or taken up again."""

    task = forms.IntegerField(widget=forms.HiddenInput)
    note = text(gettext_lazy("Note"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.choose()


class SpendTimeForm(OnTasks, TimedForm):
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
    )
    activity = forms.ChoiceField(
        label=gettext_lazy("Spent on"),
        choices=choices(words.ACTIVITIES),
        widget=Select(attrs={"class": "input"}),
    )
    person = PersonField(
        label=gettext_lazy("Who worked"), help_text=gettext_lazy("Empty: you.")
    )
    task = choice(gettext_lazy("Task"), [], empty=gettext_lazy("None"))
    note = line(gettext_lazy("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "task", self.options)

    def facts(self) -> dict[str, Any]:
        told = super().facts()
        return told | ({"task": int(told["task"])} if "task" in told else {})


def asking_of_tasks(form: VerbForm, incident: Any, actor: Any) -> VerbForm:
    """A form that ends the incident asks what becomes of its open tasks, and names
    them, so that none is lost unseen."""
    left = [task.title for task in tasks_of(incident, actor) if not task.done_at]
    if not left:
        return form
    count = len(left)
    label = ngettext("%(n)s task is open", "%(n)s tasks are open", count)
    form.fields["open_tasks"] = forms.ChoiceField(
        label=label % {"n": count},
        choices=[("", _("What becomes of them?")), *choices(words.OPEN_TASKS)],
        help_text="; ".join(left),
        widget=Select(attrs={"class": "input"}),
    )
    form.order_fields(["open_tasks"])
    return form


def ending(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The verb, once it was said what becomes of tasks that are open."""

    @wraps(verb)
    @transaction.atomic
    def ended(
        incident_id: int,
        *,
        by: Any,
        open_tasks: str = "",
        seq: int | None = None,
        **told: Any,
    ) -> Any:
        settle_tasks(incident_id, by=by, how=open_tasks, seq=seq)
        return verb(incident_id, by=by, **told)

    return ended
