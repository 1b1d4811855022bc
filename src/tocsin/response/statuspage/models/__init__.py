from tocsin.response.statuspage.models.notices import Notice, Series, Update
from tocsin.response.statuspage.models.pages import Component, Day, Page, Stretch
from tocsin.response.statuspage.models.subscribers import Delivery, Subscriber

__all__ = [
    "Component",
    "Day",
    "Delivery",
    "Notice",
    "Page",
    "Series",
    "Stretch",
    "Subscriber",
    "Update",
]
