"""Files with an entry: kept under names of ours, and gone with the person."""

import unicodedata
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from interactions.models import Attachment, Interaction
from interactions.models.attachment import FOLDER
from staff import audit
from staff.models import User

LARGEST = 20 * 2**20
MOST_FILES = 10
LONGEST_NAME = 150
LONGEST_ENDING = 20
# No upload takes as long.
A_STRAY_AFTER = timedelta(days=1)


@transaction.atomic
def attach(
    *, entry: Interaction, name: str, content: "File[bytes]", by: User | None, now: datetime | None = None
) -> Attachment:
    """Keep a file with the entry; the same content under the same name again is the file that is there.

    `name` may be anything that a stranger wrote. Raise ValidationError for a file that is too large, or one too many.
    """
    now, name = now or timezone.now(), shown_name(name)
    if content.size > LARGEST:
        raise ValidationError(_("“%(name)s” is larger than 20 MB."), params={"name": name})
    digest = _digest(content)
    there = entry.attachments.filter(digest=digest, name=name).first()
    if there is not None:
        return there
    if entry.attachments.count() >= MOST_FILES:
        raise ValidationError(_("An entry has ten files at most."))
    row = Attachment(interaction=entry, name=name, size=content.size, digest=digest, by=by, at=now)
    row.file.save("", content, save=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        default_storage.delete(str(row.file.name))
        return entry.attachments.get(digest=digest, name=name)
    audit.record("interactions.attach", by=by, subject=entry, detail={"attachment": row.pk}, now=now)
    return row


def _digest(content: "File[bytes]") -> str:
    digest = sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def shown_name(name: str) -> str:
    """The last part of a path, of what can be seen alone: nothing in it turns letters round or ends a line."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFC", last))
    words = " ".join(seen.split()).strip(".") or _("file")
    stem, dot, ending = words.rpartition(".")
    if len(words) <= LONGEST_NAME or not stem or len(ending) > LONGEST_ENDING:
        return words[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending


def forget_files(entries: QuerySet[Interaction]) -> None:
    """Take away the files of the entries; the disk follows once that is for good."""
    rows = Attachment.objects.filter(interaction__in=entries)
    for name in rows.values_list("file", flat=True):
        transaction.on_commit(partial(default_storage.delete, name))
    rows.delete()


def remove_stray_files(*, now: datetime) -> int:
    """Take away files that no entry has: of what broke off between disk and database, or was forgotten in between."""
    if not default_storage.exists(FOLDER):
        return 0
    kept = set(Attachment.objects.values_list("file", flat=True))
    names = (f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1])
    old = now - A_STRAY_AFTER
    strays = [name for name in names if name not in kept and default_storage.get_modified_time(name) < old]
    for name in strays:
        default_storage.delete(name)
    return len(strays)
