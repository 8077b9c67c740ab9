"""What becomes of each message: claimed, sent, doubted, retried, failed; never lost, never stuck (I2-I6, I12)."""

import asyncio
from collections import Counter
from datetime import timedelta

from flows.vocabulary import DeliveryState, NoticeKind, SeatState
from service.channels.errors import Misconfigured, OptedOut, Permanent, RateLimited, Retry, Uncertain, Unreachable
from service.channels.protocol import Outgoing, Receipt
from service.work import deliveries
from service.work.closing import send_update
from tests.work.town import SMS, Reaction, Town

ACCEPTED = Receipt("yes", DeliveryState.ACCEPTED)


def fails(*errors: Exception | None) -> Reaction:
    """Fails with these, one after the other for each message, and then says yes."""
    tries: Counter[int] = Counter()

    def react(message: Outgoing) -> Receipt:
        tries[message.delivery_id] += 1
        error = errors[tries[message.delivery_id] - 1] if tries[message.delivery_id] <= len(errors) else None
        if error:
            raise error
        return ACCEPTED

    return react


async def sms_of(town: Town, incident: int, who: str = "fu.politi") -> str:
    [message] = await town.messages(incident, who=who, kind=NoticeKind.ALARM, medium=SMS)
    return message.state


async def test_hard_case_1_killed_between_the_providers_yes_and_our_commit(town: Town) -> None:
    """The message is sent once more, not twice more, and the timeline shows the doubt."""
    incident = await town.alarm()
    for claimed in await town.claim():
        await town.outcome(claimed)
    town.clock.move(seconds=31)
    await town.settle()
    assert await sms_of(town, incident) == "accepted"
    politi = (await town.person("fu.politi")).mobile
    assert len([m for m in town.posts[SMS].given if m.address == politi]) == 2
    [doubt] = await town.entries(incident, "deliveries.doubt")
    assert doubt.data["count"] == len({m.delivery_id for m in town.posts[SMS].given})


async def test_killed_twice_the_message_is_not_sent_a_third_time(town: Town) -> None:
    incident = await town.alarm()
    for _ in range(2):
        for claimed in await town.claim():
            await town.outcome(claimed)
        town.clock.move(seconds=31)
        await town.take_back()
    await town.settle()
    assert await sms_of(town, incident) == "uncertain"
    politi = (await town.person("fu.politi")).mobile
    assert len([m for m in town.posts[SMS].given if m.address == politi]) == 2
    assert (await town.messages(incident, who="fu.politi"))[-1].medium == "email", "the next medium comes at once"


async def test_the_callback_ends_the_doubt_before_the_message_is_sent_again(town: Town) -> None:
    """I3: reconciled from the callback, not guessed."""
    town.posts[SMS].react = fails(Uncertain("timeout"))
    incident = await town.alarm()
    await town.send()
    for message in await town.messages(incident, medium=SMS):
        assert await town.do(deliveries.report, message.id, "SM1", DeliveryState.DELIVERED, None, None) == "delivered"
    town.clock.move(minutes=1)
    await town.send()
    await town.take_back()
    await town.send()
    assert all(m.attempt == 1 for m in town.posts[SMS].given)


async def test_the_callback_spares_the_second_send_even_when_it_is_queued(town: Town) -> None:
    town.posts[SMS].react = fails(Uncertain("timeout"))
    incident = await town.alarm()
    await town.send()
    town.clock.move(seconds=21)
    await town.take_back()
    assert await sms_of(town, incident) == "queued"
    [message] = await town.messages(incident, who="fu.politi", medium=SMS)
    await town.do(deliveries.report, message.id, "SM1", DeliveryState.ACCEPTED, None, None)
    await town.send()
    assert len([m for m in town.posts[SMS].given if m.delivery_id == message.id]) == 1


async def test_a_message_without_a_receipt_is_sent_again_after_the_grace_and_not_before(town: Town) -> None:
    town.posts[SMS].react = fails(Uncertain("timeout"))
    incident = await town.alarm()
    await town.send()
    town.clock.move(seconds=19)
    assert await town.take_back() == 0
    town.clock.move(seconds=1)
    assert await town.take_back() > 0
    await town.send()
    assert await sms_of(town, incident) == "accepted"


async def test_refusals_do_not_count_as_doubts(town: Town) -> None:
    """Refused, then in doubt: the one doubtful send may have arrived or not, so it is sent once more."""
    town.posts[SMS].react = fails(Retry("503"), Uncertain("timeout"))
    incident = await town.alarm()
    await town.wait(seconds=40)
    assert await sms_of(town, incident) == "accepted"


async def test_hard_case_2_a_row_stuck_in_progress_is_reclaimed_and_holds_up_nobody(town: Town) -> None:
    incident = await town.alarm()
    stuck = (await town.claim(limit=1))[0]
    await town.send()
    assert Counter(d.state for d in await town.messages(incident, medium=SMS, kind=NoticeKind.ALARM))["accepted"] >= 5
    for _ in range(20):
        assert await town.take_back() == 0
        town.clock.move(seconds=1)
    town.clock.move(seconds=11)
    entries = len(await town.entries(incident))
    await town.settle()
    assert all(d.state == "accepted" for d in await town.messages(incident, medium=SMS))
    assert len([m for m in town.posts[SMS].given if m.delivery_id == stuck.id]) == 1
    assert len(await town.entries(incident)) == entries + 2, "one line of the doubt and one of the sending, not a flood"


async def test_hard_case_4_an_answer_just_before_the_send_drops_it(town: Town) -> None:
    incident = await town.alarm()
    waiting = await town.messages(incident, medium=SMS)
    await town.answer(incident, "fu.politi")
    claims = await town.claim()
    assert town.people["fu.politi"] not in {c.person_id for c in claims}
    assert len(claims) == len(waiting) - 1
    await town.wait(minutes=60)
    assert [d.state for d in await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)] == ["dropped"]
    [dropped] = [e for e in await town.entries(incident, "deliveries.dropped") if e.data["why"] == "answered"]
    assert dropped.data["count"] == 1


async def test_a_frozen_workers_late_result_is_refused(town: Town) -> None:
    incident = await town.alarm()
    frozen = await town.claim()
    late = [await town.outcome(c) for c in frozen]
    town.clock.move(seconds=31)
    await town.settle()
    before = [(d.state, d.provider_id, d.fence) for d in await town.messages(incident, medium=SMS)]
    entries = len(await town.entries(incident))
    await town.record(late)
    assert [(d.state, d.provider_id, d.fence) for d in await town.messages(incident, medium=SMS)] == before
    assert len(await town.entries(incident)) == entries


async def test_a_frozen_worker_cannot_take_over_what_another_has_claimed_since(town: Town) -> None:
    await town.alarm()
    frozen = await town.claim()
    town.clock.move(seconds=31)
    await town.take_back()
    taken = await town.claim()
    assert {c.id for c in taken} == {c.id for c in frozen}
    fences = {c.id: c.fence for c in frozen}
    assert all(c.fence > fences[c.id] for c in taken)


async def test_two_workers_claim_different_rows(town: Town) -> None:
    await town.alarm()
    claims = await asyncio.gather(*(town.claim(limit=3) for _ in range(4)))
    ids = [c.id for one in claims for c in one]
    assert len(ids) == len(set(ids))


async def test_hard_case_13_a_part_that_failed_is_not_delivered_and_the_next_medium_comes(town: Town) -> None:
    incident = await town.alarm()
    await town.send()
    [message] = await town.messages(incident, who="fu.politi")
    await town.do(deliveries.report, message.id, "SM1", DeliveryState.FAILED, "partially_delivered", None)
    assert await sms_of(town, incident) == "failed"
    await town.do(deliveries.report, message.id, "SM1", DeliveryState.DELIVERED, None, None)
    assert await sms_of(town, incident) == "failed"
    assert (await town.messages(incident, who="fu.politi"))[-1].medium == "email"


async def test_hard_case_16_one_poisonous_number_leaves_the_others_untouched(town: Town) -> None:
    poisonous = (await town.person("fu.politi")).mobile
    town.posts[SMS].react = lambda m: explode(m) if m.address == poisonous else ACCEPTED
    incident = await town.alarm()
    await town.settle()
    assert set(Counter(m.delivery_id for m in town.posts[SMS].given).values()) == {1}
    assert await sms_of(town, incident) == "failed"
    assert {d.state for d in await town.messages(incident, medium=SMS) if d.address != poisonous} == {"accepted"}
    assert (await town.messages(incident, who="fu.politi"))[-1].medium == "email"


async def test_hard_case_18_urgent_messages_and_first_tries_go_before_the_rest(town: Town) -> None:
    """I6: the duty chief's calls before the alarm, the alarm before an update, first tries before retries."""
    for who in ("fu.sundhed", "fu.sundhed/1"):
        await town.change(who, active=False)
    incident = await town.alarm()
    kinds = {d.id: d.lane for d in await town.messages(incident)}
    order = [kinds[c.id] for c in await town.claim(limit=5)]
    assert order == sorted(order)
    assert order[0] == 0
    town.clock.move(seconds=31)
    town.posts[SMS].react = fails(Retry("503"))
    await town.take_back()
    await town.send()
    town.posts[SMS].react = None
    await town.do(send_update, incident, "Nyt.")
    town.clock.move(minutes=1)
    claims = await town.claim()
    assert [(c.lane, c.attempts) for c in claims] == sorted((c.lane, c.attempts) for c in claims)


async def test_a_busy_provider_costs_no_tries_and_loses_nobody(town: Town) -> None:
    town.posts[SMS].react = fails(*[RateLimited("429", after=1)] * 12)
    incident = await town.alarm()
    await town.wait(minutes=1.5)
    assert {d.state for d in await town.messages(incident, medium=SMS)} == {"accepted"}


async def test_a_phone_that_is_off_is_tried_once_more_and_then_the_next_medium(town: Town) -> None:
    town.posts[SMS].react = fails(*[Unreachable("30003")] * 9)
    incident = await town.alarm()
    await town.wait(seconds=20)
    assert await sms_of(town, incident) == "failed"
    tries = Counter(m.delivery_id for m in town.posts[SMS].given)
    [message] = await town.messages(incident, who="fu.politi", medium=SMS)
    assert tries[message.id] == 2
    assert (await town.messages(incident, who="fu.politi"))[-1].medium == "email"


async def test_tried_often_enough_the_next_medium_comes_without_waiting_for_the_plans_minutes(town: Town) -> None:
    town.posts[SMS].react = fails(*[Retry("503")] * 50)
    incident = await town.alarm()
    await town.wait(seconds=100)
    assert await sms_of(town, incident) == "failed"
    retried = await town.entries(incident, "deliveries.retried")
    assert sum(e.data["count"] for e in retried) == 4 * len(await town.messages(incident, kind=NoticeKind.ALARM, medium=SMS)) + 4


async def test_a_wrong_account_is_said_once_and_everyone_is_told_another_way(town: Town) -> None:
    town.posts[SMS].react = fails(*[Misconfigured("20003")] * 9)
    incident = await town.alarm()
    await town.settle()
    assert len(await town.entries(incident, "provider.trouble")) <= 2
    for call in await town.seats(incident):
        assert [d.medium for d in await town.messages(incident, who=call.people[0]) if d.state == "accepted"] == ["email"] * (
            2 if (call.group_key, call.seat_key) == ("ssp_board", "boligsocialt_hus") else 1
        )


async def test_all_media_failing_brings_the_deputy_at_once(town: Town) -> None:
    theirs = {(await town.person("fu.politi")).mobile, (await town.person("fu.politi")).email}
    for post in town.posts.values():
        post.react = lambda m: explode(m) if m.address in theirs else ACCEPTED
    incident = await town.alarm()
    await town.settle()
    assert [d.state for d in await town.messages(incident, who="fu.politi")] == ["failed"] * 3
    assert await sms_of(town, incident, "fu.politi/1") == "accepted"


async def test_the_failure_of_someone_already_passed_changes_nothing(town: Town) -> None:
    """Design question b: the deputy is being called; the holder's late failure must not call the deputy again or pass them by."""
    incident = await town.alarm()
    await town.wait(minutes=6)
    before = await town.seat(incident, "fu.politi")
    for message in await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM):
        await town.do(deliveries.report, message.id, None, DeliveryState.FAILED, "30003", None)
    after = await town.seat(incident, "fu.politi")
    assert (after.position, after.due_at, after.state) == (before.position, before.due_at, SeatState.TRYING)


async def test_an_alert_that_cannot_reach_the_chief_goes_by_the_next_medium_and_then_to_the_deputy(town: Town) -> None:
    chief = {(await town.person("duty_chief.chefvagt")).mobile, (await town.person("duty_chief.chefvagt")).email}
    for post in town.posts.values():
        post.react = lambda m: explode(m) if m.address in chief else ACCEPTED
    for who in ("fu.sundhed", "fu.sundhed/1"):
        await town.change(who, active=False)
    incident = await town.alarm()
    await town.settle()
    alerts = await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)
    assert {d.state for d in alerts if d.person_id == town.people["duty_chief.chefvagt"]} == {"failed"}
    assert [d.state for d in alerts if d.person_id == town.people["duty_chief.chefvagt/1"]] == ["accepted"]


async def test_opted_out_at_the_provider_uses_other_channels_and_tells_the_chief(town: Town) -> None:
    """Hard case 11's second half."""
    politi = (await town.person("fu.politi")).mobile
    town.posts[SMS].react = lambda m: stopped(m) if m.address == politi else ACCEPTED
    incident = await town.alarm()
    await town.settle()
    assert (await town.person("fu.politi")).sms_opted_out_at is not None
    assert (await town.messages(incident, who="fu.politi"))[-1].medium == "email"
    [alert] = await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)
    assert "Test fu.politi" in await town.words(alert)
    await town.wait(minutes=4)
    assert [d.medium for d in await town.messages(incident, who="fu.politi", kind=NoticeKind.ALARM)] == ["sms", "email", "voice"]


async def test_reports_about_a_message_nobody_knows_are_harmless(town: Town) -> None:
    assert await town.do(deliveries.report, 987654, "SM1", DeliveryState.DELIVERED, None, None) == "unknown delivery"


async def test_an_early_callback_keeps_the_providers_name(town: Town) -> None:
    incident = await town.alarm()
    live = await town.claim()
    outcomes = [await town.outcome(c) for c in live]
    for c in live:
        await town.do(deliveries.report, c.id, "SM9", DeliveryState.DELIVERED, None, None)
    await town.record(outcomes)
    for message in await town.messages(incident, medium=SMS):
        assert (message.state, message.provider) == ("delivered", "post_sms")
        assert message.accepted_at is not None


async def test_a_lease_is_longer_than_what_it_covers(town: Town) -> None:
    assert town.service.house.lease > timedelta(seconds=town.service.settings.channel_timeout_s)


def explode(_message: Outgoing) -> Receipt:
    raise Permanent("21211", "no such number")


def stopped(_message: Outgoing) -> Receipt:
    raise OptedOut("21610", "unsubscribed recipient")
