"""Azure Monitor in its common schema and in those before it."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        (
            "classic-activated",
            Act.OPEN,
            "/subscriptions/1/resourceGroups/shop/providers/microsoft.insights/alertrules/slow|/subscriptions/1/resourceGroups/shop/providers/microsoft.web/sites/shopweb",
            "",
            "shop",
        ),
        (
            "classic-resolved",
            Act.RESOLVE,
            "/subscriptions/1/resourceGroups/shop/providers/microsoft.insights/alertrules/slow|/subscriptions/1/resourceGroups/shop/providers/microsoft.web/sites/shopweb",
            "",
            "shop",
        ),
        (
            "common-fired",
            Act.OPEN,
            "/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.AlertsManagement/alerts/b9569717-bc32-442f-add5-83a997729330",
            "error",
            "shop",
        ),
        (
            "common-resolved",
            Act.RESOLVE,
            "/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.AlertsManagement/alerts/b9569717-bc32-442f-add5-83a997729330",
            "error",
            "shop",
        ),
        ("log-alert", Act.OPEN, "12345a-1234b|Many sign-ins failed", "info", ""),
        (
            "metric-v2-activated",
            Act.OPEN,
            "/subscriptions/1/resourceGroups/shop/providers/microsoft.insights/metricAlerts/cpu|/subscriptions/1/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web01",
            "warning",
            "",
        ),
        (
            "metric-v2-deactivated",
            Act.RESOLVE,
            "/subscriptions/1/resourceGroups/shop/providers/microsoft.insights/metricAlerts/cpu|/subscriptions/1/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web01",
            "warning",
            "",
        ),
        ("service-health-active", Act.OPEN, "NA0F-BJG", "warning", ""),
        ("service-health-resolved", Act.RESOLVE, "NA0F-BJG", "warning", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("azure-monitor", fixture("azure-monitor", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_metric_v2() -> None:
    body = payload("azure-monitor-metric-v2")
    told = event("azure-monitor", body)
    context = body["data"]["context"]
    assert told.key == f"{context['id']}|{context['resourceId']}"
    assert (told.act, told.severity) == (Act.RESOLVE, "info")
    assert told.title == "CpuUtilHigh"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "resource": "web01",
        "resource_group": "Web",
        "resource_type": "Microsoft.Compute/virtualMachines",
        "subscription": "ba364c14-1aa5-484e-8b74-6201540087e1",
        "metric": "Percentage CPU",
    }
    assert told.starts_at is None
    assert told.ends_at == at("2019-02-27T14:10:35.081669+00:00")
    assert (
        told.url
        == "https://portal.azure.com/#resource/subscriptions/ba364c14-1aa5-484e-8b74-6201540087e1/resourceGroups/Web/providers/Microsoft.Compute/virtualMachines/web01"
    )
