from django.urls import include, path

urlpatterns = [
    path("", include("tocsin.foundation.accounts.sign_in")),
    path("", include("tocsin.foundation.sso.sign_in")),
    path("api/", include("tocsin.surfaces.api.urls")),
    path("scim/v2/", include("tocsin.surfaces.scim.urls")),
    path("", include("tocsin.surfaces.status.urls")),
    path("", include("tocsin.surfaces.portal.urls")),
    path("", include("tocsin.surfaces.web.urls")),
]
