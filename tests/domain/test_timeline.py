"""I7: nobody alters the timeline unseen, and a personal value can be erased without a trace of it in the chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.timeline import (
    JSON,
    Entry,
    Fact,
    Head,
    Salted,
    append,
    canonical,
    digest_of,
    hash_of,
    head_after,
    utc_text,
    verify,
)

NIGHT = datetime(2026, 11, 22, 20, 14, tzinfo=UTC)
Chain = tuple[list[Entry], dict[int, dict[str, Salted]]]

texts = st.text(max_size=12)
plain_values = st.none() | st.booleans() | st.integers() | texts
values = plain_values | st.lists(plain_values, max_size=3) | st.fixed_dictionaries({"name": texts})
moments = st.integers(0, 10**9).map(lambda seconds: NIGHT - timedelta(seconds=seconds))
facts = st.builds(
    Fact,
    kind=st.sampled_from(["log", "answer", "incident.alarm"]),
    occurred_at=moments,
    actor=st.sampled_from(["user:17", "system"]),
    data=st.dictionaries(texts, values, max_size=3),
    personal=st.dictionaries(st.text("abcæ:1", min_size=1, max_size=5), values, max_size=3),
)


def chain_of(facts: list[Fact]) -> Chain:
    numbers = count()
    head, entries, personal = Head(), [], {}
    for index, fact in enumerate(facts):
        entry, values = append(head, 7, fact, NIGHT + timedelta(seconds=index), lambda: f"{next(numbers):032x}")
        head = head_after(entry)
        entries.append(entry)
        if values:
            personal[entry.seq] = values
    return entries, personal


chains = st.lists(facts, min_size=1, max_size=5).map(chain_of)
long_chains = st.lists(facts, min_size=2, max_size=5).map(chain_of)


@given(chains)
def test_a_chain_as_it_was_written_is_whole(chain: Chain) -> None:
    entries, personal = chain
    verdict = verify(entries, personal, head_after(entries[-1]))
    assert verdict.whole
    assert verdict.head == head_after(entries[-1])
    assert verdict.erased == ()


def changed(entry: Entry, draw: st.DataObject) -> Entry:
    name = draw.draw(
        st.sampled_from(["kind", "occurred_at", "entered_at", "actor", "data", "digests", "previous", "hash", "incident_id", "seq"])
    )
    old = getattr(entry, name)
    new: object
    if isinstance(old, str):
        new = draw.draw(texts)
    elif isinstance(old, int):
        new = draw.draw(st.integers())
    elif isinstance(old, datetime):
        new = draw.draw(moments)
    else:
        new = draw.draw(st.dictionaries(texts, texts, max_size=3))
    return replace(entry, **{name: new})  # type: ignore[arg-type]  # the drawn name decides the type


def same(one: Entry, other: Entry) -> bool:
    return canonical(plain(one)) == canonical(plain(other))


def plain(entry: Entry) -> JSON:
    return [hash_of(entry), entry.hash]


@given(chains, st.data())
def test_any_change_of_any_entry_is_found(chain: Chain, data: st.DataObject) -> None:
    entries, _ = chain
    index = data.draw(st.integers(0, len(entries) - 1))
    forged = changed(entries[index], data)
    verdict = verify([*entries[:index], forged, *entries[index + 1 :]], head=head_after(entries[-1]))
    assert verdict.whole == same(forged, entries[index])
    if not verdict.whole:
        assert verdict.broken is not None
        assert verdict.broken.seq in (index + 1, index + 2)


@given(chains, st.data())
def test_a_change_is_found_even_when_its_own_hash_is_made_to_fit(chain: Chain, data: st.DataObject) -> None:
    entries, _ = chain
    index = data.draw(st.integers(0, len(entries) - 1))
    forged = replace(entries[index], actor="user:99")
    forged = replace(forged, hash=hash_of(forged))
    assert not verify([*entries[:index], forged, *entries[index + 1 :]], head=head_after(entries[-1])).whole


@given(long_chains, st.data())
def test_an_entry_taken_out_before_the_end_is_found_without_a_head(chain: Chain, data: st.DataObject) -> None:
    entries, _ = chain
    index = data.draw(st.integers(0, len(entries) - 2))
    verdict = verify([*entries[:index], *entries[index + 1 :]])
    assert verdict.broken is not None
    assert verdict.broken.seq == index + 1


@given(chains, st.data())
def test_entries_taken_off_the_end_are_found_against_the_head(chain: Chain, data: st.DataObject) -> None:
    entries, _ = chain
    kept = data.draw(st.integers(0, len(entries) - 1))
    verdict = verify(entries[:kept], head=head_after(entries[-1]))
    assert verdict.broken is not None
    assert verdict.broken.seq == kept + 1


@given(long_chains, st.data())
def test_two_entries_that_change_places_are_found(chain: Chain, data: st.DataObject) -> None:
    entries, _ = chain
    first = data.draw(st.integers(0, len(entries) - 2))
    second = data.draw(st.integers(first + 1, len(entries) - 1))
    swapped = list(entries)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert not verify(swapped).whole


@given(chains, chains)
def test_entries_of_another_incident_cannot_be_put_in(chain: Chain, other: Chain) -> None:
    entries, _ = chain
    stranger = replace(other[0][0], incident_id=8, seq=len(entries) + 1, previous=entries[-1].hash)
    assert not verify([*entries, replace(stranger, hash=hash_of(stranger))]).whole


@given(chains, st.data())
def test_any_personal_value_can_be_erased_and_the_chain_stays_whole(chain: Chain, data: st.DataObject) -> None:
    entries, personal = chain
    keys = [(seq, key) for seq, values in personal.items() for key in values]
    gone = set(data.draw(st.lists(st.sampled_from(keys)))) if keys else set()
    left = {seq: {key: value for key, value in values.items() if (seq, key) not in gone} for seq, values in personal.items()}
    verdict = verify(entries, left, head_after(entries[-1]))
    assert verdict.whole
    assert {tuple(item) for item in verdict.erased} == gone


@given(chains, st.data(), values)
def test_any_changed_personal_value_is_found(chain: Chain, data: st.DataObject, value: JSON) -> None:
    entries, personal = chain
    keys = [(seq, key) for seq, values in personal.items() for key in values]
    if not keys:
        return
    seq, key = data.draw(st.sampled_from(keys))
    old = personal[seq][key]
    forged = {**personal, seq: {**personal[seq], key: Salted(old.salt, value)}}
    assert verify(entries, forged).whole == (canonical(value) == canonical(old.value))


def test_a_personal_value_put_in_afterwards_is_found() -> None:
    entries, personal = chain_of([Fact("log", NIGHT, "user:1", personal={"text": "uro"})])
    verdict = verify(entries, {1: {**personal[1], "person:5": Salted("0" * 32, "x")}})
    assert verdict.broken is not None
    assert "person:5" in str(verdict.broken.why)


def test_the_end_of_a_salt_cannot_be_passed_off_as_the_start_of_a_number() -> None:
    assert digest_of("a" * 32 + "1", 2) != digest_of("a" * 32, 12)


def test_what_was_erased_cannot_be_guessed_from_the_chain_by_trying_likely_values() -> None:
    fact = Fact("answer", NIGHT, "user:1", personal={"text": "ja"})
    salts = iter(["a" * 32, "b" * 32])
    first, _ = append(Head(), 1, fact, NIGHT, lambda: next(salts))
    second, _ = append(Head(), 1, fact, NIGHT, lambda: next(salts))
    assert first.digests != second.digests


def test_a_late_entry_keeps_both_times() -> None:
    entry, _ = append(Head(), 1, Fact("log", NIGHT - timedelta(hours=2), "user:1"), NIGHT, str)
    assert (entry.occurred_at, entry.entered_at) == (NIGHT - timedelta(hours=2), NIGHT)


def test_the_same_moment_hashes_the_same_in_every_zone() -> None:
    copenhagen = NIGHT.astimezone(tz=datetime.fromisoformat("2026-11-22T21:14:00+01:00").tzinfo)
    assert utc_text(copenhagen) == utc_text(NIGHT) == "2026-11-22T20:14:00.000000Z"


@pytest.mark.parametrize(
    "fact",
    [
        Fact("log", datetime(2026, 1, 1), "user:1"),  # noqa: DTZ001 - naive on purpose
        Fact("log", NIGHT, "user:1", data={"minutes": 1.5}),  # type: ignore[dict-item]  # a float on purpose
        Fact("log", NIGHT, "user:1", data={"by": {1: "a"}}),  # type: ignore[dict-item]  # a number as key on purpose
        Fact("log", NIGHT, "user:1", data={"at": NIGHT}),  # type: ignore[dict-item]  # no JSON on purpose
    ],
)
def test_what_would_make_a_hash_ambiguous_is_refused(fact: Fact) -> None:
    with pytest.raises(ValueError, match="timeline"):
        append(Head(), 1, fact, NIGHT, str)


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="salt"):
        append(Head(), 1, Fact("log", NIGHT, "user:1", personal={"text": "uro"}), NIGHT, lambda: "12345678")


def test_characters_no_database_holds_are_replaced_before_hashing() -> None:
    fact = Fact("log", NIGHT, "user:1", data={"detail": "a\0b\ud800c"}, personal={"text": "\udfff"})
    entry, personal = append(Head(), 1, fact, NIGHT, lambda: "s" * 32)
    assert entry.data == {"detail": "a\ufffdb\ufffdc"}
    assert personal["text"].value == "\ufffd"
    assert verify([entry], {1: personal}).whole


def test_a_damaged_record_is_broken_and_raises_nothing() -> None:
    entry, personal = append(Head(), 1, Fact("log", NIGHT, "user:1", personal={"text": "x"}), NIGHT, lambda: "s" * 32)
    assert not verify([replace(entry, data={"x": "\ud800"})]).whole
    assert not verify([replace(entry, data={"x": object()})]).whole  # type: ignore[dict-item]  # no JSON on purpose
    assert not verify([entry], {1: {"text": Salted("s" * 32, "\ud800")}}).whole
    assert personal
