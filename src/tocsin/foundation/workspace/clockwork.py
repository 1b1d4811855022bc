from tocsin.foundation.workspace.actions import forget_old_drafts, forget_signs


def tidy_desks() -> int:
    """What is too old on people's desks is gone; says whether to go on at once."""
    forget_signs()
    return forget_old_drafts()
