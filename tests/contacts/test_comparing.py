"""The user sees what an import changes before it does."""

from dataclasses import replace

from hypothesis import given

from contacts.comparing import compare
from contacts.person import Person, Place
from tests.contacts.test_roundtrip import people

A = Person(
    "Test Anemone", organisation="FAB", mobile="+4520123456", email="a@x.dk", places=(Place("fu", "politi"), Place("press")), key="1"
)
B = Person("Prøve Bøgeblad", organisation="FAB", mobile="+4520123457", key="2")
C = Person("Test Iris", email="c@x.dk", key="3")


def test_added_removed_changed_and_same_are_told_apart():
    found = compare([A, B], [replace(A, title="Leder", key=None), C])
    assert [person.name for person in found.added] == ["Test Iris"]
    assert [person.name for person in found.removed] == ["Prøve Bøgeblad"]
    assert [(change.old.key, change.fields) for change in found.changed] == [("1", ("title",))]
    assert found.same == ()


def test_a_new_mobile_is_a_change_of_the_same_person():
    (change,) = compare([A, B], [replace(A, mobile="+4520123499"), B]).changed
    assert (change.old.key, change.fields) == ("1", ("mobile",))


def test_a_successor_with_the_same_mailbox_is_somebody_else():
    found = compare([A], [Person("Test Iris", organisation="FAB", mobile="+4520123499", email="a@x.dk")])
    assert (len(found.added), len(found.removed)) == (1, 1)


def test_two_of_the_same_name_are_never_guessed_between():
    old = [replace(B, mobile="+4520123411"), replace(B, mobile="+4520123412")]
    found = compare(old, [replace(B, mobile="+4520123413")])
    assert (len(found.added), len(found.removed)) == (1, 2)


def test_the_order_of_places_is_no_change():
    assert compare([A], [replace(A, places=A.places[::-1])]).same == (A,)


@given(people(), people())
def test_everybody_is_accounted_for_once(old, new):
    found = compare(old, new)
    kept = [change.old for change in found.changed]
    assert len(found.removed) + len(kept) + len(found.same) == len(old)
    assert len(found.added) + len(found.changed) + len(found.same) == len(new)
    assert compare(old, old).same == old
