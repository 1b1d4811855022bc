from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class ServiceUnknown(Refusal):
    code = "service_unknown"
    status = 404
    message = _("There is no service {key}.")
    remedy = _("Choose one from the list of services.")


class ServiceNameTaken(Refusal):
    code = "service_name_taken"
    message = _("There is a service called {name} already.")
    remedy = _("Use that one, or choose another name.")


class DependencyCircle(Refusal):
    code = "dependency_circle"
    message = _("{needs} already needs {service}, directly or through others.")
    remedy = _("Take back one of those dependencies first.")
