"""Pages about segments: the list, one segment with who entered and left it, and the page that puts one together."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import segment_builder
from contacts.access import binned_segment_for, editable_segment_for, segment_for
from contacts.actions.segments import NotAskable, StaleSegment, put_segment_away, restore_segment, save_segment
from contacts.forms_segments import SegmentForm
from contacts.models import Contact, Segment, SegmentMembership
from contacts.rules import MODES, Rules, in_words
from contacts.segments import read_once
from crm import sight
from crm.htmx import redirect_page, render_page
from crm.paging import page_of
from crm.text import LONGEST_QUERY, storable
from staff.access import StaffRequest, requires
from staff.models import User
from staff.once import once
from staff.policy import Action, can, may, scope

COUNTED_TO = 10_000
A_WEEK = timedelta(days=7)
SHOWN_AT_MOST = 20
BINNED_AT_MOST = 50


@requires(Action.VIEW_CONTACTS)
@require_GET
@read_once()
def segment_list(request: StaffRequest) -> HttpResponse:
    visible = Segment.objects.visible_to(request.user).select_related("owner").order_by("name", "pk")
    binned = scope(request.user, Action.BUILD_SEGMENTS, Segment.objects.in_bin())
    page = page_of(visible, request.GET.get("page"))
    context = {
        "page": page,
        "segments": [{"segment": segment, "words": in_words(segment.rules)} for segment in page],
        "may_build": may(request.user, Action.BUILD_SEGMENTS),
        "binned": binned.order_by("-deleted_at")[:BINNED_AT_MOST] if may(request.user, Action.BUILD_SEGMENTS) else (),
    }
    return render(request, "contacts/segment_list.html", context)


@requires(Action.VIEW_CONTACTS)
@require_GET
@read_once()
def segment_detail(request: StaffRequest, pk: int) -> HttpResponse:
    segment = segment_for(request.user, pk)
    now = timezone.now()
    sight.listed(0)
    context: dict[str, Any] = {
        "segment": segment,
        "words": in_words(segment.rules),
        "may_ask": segment.may_be_asked_by(request.user),
        "may_edit": can(request.user, Action.BUILD_SEGMENTS, segment),
        "week": A_WEEK.days,
    }
    if context["may_ask"]:
        context |= counted(segment.shown_to(request.user, now))
        context |= {"entered": entered(segment, request.user, now), "left": left(segment, request.user, now)}
    return render(request, "contacts/segment_detail.html", context)


def counted(contacts: QuerySet[Contact]) -> dict[str, Any]:
    """How many they are, counted no further than to ten thousand."""
    count = contacts.order_by()[: COUNTED_TO + 1].count()
    return {"count": min(count, COUNTED_TO), "is_more": count > COUNTED_TO}


def entered(segment: Segment, user: User, now: datetime) -> list[SegmentMembership]:
    """The newest of those who entered within a week; who was there at the first count did not enter."""
    since = max(now - A_WEEK, segment.watched_since or now)
    stays = segment.memberships.filter(entered_at__gt=since, left_at__isnull=True)
    return shown(stays.order_by("-entered_at", "-pk"), segment.rules, user)


def left(segment: Segment, user: User, now: datetime) -> list[SegmentMembership]:
    stays = segment.memberships.filter(left_at__gt=now - A_WEEK)
    return shown(stays.order_by("-left_at", "-pk"), segment.rules, user)


def shown(stays: QuerySet[SegmentMembership], rules: Rules, user: User) -> list[SegmentMembership]:
    known = Contact.objects.asked_by(user, rules)
    found = list(stays.filter(contact__in=known.values("pk")).select_related("contact")[:SHOWN_AT_MOST])
    sight.listed(len(found))
    return found


@requires(Action.BUILD_SEGMENTS)
@require_http_methods(["GET", "POST"])
@once
def segment_create(request: StaffRequest) -> HttpResponse:
    return _build(request, None)


@requires(Action.BUILD_SEGMENTS)
@require_http_methods(["GET", "POST"])
@once
def segment_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _build(request, editable_segment_for(request.user, pk))


@read_once()
def _build(request: StaffRequest, segment: Segment | None) -> HttpResponse:
    """Show the page, change its lines as a button says, preview, or save."""
    if request.method != "POST":
        builder = segment_builder.from_rules(segment.rules if segment else {"all": []})
        return _page(request, segment, SegmentForm(initial=_stored(segment)), builder)
    builder = segment_builder.from_post(request.POST)
    wanted = request.POST.get("do", "save")
    if wanted == "save":
        return _save(request, segment, SegmentForm(request.POST), builder)
    if wanted.startswith("add-"):
        wanted += "/" + request.POST.get(f"new-{wanted.removeprefix('add-')}", "")
    builder.do(wanted)
    rules = builder.checked() if wanted == "preview" else None
    return _page(request, segment, SegmentForm(initial=_typed(request)), builder, rules)


def _stored(segment: Segment | None) -> dict[str, Any]:
    if segment is None:
        return {}
    return {"name": segment.name, "is_shared": segment.is_shared, "version": segment.version}


def _typed(request: StaffRequest) -> dict[str, Any]:
    """What stands in the form while its lines change: nothing of it is judged yet."""
    texts = {name: storable(request.POST.get(name, ""), LONGEST_QUERY) for name in ("name", "version", "once")}
    return {**texts, "is_shared": "is_shared" in request.POST}


def _save(
    request: StaffRequest, segment: Segment | None, form: SegmentForm, builder: segment_builder.Builder
) -> HttpResponse:
    rules = builder.checked()
    if not form.is_valid() or rules is None:
        return _page(request, segment, form, builder, rules, status=422)
    values = dict(form.cleaned_data)
    version = values.pop("version")
    if segment is not None:
        segment.version = version or 0
    try:
        saved = save_segment(by=request.user, segment=segment, rules=rules, **values)
    except NotAskable:
        builder.error = _("You do not see what one of the conditions asks for.")
    except StaleSegment:
        form.add_error(None, _("Somebody else changed this segment meanwhile. Reload the page to see the change."))
    else:
        messages.success(request, _("Saved."))
        return redirect_page(request, "contacts:segment_detail", saved.pk)
    return _page(request, segment, form, builder, status=422)


def _page(
    request: StaffRequest,
    segment: Segment | None,
    form: SegmentForm,
    builder: segment_builder.Builder,
    rules: Rules | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "segment": segment,
        "builder": builder,
        "offered": segment_builder.offered(request.user),
        "modes": list(MODES.items()),
    }
    if rules is not None:
        context |= counted(previewed(rules, request.user))
    return render_page(request, "contacts/segment_form.html", context, partial="builder", status=status)


def previewed(rules: Rules, user: User) -> QuerySet[Contact]:
    """Whom the rules would find, of those whom the user sees; nothing is stored."""
    return Segment(rules=rules).shown_to(user, timezone.now())


@requires(Action.BUILD_SEGMENTS)
@require_POST
def segment_bin(request: StaffRequest, pk: int) -> HttpResponse:
    segment = editable_segment_for(request.user, pk)
    put_segment_away(by=request.user, segment=segment)
    messages.success(request, _("%(name)s is put away. It can be restored below.") % {"name": segment.name})
    return redirect_page(request, "contacts:segment_list")


@requires(Action.BUILD_SEGMENTS)
@require_POST
def segment_restore(request: StaffRequest, pk: int) -> HttpResponse:
    segment = binned_segment_for(request.user, pk)
    restore_segment(by=request.user, segment=segment)
    messages.success(request, _("%(name)s is back.") % {"name": segment.name})
    return redirect_page(request, "contacts:segment_detail", segment.pk)
