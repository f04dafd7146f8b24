"""Chats with people that could have happened: pure, and the same for the same random numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from aics_app.cli.demo.stories import Story
from aics_app.cli.demo.team import Team
from aics_app.handoff.models import Disposition, EndReason

GIVES_UP, RATES = 0.07, 0.62
WAIT_S, LONGEST_WAIT_S = 95.0, 900.0
"""The usual wait; most are shorter, a few are much longer."""
ANSWER_S, READING_S = (6.0, 38.0), (20.0, 150.0)
ENDS = {Disposition.SOLVED: 78, Disposition.UNSOLVED: 9, Disposition.NO_ANSWER: 8, Disposition.OTHER: 5}
SCORES = {
    Disposition.SOLVED: {5: 58, 4: 30, 3: 9, 2: 3},
    Disposition.UNSOLVED: {1: 40, 2: 30, 3: 20, 4: 10},
}
GOOD = 4


@dataclass(frozen=True)
class Agent:
    """Somebody who served."""

    id: int
    nickname: str
    weight: int


@dataclass(frozen=True)
class Line:
    """What one side said."""

    by_agent: bool
    text: str
    at: datetime


@dataclass(frozen=True)
class Served:
    """A wait, and what came of it. Without `agent` the customer gave up at `ended_at`."""

    story: Story
    asked_at: datetime
    ended_at: datetime
    end: EndReason
    agent: Agent | None = None
    taken_at: datetime | None = None
    lines: tuple[Line, ...] = ()
    disposition: Disposition | None = None
    score: int | None = None
    comment: str = ""


def tell_served(rng: Random, team: Team, agents: Sequence[Agent], story: Story) -> Served:
    """What came of the wish that the story ends with."""
    asked_at = story.ended_at
    wait = timedelta(seconds=min(WAIT_S * rng.lognormvariate(-0.35, 0.8), LONGEST_WAIT_S))
    if rng.random() < GIVES_UP:
        return Served(story, asked_at, asked_at + wait, EndReason.CANCELLED)
    agent = rng.choices(agents, [one.weight for one in agents])[0]
    taken_at = asked_at + wait
    lines = _lines(rng, rng.choice(team.dialogues[story.language]), agent, taken_at)
    disposition = rng.choices(list(ENDS), list(ENDS.values()))[0]
    score, comment = _judged(rng, team, story.language, disposition)
    ended_at = lines[-1].at + timedelta(seconds=rng.uniform(15, 90))
    return Served(
        story, asked_at, ended_at, EndReason.CLOSED, agent, taken_at, lines, disposition, score, comment
    )


def _lines(rng: Random, dialogue: Sequence[str], agent: Agent, at: datetime) -> tuple[Line, ...]:
    lines = []
    for place, text in enumerate(dialogue):
        at += timedelta(seconds=rng.uniform(*(ANSWER_S if place == 0 else READING_S)))
        lines.append(Line(place % 2 == 0, text.format(agent=agent.nickname), at))
    return tuple(lines)


def _judged(rng: Random, team: Team, language: str, disposition: Disposition) -> tuple[int | None, str]:
    shares = SCORES.get(disposition)
    if shares is None or rng.random() > RATES:
        return None, ""
    score = rng.choices(list(shares), list(shares.values()))[0]
    return score, rng.choice(team.comments["good" if score >= GOOD else "bad", language])
