"""The ways the register says no."""

from tocsin.kernel.refusal import Refusal


class NoSuchIncident(Refusal):
    code = "no_such_incident"
    status = 404
    message = "There is no incident {ref}, or it is not yours to see."
    remedy = "Check the reference. If a colleague sent it, ask them to name you on it."
