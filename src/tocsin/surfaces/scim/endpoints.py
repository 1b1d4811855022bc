"""What is answered at which address below scim/v2/."""

from django.urls import path, re_path

from tocsin.surfaces.scim import views
from tocsin.surfaces.scim.frame import operation

_NONE = views.nothing_here

urlpatterns = [
    path("Users", operation(GET=views.get_users, POST=views.post_user)),
    path("Users/.search", operation(POST=views.get_users)),
    path(
        "Users/<key>",
        operation(
            GET=views.get_user,
            PUT=views.put_user,
            PATCH=views.patch_user,
            DELETE=views.delete_user,
        ),
    ),
    path("Groups", operation(GET=views.get_groups, POST=views.post_group)),
    path("Groups/.search", operation(POST=views.get_groups)),
    path(
        "Groups/<key>",
        operation(
            GET=views.get_group,
            PUT=views.put_group,
            PATCH=views.patch_group,
            DELETE=views.delete_group,
        ),
    ),
    path(".search", operation(POST=views.search_all)),
    path("ServiceProviderConfig", operation(GET=views.get_config)),
    path("ResourceTypes", operation(GET=views.get_types)),
    path("ResourceTypes/<key>", operation(GET=views.get_types)),
    path("Schemas", operation(GET=views.get_schemas)),
    path("Schemas/<key>", operation(GET=views.get_schemas)),
    re_path("", operation(GET=_NONE, POST=_NONE, PUT=_NONE, PATCH=_NONE, DELETE=_NONE)),
]
