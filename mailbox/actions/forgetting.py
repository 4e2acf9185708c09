"""What the mailbox forgets with a person."""

from django.db.models import Q

from contacts.models import Contact, ContactPoint, PointKind
from crm.privacy import forget_words, naming
from mailbox.models import IgnoredSender, MailPart, ReceivedMail


def forget_mails(people: list[Contact]) -> None:
    """The words and files of mails with them, and their address where mails of others name it and it is theirs alone.

    That a mail was read stays known by its digest, so that it is not read again.
    """
    points = ContactPoint.objects.filter(kind=PointKind.EMAIL)
    others = points.exclude(contact__in=people).values("normalised")
    own = points.filter(contact__in=people).exclude(normalised__in=others)
    addresses = list(own.values_list("normalised", flat=True))
    of_them = Q(contact__in=people) | Q(suggested__in=people) | Q(sender__in=addresses)
    theirs = ReceivedMail.objects.filter(of_them)
    MailPart.objects.filter(mail__in=theirs).delete()
    _take_out(addresses)
    IgnoredSender.objects.filter(pattern__in=addresses).delete()
    forget_words(ReceivedMail.objects.filter(pk__in=list(theirs.values_list("pk", flat=True))))


def _take_out(addresses: list[str]) -> None:
    for mail in naming(ReceivedMail.objects.all(), ["recipients"], addresses):
        mail.recipients = [pair for pair in mail.recipients if pair[1] not in addresses]
        mail.save(update_fields=["recipients"])
