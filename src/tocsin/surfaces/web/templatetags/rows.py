"""One incident in a table. Drawn in one piece: a page shows fifty rows, and as nodes of
a template each would cost five times as much."""

from html import escape
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.surfaces.web.explaining import explained
from tocsin.surfaces.web.templatetags.desk import (
    ahead,
    due,
    icon,
    incident_address,
    moment,
    priority,
    state,
)

register = template.Library()


@register.simple_tag(takes_context=True)
def incident_row(
    context: template.Context, incident: Any, plain: bool = False
) -> SafeString:
    """A `<tr>`. `plain` has nothing to tick. Of the context: `columns` of one's own,
    `clocks`, `task_counts`, `steps`, `why`; each may lack."""
    ref = escape(incident.ref)
    columns = context.get("columns")
    cells = _own(columns, incident) if columns else _usual(context, incident)
    preview = incident_address("incident-preview", ref)
    return mark_safe(
        f'<tr data-ref="{ref}" data-seq="{incident.seq}" data-preview="{preview}">'
        f'<td class="tick">{"" if plain else _tick(ref)}</td>'
        f'<td class="prio">{priority(incident)}</td>'
        f'<td class="ref">{ref}</td>'
        f'<th class="title" scope="row">{_title(context, incident, ref)}</th>'
        f"{cells}</tr>\n"
    )


def _tick(ref: str) -> str:
    label = _("Select %(ref)s") % {"ref": ref}
    return (
        '<input type="checkbox" form="bulk" name="ref"'
        f' value="{ref}" aria-label="{label}">'
    )


def _title(context: template.Context, incident: Any, ref: str) -> str:
    told = [
        f'<a href="{incident_address("incident", ref)}">{escape(incident.title)}</a>'
    ]
    if not context.get("columns"):
        service = escape(incident.service.name) if incident.service else ""
        told.append(f'<span class="service">{service}</span>')
    if incident.swarm_open:
        told.append(_room())
    if open_tasks := (context.get("task_counts") or {}).get(incident.id):
        told.append(_tasks(open_tasks))
    if step := (context.get("steps") or {}).get(incident.id):
        told.append(_step(*step))
    told += [f'<span class="tag">{escape(tag)}</span>' for tag in incident.tags]
    line = f'<span class="title-line">{" ".join(told)}</span>'
    if context.get("why"):
        line += f'<span class="why-line">{escape(explained(incident))}</span>'
    return line


def _room() -> str:
    said = escape(_("Room open"))
    return (
        f'<span class="small faint" title="{said}">{icon("users-round")}'
        f'<span class="sr">{said}</span></span>'
    )


def _tasks(count: int) -> str:
    said = ngettext("%(n)s open task", "%(n)s open tasks", count) % {"n": count}
    return (
        f'<span class="small faint tasks-open" title="{escape(said)}">'
        f"{icon('list-checks')}{count}</span>"
    )


def _step(at: Any, level: int) -> str:
    said = escape(_("level %(level)s:") % {"level": level})
    return (
        f'<span class="small faint step-next">{icon("bell-ring")}{said} '
        f"{ahead(at)}</span>"
    )


def _own(columns: Any, incident: Any) -> str:
    return "".join(_cell(each, incident) for each in columns)


def _cell(column: Any, incident: Any) -> str:
    said = conditional_escape(column.cell(incident))
    kind = "cell num" if column.numeric else "cell"
    return f'<td class="{kind}" data-label="{escape(column.label)}">{said}</td>'


def _usual(context: template.Context, incident: Any) -> str:
    clocked = context.get("clocks")
    since = f'<span class="soft">{moment(incident.state_since)}</span>'
    return (
        f'<td class="who">{_team(incident)} <span class="faint">·</span>'
        f" {_owner(incident)}</td>"
        f'<td class="next">{due(incident) if clocked else since}</td>'
        f'<td class="where">{state(incident)}</td>'
        f'<td class="age">{moment(incident.registered_at)}</td>'
    )


def _team(incident: Any) -> str:
    return escape(incident.team.name) if incident.team else _nobody(_("no team"))


def _owner(incident: Any) -> str:
    if incident.owner:
        return escape(incident.owner.get_short_name())
    return _nobody(_("duty manager") if incident.owner_role else _("nobody"))


def _nobody(said: str) -> str:
    return f'<span class="nobody">{escape(said)}</span>'
