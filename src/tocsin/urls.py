from django.urls import include, path

urlpatterns = [
    path("", include("tocsin.foundation.accounts.sign_in")),
]
