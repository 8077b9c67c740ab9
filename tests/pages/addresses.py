"""The addresses of the pages, by who opens them. Each list is walked by somebody: axe, the keyboard, or a look at live mode."""

from typing import Final

CHIEF: Final = {
    "home": "/",
    "alarm": "/alarm",
    "phones": "/phones",
    "alert-list": "/alert-list",
    "person": "/alert-list/1",
    "not-found": "/nothing",
    "housing": "/housing",
    "housing-plan": "/housing/odense_2024_2028",
    "housing-area": "/housing/odense_2024_2028/areas/rising",
    "housing-indicator": "/housing/odense_2024_2028/indicators/valgdeltagelse",
    "housing-side-by-side": "/housing/odense_2024_2028/side-by-side",
    "housing-activities": "/housing/gellerup_toveshoej_2018_2022/activities",
    "housing-measuring": "/housing/odense_2024_2028/measuring",
}
ACTIONS: Final = ("", "/level", "/correct", "/update", "/call-off", "/timeline", "/situation")
"""Of an incident, each put after its address."""

SECRETARIAT: Final = {
    "alert-list-new": "/alert-list/new",
    "alert-list-import": "/alert-list/import",
    "access": "/access",
    "access-user": "/access/users/1",
    "plan": "/plan",
    "plan-propose": "/plan/propose",
    "plan-compare": "/plan/compare",
    "plan-texts": "/plan/texts?show=alarm",
    "plan-text": "/plan/texts/0",
    "plan-cards": "/plan/texts?show=cards",
}

HELP: Final = ("/help/duty-chief", "/help/partner", "/help/secretariat")
FURTHER: Final = ("/paper", "/flows", "/tilgaengelighed", *HELP)
FURTHER_OF_INCIDENT: Final = ("/from-paper", "/flow", "/response", "/wall")

IN_LIVE_MODE: Final = ("/", "/plan", "/roster", "/help")
IN_LIVE_MODE_OF_INCIDENT: Final = ("", "/wall", "/skip-update", "/shared")
"""What no other test lets axe look at, and a few for their colours in live mode; all pages share one frame."""

VISITED: Final = ("/roster", "/exercises", "/call-out", "/me")
VISITED_OF_INCIDENT: Final = (
    "/skip-update",
    "/shared",
    "/meeting",
    "/announcements",
    "/announcements/new",
    "/known",
    "/questions",
    "/access-request",
)
"""What axe looks at while somebody does what the page is for."""
