"""Every mistake in a plan folder is told with its file, its line and what is allowed instead."""

from pathlib import Path

import pytest

from actioncards.loader import check, load
from actioncards.problems import PlanInvalid
from tests.actioncards.folders import ODENSE, Folder, names_a_place

SMS = "{level_word} {area}: {cause} kl. {time}, meldt af {reported_by}. {reply}"


def test_the_shipped_plan_has_no_problem() -> None:
    assert check(ODENSE) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said", "offered"),
    [
        ("areas.yaml", "  label: Vollsmose", "  lable: Vollsmose", "lable is not a key here", "label"),
        ("levels.yaml", "  rank: 2", "  rang: 2", "rang is not a key here", "rank"),
        ("plan.yaml", "timezone: Europe", "timezon: Europe", "timezon is not a key here", "timezone"),
        ("plan.yaml", "executive_committee: fu", "executive_committee: ful", "no group ful", "fu"),
        ("plan.yaml", "seat: chefvagt", "seat: chefvakt", "no seat chefvakt", "chefvagt"),
        (
            "plan.yaml",
            "reported_by: fyns_politi",
            "reported_by: fyn_politi",
            "no organisation fyn_politi",
            "fyns_politi",
        ),
        ("groups.yaml", "organisation: sundhed", "organisation: sunhed", "no organisation sunhed", "sundhed"),
        ("groups.yaml", "    group: ssp_board", "    group: ssp_bord", "no group ssp_bord", "ssp_board"),
        ("groups.yaml", "    seat: boligsocialt_hus", "    seat: boligsocialthus", "no seat", "boligsocialt_hus"),
        ("groups.yaml", "fallback: send", "fallback: sent", "sent is not possible here", "send"),
        ("groups.yaml", "tier: civil", "tier: civl", "civl is not possible here", "civil"),
        ("levels.yaml", "    ssp_board:", "    ssp_bord:", "no group ssp_bord", "ssp_board"),
        ("levels.yaml", "[sms, email, voice]", "[sms, e-mail, voice]", "e-mail is not possible here", "email"),
        ("levels.yaml", "shape: triangle", "shape: trekant", "trekant is not possible here", "triangle"),
        ("levels.yaml", "lane: briefing", "lane: breifing", "breifing is not possible here", "briefing"),
        ("fields.yaml", "update_text: {", "opdate_text: {", "There is no fact opdate_text", "update_text"),
        ("plan.yaml", "  opted_out:", "  opted_oud:", "opted_oud is not a key here", "opted_out"),
        ("templates/alarm.yaml", "kind: alarm", "kind: alram", "alram is not possible here", "alarm"),
        (
            "templates/alarm.yaml",
            "{reported_by}. {reply}",
            "{reportet_by}. {reply}",
            "names reportet_by",
            "reported_by",
        ),
        ("templates/alarm.yaml", "{area}: {public_text}", "{areas}: {public_text}", "names areas", "area"),
    ],
)
def test_a_misspelt_name_is_told_with_the_nearest_that_is_allowed(
    folder: Folder, file: str, old: str, new: str, said: str, offered: str
) -> None:
    line = folder.change(file, old, new)
    line += old.count("\n")
    problem = next(one for one in folder.problems() if said in str(one.sentence))
    assert problem.file == file
    assert abs(problem.line - line) <= 1
    assert problem.nearest == offered
    assert problem.allowed


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("levels.yaml", "rank: 1", "rank: 2", "same rank"),
        ("levels.yaml", "rank: 1", "rank: høj", "høj is not a whole number"),
        ("levels.yaml", "deputy_minutes: 5", "deputy_minutes: 1", "before the next medium"),
        ("levels.yaml", "deputy_minutes: 5", "deputy_minutes: -5", "-5 is not between 1 and"),
        ("levels.yaml", "deputy_minutes: 5", "deputy_minutes: 5.5", "5.5 is not a whole number"),
        ("levels.yaml", "unreachable_minutes: 5", "unreachable_minutes: 0", "0 is not between 1 and"),
        ("levels.yaml", "unreachable_minutes: 5", "unreachable_minutes: 99999999999", "not a whole number"),
        ("levels.yaml", "seats_required: 4", "seats_required: 7", "7 is not between 0 and 6"),
        ("levels.yaml", "seats_required: 0", "seats_required: 1", "1 is not between 0 and 0"),
        ("levels.yaml", "[sms, email, voice]", "[sms, sms]", "A medium stands twice"),
        ("levels.yaml", "[sms, email, voice]", "[]", "at least one"),
        ("levels.yaml", "[sms, email, voice]", "sms", "must be a list"),
        ("levels.yaml", "at_once: true", "at_once: yes", "yes is not possible here"),
        ("levels.yaml", "notice_minutes: 30", "notice_minutes: 20", "the plan's least is 30"),
        ("plan.yaml", "beredskab-{secret}", "beredskab-{secrets}", "cannot name secrets"),
        ("plan.yaml", "https://moede", "http://moede", "must begin with https://"),
        ("plan.yaml", "beredskab-{secret}", "{secret}" * 6, "is declared with at most 120"),
        ("plan.yaml", 'closes: "16:00"', 'closes: "07:00"', "opens after it closes"),
        ("plan.yaml", "remind_minutes: 20", "remind_minutes: 30", "30 is not between 3 and 29"),
        ("plan.yaml", "deputy_minutes: 12", "deputy_minutes: 20", "20 is not between 2 and 19"),
        ("plan.yaml", "chief_minutes: 5", "chief_minutes: 0", "0 is not between 1 and 11"),
        ("plan.yaml", "seats_required: 4", "seats_required: 7", "7 is not between 1 and 6"),
        ("plan.yaml", "{code}2 stedf", "2 stedfortræder, A2 stedf", "declared with at most"),
        ("plan.yaml", 'next_morning: "08:00"', 'next_morning: "8"', "8 is not a time of day"),
        ("plan.yaml", "timezone: Europe/Copenhagen", "timezone: Europe/Odense", "not a time zone"),
        ("plan.yaml", "executive_committee: fu", "executive_committee: cks", "not open, outward"),
        ("plan.yaml", "  too_few_answers:", "  # gone:", "too_few_answers is missing"),
        ("plan.yaml", "  meeting_too_few:", "  # gone:", "meeting_too_few is missing"),
        ("plan.yaml", "exercise: ØVELSE", "live: DIREKTE", "A live message carries no word"),
        ("plan.yaml", "{code}1 set", "1 set, {incident}", "must name {code}"),
        ("plan.yaml", 'alone: "Svar: 1', 'alone: "Svar: {code}1', "must name nothing in braces"),
        ("plan.yaml", "municipality: Odense Kommune", "municipality:", "The text is empty"),
        ("plan.yaml", "municipality: Odense Kommune", "municipality: [a]", "must be one value"),
        ("areas.yaml", "  label: Vollsmose", "  aliases: []", "label is missing"),
        ("areas.yaml", "vollsmose:\n", "Vollsmose By:\n", "cannot be a key"),
        ("areas.yaml", "label: Vollsmose", "label: Vollsmoses nordvestlige hjørne", "at most 24"),
        ("areas.yaml", "label: Rising", "label: Ri\N{EN DASH}sing", "Write: Ri-sing"),
        ("areas.yaml", "label: Rising", "label: Ри", "Write it in other words"),
        ("groups.yaml", "open: true", "open: false", "needs seats, or open: true"),
        ("groups.yaml", "    group: ssp_board", "    group: housing_board", "a seat of its own"),
        ("groups.yaml", "deadline_minutes: 15", "deadline_minutes: 0", "0 is not between 1"),
        (
            "groups.yaml",
            "  tier: strategic\n  warned_by:",
            "  tier: strategic\n  outward: true\n  warned_by:",
            "not by another",
        ),
        ("templates/alarm.yaml", "{reported_by}. {reply}", "{reported_by. {reply}", "A brace is not part"),
        ("templates/alarm.yaml", "{area}: {public_text}", "{area}: {what_happened}", "civil tier may not carry"),
        ("templates/alarm.yaml", "{area}: {public_text}", "{area}: {closing_text}", "not known in this kind"),
        ("templates/alarm.yaml", SMS, SMS + " Hold afstand \N{EN DASH} ring", "\N{EN DASH} (U+2013) makes"),
        ("templates/alarm.yaml", SMS, SMS + " {what_happened}", "parts"),
        ("templates/alarm.yaml", SMS, SMS + " x" * 60, "takes 3 parts"),
        ("templates/alarm.yaml", "{reply}\n    {link}", "{reply}", "must hold the link"),
        ("templates/alarm.yaml", '  subject: "{level_word} {area}: {cause} kl. {time}"\n', "", "needs a subject"),
        (
            "templates/alarm.yaml",
            "  tiers: [civil]\n  media: [sms]",
            "  tiers: [tactical]\n  media: [sms]",
            "same text",
        ),
        ("templates/alarm.yaml", "- kind: alarm", "- levels: [orange]\n  kind: alarm", "no level orange"),
        ("templates/alarm.yaml", "Sted: {area}", "Sted: {area} 010190-1234", "CPR number"),
    ],
)
def test_a_mistake_is_told_at_its_line(folder: Folder, file: str, old: str, new: str, said: str) -> None:
    line = folder.change(file, old, new)
    problem = next(one for one in folder.problems() if said in str(one.sentence))
    assert problem.file == file
    assert abs(problem.line - line) <= 12
    assert names_a_place(problem)


@pytest.mark.parametrize("kind", ["call_off", "correction", "update", "level_change", "task", "chief_alert"])
def test_a_level_without_a_text_it_will_need_is_refused(folder: Folder, kind: str) -> None:
    folder.write(f"templates/{kind}.yaml", folder.text("templates/alarm.yaml").replace("kind: alarm", "kind: nothing"))
    (folder.path / "templates" / f"{kind}.yaml").unlink()
    said = [str(one) for one in folder.problems()]
    assert said
    assert all(f"has no {kind} text" in one for one in said)


def test_a_call_off_text_may_be_missing_for_one_tier_and_medium_only(folder: Folder) -> None:
    folder.change(
        "templates/call_off.yaml",
        "tiers: [tactical, strategic]\n  media: [voice]",
        "tiers: [tactical]\n  media: [voice]",
    )
    said = [str(one.sentence) for one in folder.problems()]
    assert said == ["The level red has no call_off text for the strategic tier by voice."]


def test_a_key_written_twice_is_told_with_both_lines(folder: Folder) -> None:
    text = folder.text("areas.yaml")
    folder.write("areas.yaml", text + "rising:\n  label: Rising igen\n")
    problem = folder.only_problem()
    first = text[: text.index("rising:")].count("\n") + 1
    assert str(problem) == (
        f"areas.yaml:{text.count(chr(10)) + 1}: rising is written twice; the first time is in line {first}. Keep one of them."
    )


def test_all_mistakes_are_told_at_once(folder: Folder) -> None:
    folder.change("areas.yaml", "label: Rising", "label: ''")
    folder.change("groups.yaml", "organisation: sundhed", "organisation: sunhed")
    folder.change("templates/update.yaml", "{update_text}", "{opdate_text}")
    folder.change("levels.yaml", "rank: 1", "rank: x")
    with pytest.raises(PlanInvalid) as invalid:
        load(folder.path)
    assert {one.file for one in invalid.value.problems} == {
        "areas.yaml",
        "groups.yaml",
        "levels.yaml",
        "templates/update.yaml",
    }


def test_one_mistake_is_told_once_and_not_by_all_that_depends_on_it(folder: Folder) -> None:
    folder.change("fields.yaml", "tier: civil, longest: 24, example: Vollsmose", "tier: civic, longest: 24, example: V")
    assert "civic is not possible here" in str(folder.only_problem())


@pytest.mark.parametrize("file", ["plan.yaml", "areas.yaml", "levels.yaml", "groups.yaml", "fields.yaml", "organisations.yaml"])
def test_a_missing_file_is_named(folder: Folder, file: str) -> None:
    (folder.path / file).unlink()
    assert f"{file}:0: The file is missing." in [str(one) for one in folder.problems()]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"# only a comment\n", "The file is empty"),
        (b"\x00\x01\x02", "not text"),
        (b"a: 1\nb: \xe6\xf8\xe5\n", "not UTF-8"),
        (b"a: 'x\n", "cannot be read as YAML"),
        (b"a: \x07\n", "cannot be read as YAML"),
        (b"a: &x 1\nb: *x\n", "Anchors and aliases"),
        (b"a: !!python/object/apply:os.system [ls]\n", "Tags"),
        (b"a: 1\n---\nb: 2\n", "more than one YAML document"),
        (b"[" * 5000, "nested deeper"),
        (b"[a]: 1\n", "A key must be one word"),
        (b"- a\n- b\n", "Here must be keys with values"),
        (b"just words\n", "Here must be keys with values"),
        (b"a: " + b"x" * 1_100_000, "larger than"),
        (b"\n".join(b"k%d: 1" % number for number in range(30_000)), "holds more than"),
    ],
)
@pytest.mark.parametrize("file", ["areas.yaml", "plan.yaml"])
def test_a_file_that_is_no_plan_is_refused_calmly(folder: Folder, file: str, content: bytes, said: str) -> None:
    (folder.path / file).write_bytes(content)
    assert any(said in str(one.sentence) and one.file == file for one in folder.problems())


def test_a_line_of_broken_yaml_is_counted_from_one(folder: Folder) -> None:
    folder.write("areas.yaml", "vollsmose:\n  label: Vollsmose\n  aliases: [a, b\nrising: x\n")
    problem = next(one for one in folder.problems() if one.file == "areas.yaml")
    assert problem.line == 4


def test_a_file_saved_with_a_byte_order_mark_is_read(folder: Folder) -> None:
    folder.write("areas.yaml", "\ufeff" + folder.text("areas.yaml"))
    assert folder.problems() == []


def test_a_file_of_an_unknown_name_is_told(folder: Folder) -> None:
    folder.write("level.yaml", "x: 1\n")
    problem = folder.only_problem()
    assert (problem.file, problem.nearest) == ("level.yaml", "levels.yaml")


def test_a_folder_in_the_place_of_a_file_is_refused(folder: Folder) -> None:
    (folder.path / "areas.yaml").unlink()
    (folder.path / "areas.yaml").mkdir()
    assert "cannot be opened" in str(folder.problems()[0])


@pytest.mark.parametrize("place", ["nowhere", "with\0nul"])
def test_no_folder_at_all_is_a_problem_not_a_crash(tmp_path: Path, place: str) -> None:
    assert [one.file for one in check(tmp_path / place)] == ["plan.yaml"]


def test_a_part_in_the_main_file_is_sent_to_its_own(folder: Folder) -> None:
    folder.write("plan.yaml", folder.text("plan.yaml") + "areas:\n  x: {label: X}\n")
    assert "areas has a file of its own" in str(folder.only_problem())


def test_an_outward_or_detoured_group_cannot_be_the_one_that_warns_others(folder: Folder) -> None:
    folder.change("groups.yaml", "    group: ssp_board\n    seat: boligsocialt_hus", "    group: cks\n    seat: x")
    assert any("is not warned at once itself" in str(one) for one in folder.problems())


def test_a_level_must_warn_the_executive_committee(folder: Folder) -> None:
    folder.change("levels.yaml", "    fu:\n", "    duty_chief:\n")
    said = " ".join(str(one) for one in folder.problems())
    assert "does not warn the executive committee" in said
    assert "The duty chief sends the alarm" in said


def test_a_file_of_thousands_of_mistakes_is_answered_soon_and_in_short_sentences(folder: Folder) -> None:
    folder.write("areas.yaml", "rising:\n  label: Rising\n" + "".join(f"  k{n}{'x' * 90}: 1\n" for n in range(4000)))
    problems = folder.problems()
    assert len(problems) == 4000
    assert all(len(str(one.sentence)) < 120 for one in problems)
