"""Which installation may send from this database.

A restored backup or a copy for trials holds the same planned mails; without this guard both would send them.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings

from outreach.models import Installation
from staff import audit
from staff.models import User


def installation_code() -> str:
    """The name of this installation: INSTALLATION_ID, or a random one kept in the data folder."""
    return settings.INSTALLATION_ID[:64] or _kept_code(Path(settings.DATA_DIR) / "installation_id")


def _kept_code(path: Path) -> str:
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.write_text(secrets.token_hex(16))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was faster; its name holds
        finally:
            draft.unlink()
    return path.read_text().strip()


def may_send_from_here() -> bool:
    """Whether this installation is the confirmed one; the first that asks becomes it."""
    known = Installation.objects.filter(pk=1).first()
    if known is None:
        Installation.objects.bulk_create([Installation(pk=1, code=installation_code())], ignore_conflicts=True)
        known = Installation.objects.get(pk=1)
    return known.code == installation_code()


def confirm_installation(*, by: User, now: datetime) -> None:
    """Let this installation send from now on, and no other."""
    Installation.objects.update_or_create(
        pk=1, defaults={"code": installation_code(), "confirmed_at": now, "confirmed_by": by}
    )
    audit.record("outreach.confirm_installation", by=by, now=now)
