from tocsin.register.watching import actions


def mail_what_waits() -> int:
    """What people are to be told by mail leaves when it is due."""
    return actions.mail_notifications()


def forget_old_notifications() -> int:
    """Notifications are kept for as long as was chosen."""
    return actions.forget_notifications()
