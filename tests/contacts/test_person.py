"""One person is one person, however many rows they have (hard case 16)."""

from hypothesis import given
from hypothesis import strategies as st

from contacts.person import Person, matching

A = Person("Test Anemone", organisation="FAB", mobile="+4520123456", email="a@example.invalid")


def test_the_same_mobile_is_one_person():
    assert matching([A, Person("T. Anemone", mobile="+4520123456")]) == ((0, 1),)


def test_two_mobiles_are_two_people_even_with_one_mailbox():
    assert matching([A, Person("Test Anemone", organisation="FAB", mobile="+4520123457", email="a@example.invalid")]) == ((0,), (1,))


def test_without_a_mobile_the_mailbox_tells_who_it_is():
    assert matching([Person("x", email="A@example.invalid"), A, Person("y", email="b@example.invalid")]) == ((0, 1), (2,))


def test_without_either_the_name_and_organisation_tell():
    assert matching([A, Person("TEST  ANEMONE", organisation="fab"), Person("Test Anemone", organisation="Civica")]) == ((0, 1), (2,))


def test_a_shared_mailbox_is_told_apart_by_name_and_never_guessed():
    b = Person("Prøve Bøgeblad", mobile="+4520123457", email="a@example.invalid")
    assert matching([A, b, Person("Prøve Bøgeblad", email="a@example.invalid"), Person("Ny", email="a@example.invalid")]) == (
        (0,),
        (1, 2),
        (3,),
    )


def test_a_mailbox_found_on_any_row_of_a_person_counts():
    assert matching([Person("x", mobile="+4520123456"), A, Person("z", email="a@example.invalid")]) == ((0, 1, 2),)


few = st.builds(
    Person,
    name=st.sampled_from("ab"),
    mobile=st.sampled_from([None, "+4520123456", "+4520123457"]),
    email=st.sampled_from([None, "a@x.dk", "b@x.dk"]),
)


@given(st.lists(few, max_size=8))
def test_every_record_belongs_to_exactly_one_person_and_no_person_has_two_mobiles(people):
    clusters = matching(people)
    assert sorted(index for cluster in clusters for index in cluster) == list(range(len(people)))
    for cluster in clusters:
        assert len({people[index].mobile for index in cluster} - {None}) <= 1
