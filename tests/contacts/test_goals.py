"""What a customer wants to reach: written down, looked at every quarter, and carried along."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from contacts.actions.erasing import erase_contact
from contacts.actions.goals import save_goal
from contacts.actions.merging import merge_contacts, undo_merge
from contacts.models import Contact, CustomerGoal, GoalStep
from contacts.rules import matching
from interactions.sources import goals_to_review
from staff.models import AuditEntry
from tests.factories.contacts import make_contact, make_goal

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY = NOW.date()
FIELDS = {"words": "Half the energy bill", "baseline": Decimal(100), "target": Decimal(50), "unit": "EUR"}
TYPED = {
    "words": "Half the energy bill", "baseline": "100", "target": "50", "unit": "EUR", "due_on": "2027-06-30",
    "state": "open", "steps": "Measure\nChange the lamps",
}  # fmt: skip


def saved(by, contact, **given):
    return save_goal(by=by, contact=contact, **{"fields": FIELDS, "now": NOW, **given})


def steps():
    return list(GoalStep.objects.order_by("position").values_list("words", "done_on"))


def test_a_goal_is_written_down_with_our_steps(alice, carol):
    goal = saved(alice, carol, steps=["Measure", "Change", "Measure"])
    assert (goal.words, goal.state, goal.reviewed_on, goal.created_by) == ("Half the energy bill", "open", TODAY, alice)
    assert steps() == [("Measure", None), ("Change", None)]
    entry = AuditEntry.objects.get(action="contacts.goal.create")
    assert (entry.customer_id, entry.detail) == (
        carol.pk,
        {"goal": goal.pk, "fields": ["baseline", "target", "unit", "words"]},
    )


def test_a_step_keeps_the_day_on_which_it_was_done(alice, carol):
    goal = saved(alice, carol, steps=["Measure", "Change", "Wait"])
    saved(alice, carol, goal=goal, steps=["Measure", "Change"], done=["Measure"])
    later = NOW + timedelta(days=10)
    saved(alice, carol, goal=goal, steps=["Change", "Measure"], done=["Measure", "Change"], now=later)
    assert steps() == [("Change", later.date()), ("Measure", TODAY)]
    assert CustomerGoal.objects.get().reviewed_on == later.date()


def test_a_goal_is_to_be_looked_at_after_a_quarter(alice, carol):
    goal = saved(alice, carol)
    days = [TODAY + timedelta(days=number) for number in (89, 90)]
    assert [goal.is_to_review(day) for day in days] == [False, True]
    assert [list(CustomerGoal.objects.to_review(day)) for day in days] == [[], [goal]]
    goal = saved(alice, carol, goal=goal, fields={"state": "reached"})
    assert (goal.is_to_review(days[1]), list(CustomerGoal.objects.to_review(days[1]))) == (False, [])


def test_the_database_knows_the_states(carol):
    for wrong in ({"state": "other"}, {"words": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_goal(carol, **wrong)


def test_my_day_brings_it_to_the_owner(alice, bob, charlie, carol):
    goal = make_goal(carol, reviewed_on=TODAY - timedelta(days=90))
    make_goal(carol, "Seen lately", reviewed_on=TODAY - timedelta(days=89))
    make_goal(make_contact("Theirs", owner=charlie), "Theirs")
    (row,) = goals_to_review(alice, NOW)
    assert (row.title, row.contact, row.reason) == (goal.words, carol, "Goal not looked at for 90 days")
    assert row.url == reverse("contacts:goal_edit", args=[goal.pk])
    assert list(goals_to_review(bob, NOW)) == []


def test_my_day_asks_one_query_for_three_goals(alice, carol, django_assert_num_queries):
    for number in range(3):
        make_goal(carol, f"Goal {number}")
    list(goals_to_review(alice, NOW))
    with django_assert_num_queries(1):
        assert len(list(goals_to_review(alice, NOW))) == 3


def test_segments_ask_for_the_day_of_an_open_goal(alice, carol):
    make_goal(carol, due_on=date(2026, 12, 1))
    make_goal(make_contact("Dora", owner=alice), due_on=date(2026, 12, 1), state="reached")
    rule = {"field": "goal", "is": "before", "value": "2026-12-31"}
    assert list(Contact.objects.filter(matching(rule, NOW))) == [carol]


def test_goals_go_along_with_a_merge_and_with_the_erased(alice, dpo, carol):
    dora = make_contact("Dora", owner=alice)
    goal = saved(alice, dora, steps=["Measure"])
    merge = merge_contacts(by=alice, survivor=carol, merged=dora, now=NOW)
    assert CustomerGoal.objects.get().contact == carol
    undo_merge(by=alice, merge=merge, now=NOW)
    assert CustomerGoal.objects.get().contact == dora
    erase_contact(by=dpo, contact=carol, now=NOW)
    assert list(CustomerGoal.objects.all()) == [goal]
    erase_contact(by=dpo, contact=Contact.objects.get(pk=dora.pk), now=NOW)
    assert (CustomerGoal.objects.count(), GoalStep.objects.count()) == (0, 0)


def test_the_form_writes_and_looks_again(sign_in, alice, carol, stop_clock):
    stop_clock(NOW)
    client = sign_in(alice)
    place = reverse("contacts:goal_create", args=[carol.pk])
    assert client.post(place, TYPED).url == reverse("contacts:contact_detail", args=[carol.pk])
    goal = CustomerGoal.objects.get()
    assert (goal.baseline, goal.target, goal.due_on) == (Decimal(100), Decimal(50), date(2027, 6, 30))
    CustomerGoal.objects.update(reviewed_on=TODAY - timedelta(days=100))
    edit = reverse("contacts:goal_edit", args=[goal.pk])
    form = client.get(edit).context["form"]
    assert (form["steps"].value(), form["done"].value()) == ("Measure\nChange the lamps", [])
    client.post(edit, {**TYPED, "done": [goal.steps.get(words="Measure").pk]})
    goal.refresh_from_db()
    assert goal.reviewed_on == TODAY
    assert steps() == [("Measure", goal.reviewed_on), ("Change the lamps", None)]


@pytest.mark.parametrize("steps", ["x" * 201, "\n".join(map(str, range(31)))])
def test_too_much_is_refused_beside_its_field(sign_in, alice, carol, steps):
    page = sign_in(alice).post(reverse("contacts:goal_create", args=[carol.pk]), {**TYPED, "steps": steps})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["steps"])


def test_the_panel_shows_goals_with_their_steps(sign_in, bob, carol, stop_clock):
    stop_clock(NOW)
    goal = make_goal(carol, due_on=date(2027, 6, 30), baseline=100, target=50, unit="EUR")
    GoalStep.objects.create(goal=goal, words="Measure", done_on=TODAY)
    page = sign_in(bob).get(reverse("contacts:contact_needs", args=[carol.pk])).content.decode()
    words = ("<bdi>Half the energy bill</bdi>", "Measure</bdi>", "Look at it again", "100.00 → 50.00")
    assert [page.count(word) for word in words] == [1, 1, 1, 1]


def test_who_may_not_change_is_refused(sign_in, bob, charlie, marketer, carol):
    goal = make_goal(carol)
    places = (reverse("contacts:goal_create", args=[carol.pk]), reverse("contacts:goal_edit", args=[goal.pk]))
    answers = {
        user: [sign_in(user).post(place, TYPED).status_code for place in places] for user in (bob, charlie, marketer)
    }
    assert answers == {bob: [403, 403], charlie: [404, 404], marketer: [403, 403]}
    assert list(CustomerGoal.objects.all()) == [goal]


def test_bad_ids_and_wrong_methods(sign_in, alice, carol):
    client = sign_in(alice)
    places = [reverse(f"contacts:{name}", args=[999_999]) for name in ("goal_create", "goal_edit")]
    assert [client.get(place).status_code for place in places] == [404, 404]
    assert client.put(reverse("contacts:goal_edit", args=[make_goal(carol).pk])).status_code == 405
