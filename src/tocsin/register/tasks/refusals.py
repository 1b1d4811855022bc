from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class TaskUnknown(Refusal):
    code = "task_unknown"
    status = 404
    message = _("{ref} has no task {task}.")
    remedy = _("Look at its tasks for their numbers.")


class TitleWanted(Refusal):
    code = "task_title_wanted"
    status = 422
    message = _("A task without a title tells nobody what to do.")
    remedy = _("Say in a line what is to be done.")


class PersonOrTeam(Refusal):
    code = "person_or_team"
    status = 422
    message = _("A task is a person's or a team's, not both.")
    remedy = _("Name one of them.")


class NotForRequesters(Refusal):
    code = "not_for_requesters"
    status = 422
    message = _("{person} sees only what they reported, and no tasks.")
    remedy = _("Give it to somebody with a role or a team.")


class MinutesUnfit(Refusal):
    code = "minutes_unfit"
    status = 422
    message = _("Time spent is between 1 and {most} minutes.")
    remedy = _("Tell longer work day by day.")


class PersonWanted(Refusal):
    code = "person_wanted"
    status = 422
    message = _("Time is spent by people, and nobody was named.")
    remedy = _("Name the person who worked.")


class TasksOpen(Refusal):
    """Asked before an incident ends: nothing that is to be done gets lost unseen."""

    code = "tasks_open"
    message = _("{ref} has open tasks: {count}.")
    remedy = _("Say whether they stay open or are finished with it.")
