"""The list a new installation starts with: whole, invented, and able to reach nobody."""

from pathlib import Path

import phonenumbers
import pytest

from contacts.directory import Directory, Group, Named
from contacts.importing import read_alert_list
from contacts.phone import can_receive_sms

FILE = Path(__file__).parents[2] / "actioncards" / "odense" / "invented_alert_list.csv"
SEATS = {
    "fu": "politi boern_unge beskaeftigelse_social by_kultur sundhed boligsocialt_hus",
    "ssp_board": "politi boern_unge beskaeftigelse_social by_kultur ssp boligsocialt_hus",
    "housing_board": "forperson naestforperson_civica naestforperson_obo naestforperson_abo naestforperson_kommune medlem_fab "
    "medlem_civica medlem_obo medlem_abo medlem_beskaeftigelse_social medlem_boern_unge medlem_by_kultur politikonsulent",
    "duty_chief": "chefvagt",
    "parties": "fyns_politi odense_kommune fab civica odense_boligselskab abo boligsocialt_hus ssp_odense",
}
AREAS = ["vollsmose", "korsloekken", "rising", "ejerslykke", "hoejemarksvej", "stadionvej_skjoldsparken"]
PLAN = Directory(
    groups=(
        *(Group(key, seats=tuple(map(Named, seats.split()))) for key, seats in SEATS.items()),
        *(Group(key, per_area=True) for key in ("cks", "residents", "institutions")),
        Group("press"),
    ),
    areas=tuple(map(Named, AREAS)),
)


@pytest.fixture(scope="module")
def people():
    return read_alert_list(FILE.read_bytes(), FILE.name, PLAN).accepted(skip_bad_rows=False)


def test_every_seat_of_p1_to_p5_has_a_holder_and_one_or_two_deputies(people):
    for group, seats in SEATS.items():
        for seat in seats.split():
            positions = sorted(p.position for person in people for p in person.places if (p.group, p.seat) == (group, seat))
            assert positions in ([0, 1], [0, 1, 2]), (group, seat, positions)


def test_every_area_has_two_or_three_representatives(people):
    for area in AREAS:
        assert 2 <= sum((p.group, p.area) == ("cks", area) for person in people for p in person.places) <= 3


def test_people_in_several_groups_are_one_person_each(people):
    assert sum(len({place.group for place in person.places}) > 1 for person in people) >= 10
    head = next(person for person in people if person.title == "Chef for BoligSocialt Hus")
    assert {place.group for place in head.places} == {"ssp_board", "parties"}


def test_nobody_can_be_reached_and_everybody_is_plainly_invented(people):
    for person in people:
        assert person.invented
        assert person.name.startswith(("Test ", "Prøve "))
        assert person.email.endswith(".invalid")
        # The Swedish regulator's numbers for fiction.
        assert "+46701740605" <= person.mobile <= "+46701740699"
        assert person.phone is None or "+46846500400" <= person.phone <= "+46846500499"


def test_the_numbers_pass_for_mobiles_so_that_everything_can_be_tried(people):
    assert all(can_receive_sms(person.mobile) and phonenumbers.is_valid_number(phonenumbers.parse(person.mobile)) for person in people)
