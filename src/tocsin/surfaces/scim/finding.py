"""Filters, sorting and pages (RFC 7644, 3.4.2), found by the database where it can."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from scim2_models import Context, ListResponse, SearchRequest
from scim2_models.path import CompareOperator, Comparison, LogicalExpr, LogicalOperator

from tocsin.foundation.directory.models import Tie
from tocsin.foundation.directory.provisioned import SCIM
from tocsin.surfaces.scim.addresses import tagged
from tocsin.surfaces.scim.resources import MOST, PAGE

_COLUMNS = {
    "username": "username__iexact",
    "displayname": "name__iexact",
    "id": "key",
}
Shown = Callable[[Any], list[Any]]


def page_of(
    asked: SearchRequest[Any], rows: QuerySet[Any], shown: Shown, kind: Any
) -> dict[str, Any]:
    """One page of what was asked for, as a ListResponse."""
    start = (asked.start_index or 1) - 1
    count = min(PAGE if asked.count is None else asked.count, MOST)
    if asked.filter is None and asked.sort_by is None:
        total = rows.count()
        found = shown(rows[start : start + count]) if count else []
    else:
        matching = found_in(asked, rows, shown)
        total, found = len(matching), matching[start : start + count]
    for resource in found:
        tagged(resource)
    return listed(asked, found, total, start, kind)


def found_in(asked: SearchRequest[Any], rows: QuerySet[Any], shown: Shown) -> list[Any]:
    """Everything that fits the filter, sorted."""
    wanted: Any = asked.filter
    if wanted is not None:
        narrowed = _narrowed(wanted.ast)
        rows = rows.filter(narrowed) if narrowed is not None else rows
    resources = shown(rows)
    if wanted is not None:
        resources = [each for each in resources if wanted.match(each)]
    return asked.sort(resources)


def listed(
    asked: SearchRequest[Any], found: Sequence[Any], total: int, start: int, kind: Any
) -> dict[str, Any]:
    answer = ListResponse[kind](
        total_results=total,
        start_index=start + 1,
        items_per_page=len(found),
        resources=list(found),
    )
    told: dict[str, Any] = answer.model_dump(
        scim_ctx=Context.SEARCH_RESPONSE, response_parameters=asked
    )
    return told


def _narrowed(node: Any) -> Q | None:
    """What the database may look for beforehand; None when it must show everything.
    Never less than what the filter means."""
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_:
        parts = [part for term in node.terms if (part := _narrowed(term)) is not None]
        whole = Q()
        for part in parts:
            whole &= part
        return whole if parts else None
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq:
        return None
    path, value = node.attr_path, node.value
    if path.sub_attr or not isinstance(value, str):
        return None
    attribute = path.attr.casefold()
    if attribute == "externalid":
        ties = Tie.objects.filter(source=SCIM, told__externalId=value)
        return Q(id__in=ties.values("person")) | Q(id__in=ties.values("team"))
    if attribute == "id" or (attribute == "username" and value.isascii()):
        return Q(**{_COLUMNS[attribute]: value})
    return None
