"""What to start from: three organisations in outline, to be changed at once. Pure.

Names are lazy translations: they are written into forms in the reader's language, and
what is sent from there is the organisation's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Start:
    """One set: its teams with what they are for, its services with team and weight,
    its categories with the team that answers. Teams are told by their word here."""

    title: Any
    about: Any
    teams: Mapping[str, tuple[Any, Any]]
    services: tuple[tuple[Any, str, int], ...]
    categories: tuple[tuple[Any, str], ...]


_DESK = (_("Service desk"), _("Everybody's first line"))
_SECURITY = (_("Security"), _("What somebody does to us on purpose"))

SETS: Mapping[str, Start] = {
    "service-desk": Start(
        _("IT service desk"),
        _("Colleagues call: devices, accounts, network, the programs they use."),
        {
            "desk": _DESK,
            "workplace": (_("Workplace"), _("Devices, printers and rooms")),
            "network": (_("Network"), _("Sites, VPN and Wi-Fi")),
            "applications": (_("Applications"), _("The programs people work with")),
            "security": _SECURITY,
        },
        (
            (_("E-mail"), "applications", 2),
            (_("Signing in"), "desk", 1),
            (_("Office network"), "network", 2),
            (_("VPN"), "network", 2),
            (_("Printing"), "workplace", 3),
            (_("Telephony"), "network", 2),
        ),
        (
            (_("Accounts"), "desk"),
            (_("Accounts / Locked out"), "desk"),
            (_("Accounts / Missing rights"), "desk"),
            (_("Devices"), "workplace"),
            (_("Devices / Laptop"), "workplace"),
            (_("Devices / Printer"), "workplace"),
            (_("Network"), "network"),
            (_("Network / Wi-Fi"), "network"),
            (_("Network / VPN"), "network"),
            (_("Applications"), "applications"),
            (_("Applications / E-mail"), "applications"),
            (_("Security"), "security"),
            (_("Security / Phishing"), "security"),
        ),
    ),
    "online-shop": Start(
        _("Online shop"),
        _("Customers buy day and night; an hour without checkout is an hour unsold."),
        {
            "care": (_("Customer care"), _("What customers tell us")),
            "shop": (_("Shop"), _("Pages, search and checkout")),
            "platform": (_("Platform"), _("Servers, databases and network")),
            "logistics": (_("Logistics"), _("Stock, picking and parcels")),
            "security": _SECURITY,
        },
        (
            (_("Checkout"), "shop", 1),
            (_("Payments"), "shop", 1),
            (_("Product pages"), "shop", 1),
            (_("Product search"), "shop", 2),
            (_("Warehouse"), "logistics", 2),
            (_("Databases"), "platform", 1),
        ),
        (
            (_("Buying"), "shop"),
            (_("Buying / Checkout"), "shop"),
            (_("Buying / Payment"), "shop"),
            (_("Buying / Prices and stock"), "shop"),
            (_("Pages"), "shop"),
            (_("Pages / Slow or down"), "platform"),
            (_("Pages / Wrong content"), "shop"),
            (_("Delivery"), "logistics"),
            (_("Delivery / Parcel"), "logistics"),
            (_("Platform"), "platform"),
            (_("Platform / Database"), "platform"),
            (_("Customers"), "care"),
            (_("Security"), "security"),
        ),
    ),
    "software": Start(
        _("Software company"),
        _("A product in the cloud; engineers run what they build."),
        {
            "support": (_("Support"), _("What customers report")),
            "product": (_("Product"), _("Application and API")),
            "platform": (_("Platform"), _("Cloud, deployment and data")),
            "security": _SECURITY,
        },
        (
            (_("Application"), "product", 1),
            (_("API"), "product", 1),
            (_("Signing in"), "product", 1),
            (_("Database"), "platform", 1),
            (_("Deployment"), "platform", 2),
            (_("Website"), "support", 3),
        ),
        (
            (_("Application"), "product"),
            (_("Application / Errors"), "product"),
            (_("Application / Slow"), "product"),
            (_("API"), "product"),
            (_("Signing in"), "product"),
            (_("Data"), "platform"),
            (_("Data / Wrong or missing"), "product"),
            (_("Platform"), "platform"),
            (_("Platform / Deployment"), "platform"),
            (_("Platform / Cloud"), "platform"),
            (_("Security"), "security"),
        ),
    ),
}
