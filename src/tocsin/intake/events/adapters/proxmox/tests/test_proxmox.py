"""After https://pve.proxmox.com/pve-docs/chapter-notifications.html#notification_targets_webhook"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_job_that_ends_well_resolves_its_failure() -> None:
    first, last = pair("proxmox", "backup_failed", "backup_done")

    assert first.key == "pve1/vzdump/backup-1f2e"
    assert first.title == "vzdump backup status (pve1): backup failed"
    assert (first.severity, first.service) == ("error", "")
    assert first.labels["kind"] == "vzdump"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("proxmox", "backup_failed")
    assert is_recognised("proxmox", "backup_done")
