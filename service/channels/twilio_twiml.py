"""What we answer Twilio with during a call: TwiML, always valid, spoken in Danish."""

from typing import Final

from twilio.twiml.voice_response import Gather, VoiceResponse

LANGUAGE: Final = "da-DK"
MEDIA_TYPE: Final = "application/xml"
LONGEST_WORDS: Final = 3000


def say_and_end(voice: str, *words: str) -> str:
    """Say these words, and hang up."""
    response = VoiceResponse()
    _say(response, voice, *words)
    response.hangup()
    return str(response)


def say_and_listen(voice: str, action: str, *words: str, times: int = 2, wait_s: int = 6, until_hash: bool = False) -> str:
    """Say these words `times` times and take a key *during* them; then wait `wait_s` seconds. `action` gets the key, or none.

    With `until_hash` several keys are taken, ended by the square key; else one.
    """
    response = VoiceResponse()
    ends = {"finish_on_key": "#"} if until_hash else {"num_digits": 1, "finish_on_key": ""}
    gather = Gather(input="dtmf", action=action, method="POST", timeout=wait_s, action_on_empty_result=True, **ends)
    for number in range(times):
        if number:
            gather.pause(length=1)
        _say(gather, voice, *words)
    response.append(gather)
    return str(response)


def hang_up() -> str:
    """Say nothing, and hang up: to a machine."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def _say(verb: VoiceResponse | Gather, voice: str, *words: str) -> None:
    for each in words:
        verb.say(_speakable(each), voice=voice, language=LANGUAGE)


def _speakable(text: str) -> str:
    """Words that XML can hold and a call has time for."""
    return "".join(
        c for c in text[:LONGEST_WORDS] if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
