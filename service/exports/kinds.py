"""The sentences of each kind of timeline entry.

To add a kind is one line here: its sentences, richest first; the first one whose fields are all known is said. A field is a
key of the entry's data or of its personal values. A kind that is missing here is told by its name.
"""

from collections.abc import Mapping
from typing import Final

from flows.sentences import Sentence
from service.exports.kinds_outward import OUTWARD

DELIVERIES: Final = "deliveries.recorded"

SAID: Final[Mapping[str, tuple[Sentence, ...]]] = {
    "incident.reported": (
        Sentence("Reported: {cause}, {area}. Confirmed {confirmed} on a device without a connection. {text}"),
        Sentence("Reported: {cause}, {area}. Confirmed {confirmed} on a device without a connection."),
        Sentence("Reported: {cause}, {area}. {text}"),
        Sentence("Reported: {cause}, {area}."),
        Sentence("Reported: {text}"),
        Sentence("The incident was reported."),
    ),
    "callout.made": (
        Sentence("{person} of {organisation} called the duty chief out, {call_out}. Grounds: {grounds}"),
        Sentence("{organisation} called the duty chief out, {call_out}. Grounds: {grounds}"),
        Sentence("{person} of {organisation} called the duty chief out, {call_out}."),
        Sentence("{organisation} called the duty chief out, {call_out}."),
        Sentence("The duty chief was called out."),
    ),
    "callout.repeated": (
        Sentence("The caller called once more, {call_out}: {text}"),
        Sentence("The caller called once more, {call_out}."),
        Sentence("The caller called once more."),
    ),
    "callout.taken": (
        Sentence("{person} has taken the call-out; the caller is told."),
        Sentence("{who} has taken the call-out; the caller is told."),
        Sentence("The call-out has been taken; the caller is told."),
    ),
    "callout.caller_told": (Sentence("The caller {person} is told: {news}."), Sentence("The caller is told how it stands.")),
    "callout.round": (
        Sentence("Nobody on duty has taken the call-out. Round {round}: all of them are called again: {people}."),
        Sentence("Nobody on duty has taken the call-out. All of them are called again."),
    ),
    "callout.nobody_reachable": (
        Sentence("Nobody on duty can be reached. Round {round} is tried later; the caller is told."),
        Sentence("Nobody on duty can be reached; the caller is told."),
    ),
    "callout.assessed": (
        Sentence("The call-out was assessed: {outcome}, level {level}."),
        Sentence("The call-out was assessed: {outcome}."),
        Sentence("The call-out was assessed."),
    ),
    "incident.briefed": (
        Sentence("{groups} were briefed, without a crisis: {text}"),
        Sentence("{groups} were briefed, without a crisis."),
        Sentence("Partners were briefed, without a crisis."),
    ),
    "incident.closed": (Sentence("Closed without a crisis: {reason}"), Sentence("Closed without a crisis.")),
    "incident.alarm": (
        Sentence("Alarm raised at level {level}: {cause}, {area}. {text}"),
        Sentence("Alarm raised at level {level}: {cause}, {area}."),
        Sentence("Alarm raised at level {level}. {text}"),
        Sentence("Alarm raised at level {level}."),
        Sentence("Alarm raised."),
    ),
    "incident.level_changed": (
        Sentence("The level was changed from {from} to {to}: {reason}"),
        Sentence("The level was changed from {from} to {to}."),
        Sentence("The level was changed."),
    ),
    "decision.known": (
        Sentence(
            "Known when it was decided: {answered} of {seats} seat had answered, {unreachable} could not be reached.",
            "Known when it was decided: {answered} of {seats} seats had answered, {unreachable} could not be reached.",
            "seats",
        ),
        Sentence("What was known when it was decided."),
    ),
    "exercise.begun": (
        Sentence("An exercise begins: {title}. {count} person takes part.", "An exercise begins: {title}. {count} people take part."),
        Sentence("An exercise begins. {count} person takes part.", "An exercise begins. {count} people take part."),
        Sentence("An exercise begins."),
    ),
    "exercise.inject": (
        Sentence("Inject: {title}. Expected: {expected}"),
        Sentence("Inject: {title}."),
        Sentence("Something was thrown into the exercise."),
    ),
    "exercise.nobody_told": (
        Sentence("Nobody could be told of the inject: {title}."),
        Sentence("Nobody could be told of an inject."),
    ),
    "incident.followed": (Sentence("The incident is being followed: {text}"), Sentence("The incident is being followed.")),
    "incident.called_off": (Sentence("Called off: {reason}"), Sentence("Called off: {text}"), Sentence("Called off.")),
    "incident.evaluated": (Sentence("Evaluated: {text}"), Sentence("Evaluated.")),
    "incident.updated": (Sentence("Update: {text}"), Sentence("An update was sent.")),
    "incident.corrected": (Sentence("Correction: {text}"), Sentence("A correction was sent.")),
    "log": (Sentence("{text} ({photo})"), Sentence("{text}"), Sentence("A line in the log.")),
    "incident.erased": (
        Sentence("Words, names, addresses and photos of the incident were erased. {reason}"),
        Sentence("Words, names, addresses and photos of the incident were erased."),
    ),
    "photo.deleted": (
        Sentence("The photo of line {line} was deleted: {reason}"),
        Sentence("The photo of line {line} was deleted."),
        Sentence("A photo was deleted."),
    ),
    "notice.queued": (
        Sentence("Queued {count} message, part {part}: {kind}.", "Queued {count} messages, part {part}: {kind}."),
        Sentence("Queued {count} message: {kind}.", "Queued {count} messages: {kind}."),
        Sentence("Messages were queued."),
    ),
    DELIVERIES: (Sentence("Messages on their way: {summary}."), Sentence("The state of messages was recorded.")),
    "deliveries.doubt": (
        Sentence("It is uncertain whether the message to {person} was sent ({medium}); the provider's word is awaited."),
        Sentence("It is uncertain whether some messages were sent."),
    ),
    "deliveries.retried": (
        Sentence("The message to {person} could not be sent just now and is tried again ({medium}, {code})."),
        Sentence("The message to {person} could not be sent just now and is tried again ({medium})."),
        Sentence("A message is tried again."),
    ),
    "deliveries.dropped": (
        Sentence("{count} message was not sent: {why}.", "{count} messages were not sent: {why}."),
        Sentence(
            "{count} message was not sent, because it is no longer needed.",
            "{count} messages were not sent, because they are no longer needed.",
        ),
        Sentence("Some messages were not sent, because they are no longer needed."),
    ),
    "seat.answered": (Sentence("{seat} has answered, by {person}."), Sentence("{seat} has answered."), Sentence("A seat has answered.")),
    "seat.deputy": (
        Sentence("{seat}: {why}, so the deputy {person} is told."),
        Sentence("{seat}: no answer in time, so the deputy {person} is told."),
        Sentence("{seat}: no answer in time, so the deputy is told."),
        Sentence("A seat's deputy is told."),
    ),
    "seat.next_medium": (
        Sentence("{seat}: {person} has not answered and is told by {medium} too."),
        Sentence("{seat}: no answer, told by {medium} too."),
        Sentence("A seat is told in the next way."),
    ),
    "seat.unreachable": (
        Sentence("{seat} could not be reached; the duty chief is told."),
        Sentence("A seat could not be reached; the duty chief is told."),
    ),
    "seat.skipped": (
        Sentence("{seat}: {person} was passed over: {reason}"),
        Sentence("{seat}: {person} has no way to be told and was passed over."),
        Sentence("A person was passed over."),
    ),
    "seat.stopped": (Sentence("{seat} is no longer being called."), Sentence("A seat is no longer being called.")),
    "group.quorum": (
        Sentence(
            "{group}: {answered} of the {required} seat that must answer has done so.",
            "{group}: {answered} of the {required} seats that must answer have done so.",
            "required",
        ),
        Sentence("{group}: enough seats have answered."),
        Sentence("Enough seats of a group have answered."),
    ),
    "answer": (
        Sentence("{person}: {kind}, {minutes} minute, {via}. {text}", "{person}: {kind}, {minutes} minutes, {via}. {text}", "minutes"),
        Sentence("{person}: {kind}, {minutes} minute, {via}.", "{person}: {kind}, {minutes} minutes, {via}.", "minutes"),
        Sentence("{person}: {kind}, {via}. {text}"),
        Sentence("{person}: {kind}, {via}."),
        Sentence("{person}: {kind}."),
        Sentence("Answer: {kind}, {minutes} minute, {via}.", "Answer: {kind}, {minutes} minutes, {via}.", "minutes"),
        Sentence("Answer: {kind}, {via}."),
        Sentence("Answer: {kind}."),
        Sentence("An answer came in."),
    ),
    "answer.after_close": (
        Sentence("{person} answered after the incident was called off: {kind}."),
        Sentence("{person} answered after the incident was called off."),
        Sentence("An answer came after the incident was called off."),
    ),
    "reply.unclear": (
        Sentence('{person} replied "{text}", which could not be understood; they were asked again.'),
        Sentence("{person} replied something that could not be understood; they were asked again."),
        Sentence("A reply could not be understood; the sender was asked again."),
    ),
    "opt_out": (
        Sentence("{person} has said no to more messages by {medium}; other ways are used."),
        Sentence("{person} has said no to more messages; other ways are used."),
        Sentence("A person has said no to more messages; other ways are used."),
    ),
    "opt_in": (Sentence("{person} receives messages again."), Sentence("A person receives messages again.")),
    "task.opened": (
        Sentence("Task for {seat}: {task}"),
        Sentence("Task: {task}"),
        Sentence("A task was given."),
    ),
    "task.done": (Sentence("Task done: {task}. {note}"), Sentence("Task done: {task}"), Sentence("A task was done.")),
    "task.declined": (
        Sentence("Task declined: {task}. {note}"),
        Sentence("Task declined: {task}"),
        Sentence("A task was declined."),
    ),
    "task.lapsed": (
        Sentence("Task not done in time: {task}. What the plan says then was done."),
        Sentence("A task was not done in time. What the plan says then was done."),
    ),
    "task.cancelled": (Sentence("Task no longer needed: {task}"), Sentence("A task is no longer needed.")),
    "task.undone": (Sentence("Task not done after all: {task}"), Sentence("A task was marked as done by mistake.")),
    "card.opened": (
        Sentence("Action card opened for {seat}: {title}, {count} step.", "Action card opened for {seat}: {title}, {count} steps."),
        Sentence("An action card was opened."),
    ),
    "card.reminded": (Sentence("{seat}: {person} was reminded of: {step}"), Sentence("A reminder of an action card was sent.")),
    "card.done": (Sentence("{seat} has done: {step} {note}"), Sentence("{seat} has done: {step}"), Sentence("A step was done.")),
    "card.fulfilled": (Sentence("{seat} has done: {step} ({done_by})"), Sentence("A step was done.")),
    "card.declined": (
        Sentence("{seat} cannot do: {step} {note}"),
        Sentence("{seat} cannot do: {step}"),
        Sentence("A step was declined."),
    ),
    "card.overdue": (Sentence("{seat} did not do in time: {step}"), Sentence("A step was not done in time.")),
    "card.cancelled": (Sentence("{seat} need no longer: {step}"), Sentence("A step is no longer asked for.")),
    "card.reopened": (Sentence("{seat} is asked again: {step}"), Sentence("A step is asked for again.")),
    "card.undone": (Sentence("{seat} has not done after all: {step}"), Sentence("A step was marked by mistake.")),
    "card.omitted": (Sentence("Left undone at the call-off, {seat}: {step}"), Sentence("A step was left undone at the call-off.")),
    "card.owner_unreachable": (
        Sentence("{seat} has nobody who can be reminded of: {step}"),
        Sentence("A step's owner cannot be reminded."),
    ),
    "update.due": (Sentence("An update was due; the duty chief is reminded."),),
    "update.missing": (Sentence("The update was not sent; the second is told."),),
    "update.missing_alone": (Sentence("The update was not sent; nobody else can be told, so the duty chief is reminded again."),),
    "update.skipped": (Sentence("An update was skipped: {reason}"), Sentence("An update was skipped.")),
    "call_off.open": (
        Sentence(
            "Still open at the call-off. Tasks: {tasks}. Steps of action cards: {steps}. Seats without an answer: {seats}. Announcements"
            " that were not sent: {announcements}."
        ),
        Sentence("Still open at the call-off. Tasks: {tasks}. Steps of action cards: {steps}. Seats without an answer: {seats}."),
        Sentence("Not everything was done at the call-off."),
    ),
    "evaluation.written": (
        Sentence("Evaluation. What went well: {went_well} What did not: {went_badly}"),
        Sentence("The evaluation was written on."),
    ),
    "follow_up.added": (
        Sentence("To be followed up by {owner}, at the latest {day}: {text}"),
        Sentence("Something is to be followed up."),
    ),
    "follow_up.done": (Sentence("Followed up: {text}"), Sentence("Something was followed up.")),
    "measure.kept": (Sentence("{what}: after {duration}, within the plan's time."), Sentence("A time of the plan was kept.")),
    "measure.late": (Sentence("{what}: after {duration}, later than the plan's time."), Sentence("A time of the plan was not kept.")),
    "measure.noted": (Sentence("{what}: after {duration}."), Sentence("A time was measured.")),
    "measure.never": (Sentence("{what}: did not happen."), Sentence("Something did not happen.")),
    "measure.ended_before": (
        Sentence("{what}: did not happen; called off before the plan's time."),
        Sentence("Something did not happen before the call-off, and its time had not come."),
    ),
    "measure.cards": (
        Sentence(
            "Action cards: {in_time} step in time, {late} late, {declined} declined, {undone} left undone.",
            "Action cards: {in_time} steps in time, {late} late, {declined} declined, {undone} left undone.",
            "in_time",
        ),
        Sentence("The action cards were counted."),
    ),
    "measure.seats": (
        Sentence("{answered} of {seats} seat answered.", "{answered} of {seats} seats answered.", "seats"),
        Sentence("The answers were counted."),
    ),
    "duty.passed_over": (
        Sentence("Passed over as {layer}: {person} {gap}."),
        Sentence("Nobody is {layer}: {gap}."),
        Sentence("A layer of the duty roster has nobody."),
    ),
    "chief.alerted": (Sentence("The duty chief {person} is told: {alert}."), Sentence("The duty chief is told.")),
    "chief.unreachable": (
        Sentence("Nobody on duty as chief can be told: {alert}."),
        Sentence("Nobody on duty as chief can be told."),
    ),
    "person.unreachable": (Sentence("{person} cannot be reached in any way."), Sentence("A person cannot be reached in any way.")),
    "provider.trouble": (
        Sentence("Trouble with the provider {provider}: {detail}"),
        Sentence("Trouble with the provider {provider}: code {code}."),
        Sentence("Trouble with the provider {provider}."),
        Sentence("Trouble with a provider."),
    ),
    "situation.drafted": (Sentence("Situation report {number} was made."), Sentence("A situation report was made.")),
    "situation.approved": (Sentence("Situation report {number} was approved."), Sentence("A situation report was approved.")),
    "situation.to_clear": (
        Sentence("Situation report {number} is put to the committee for civil society, as announcement {announcement}."),
        Sentence("A situation report is put to the committee for civil society."),
    ),
    "situation.sent": (
        Sentence(
            "Situation report {number} was sent to {count} person of the tier {tier}.",
            "Situation report {number} was sent to {count} people of the tier {tier}.",
        ),
        Sentence("A situation report was sent."),
    ),
    "export.made": (Sentence("The timeline was exported as {format}."), Sentence("The timeline was exported.")),
    "personal.erased": (
        Sentence("Personal data of {person} was erased: {reason}"),
        Sentence("Personal data of {person} was erased."),
        Sentence("Personal data was erased."),
    ),
    "meeting.convened": (Sentence("{group} is summoned to a meeting, {start}."), Sentence("A meeting was convened.")),
    "meeting.refused": (
        Sentence("A meeting at {wanted} was refused: {reason}"),
        Sentence("A time for the meeting was refused."),
    ),
    "meeting.moved": (Sentence("The meeting was moved from {before} to {start}."), Sentence("The meeting was moved.")),
    "meeting.cancelled": (
        Sentence("The meeting, {start}, was cancelled: {reason}"),
        Sentence("The meeting, {start}, was cancelled."),
        Sentence("The meeting was cancelled."),
    ),
    "meeting.held": (
        Sentence("The meeting began; {joining} seat had joined.", "The meeting began; {joining} seats had joined.", "joining"),
        Sentence("The meeting began."),
    ),
    "meeting.noted": (Sentence("Minutes, {heading}: {text}"), Sentence("Minutes, {heading}."), Sentence("The minutes were written on.")),
    "meeting.decided": (
        Sentence("Decided, for {seat}, deadline {until}: {text}"),
        Sentence("A decision for {seat}, deadline {until}."),
        Sentence("A decision was made."),
    ),
    "meeting.closed": (
        Sentence("The meeting was closed. Its minutes are frozen: {text}"),
        Sentence("The meeting was closed. Its minutes are frozen."),
    ),
    "meeting.answer": (
        Sentence("{person} about the meeting: {rsvp}, {via}."),
        Sentence("About the meeting: {rsvp}, {via}."),
        Sentence("An answer about the meeting came in."),
    ),
    "meeting.answer_after": (
        Sentence("{person} answered about a meeting that was over: {rsvp}."),
        Sentence("An answer came about a meeting that was over."),
    ),
    "meeting.deputy_invited": (
        Sentence("{seat}: {person} is summoned to the meeting: {why}."),
        Sentence("{seat}: the deputy is summoned to the meeting."),
        Sentence("A deputy is summoned to the meeting."),
    ),
    "meeting.reminded": (
        Sentence("{seat}: {person} has not answered about the meeting and is asked again."),
        Sentence("A seat has not answered about the meeting and is asked again."),
    ),
    "meeting.skipped": (
        Sentence("{seat}: {person} has no way to be summoned to the meeting and was passed over."),
        Sentence("A person could not be summoned to the meeting and was passed over."),
    ),
    "meeting.silent": (
        Sentence("{seat} has not answered about the meeting; the duty chief is told."),
        Sentence("A seat has not answered about the meeting; the duty chief is told."),
    ),
    "meeting.quorum": (
        Sentence(
            "The meeting can decide: {joining} seat joins, and {required} must.",
            "The meeting can decide: {joining} seats join, and {required} must.",
            "joining",
        ),
        Sentence("Enough seats join the meeting."),
    ),
    "meeting.no_quorum": (
        Sentence(
            "The meeting cannot decide: only {possible} seat can still come, and {required} must. The duty chief is told.",
            "The meeting cannot decide: only {possible} seats can still come, and {required} must. The duty chief is told.",
            "possible",
        ),
        Sentence("Too few seats can come to the meeting. The duty chief is told."),
    ),
    "decision.overdue": (
        Sentence("The deadline of a decision has passed, {seat}: {text}"),
        Sentence("The deadline of a decision has passed."),
    ),
    "decision.owner_unreachable": (
        Sentence("{seat} has nobody who can be told of the decision."),
        Sentence("A decision's owner cannot be told of it."),
    ),
    "clock.moved": (
        Sentence(
            "The sandbox's clock was moved {minutes} minute ahead.", "The sandbox's clock was moved {minutes} minutes ahead.", "minutes"
        ),
        Sentence("The sandbox's clock was moved ahead."),
    ),
    **OUTWARD,
}
