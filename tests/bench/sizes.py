"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """`list` and `long_list` are people; `rounds` how often a figure is taken for its median; `rates` messages a second;
    `waiting` timers that wait and `deadlines` that fall due; `situation` and `crowd` people and timeline entries."""

    list: int = 10_000
    long_list: int = 100_000
    lists: tuple[int, ...] = (10, 1_000, 100_000)
    rounds: int = 5
    idle_rounds: int = 3
    looks: int = 5_000
    rates: tuple[int, ...] = (1, 10, 100)
    pacing_s: float = 20.0
    busy: int = 4_000
    briefed: int = 1_300
    waiting: int = 10_000
    deadlines: int = 10
    residents: int = 5_000
    situation: tuple[int, int] = (100, 2_000)
    screen_rounds: int = 9
    crowd: tuple[int, int] = (500, 5_000)


FULL = Sizes()
QUICK = Sizes(
    list=60,
    long_list=600,
    lists=(10, 100),
    rounds=1,
    idle_rounds=1,
    looks=100,
    rates=(50,),
    pacing_s=1.0,
    busy=100,
    briefed=60,
    waiting=100,
    deadlines=2,
    residents=200,
    situation=(30, 60),
    screen_rounds=1,
    crowd=(60, 300),
)
