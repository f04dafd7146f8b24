"""How fast answers stream, beside the bare `ollama` client reading the same streams.

./aics bench streaming                     1, 50 and 200 customers, three rounds: about ten minutes
./aics bench streaming --quick             a minute or two, to see that it works
./aics bench streaming --customers 50 --tokens 200 --rate 50 --rounds 5

Model server, product and load are processes of their own. Times are never asserted: the status is 1 only when
tokens were lost or answers failed.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from statistics import median

from tests.bench.streams import faqs, instant, runs, usage
from tests.bench.streams.product import Product, running_product
from tests.bench.streams.runs import Broken, Rate, Run
from tests.bench.streams.scenes import WAYS, Scene
from tests.processes import ServerDidNotStart
from tests.servers import ModelServer, running_model

ENTRIES = 1000
FEW = 10
"""Below this each customer asks more often, or there would be little to take a median of."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 0 when nothing is broken."""
    asked, entries = _asked(argv), ENTRIES
    rate = Rate(asked.tokens, asked.rate)
    most = max([*asked.customers, instant.PEOPLE])
    try:
        with (
            running_model(rate=asked.rate) as model,
            running_product(model.url, customers=most, entries=entries) as product,
        ):
            scenes = _measured(asked, product, model, rate)
            for scene in scenes:
                say(scene.table(rate))
            say(instant.measured(product, entries, asks=20 if asked.quick else 100, rounds=asked.rounds))
    except (Broken, ServerDidNotStart) as fault:
        say(f"broken: {fault}")
        return 1
    return _verdict([run for scene in scenes for one in scene.rounds for run in one.values()])


def say(text: str) -> None:
    """One line or many."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _asked(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./aics bench streaming",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--customers", type=_numbers, default=[1, 50, 200], help="default: 1,50,200")
    parser.add_argument("--tokens", type=int, default=200, help="of one answer; default: 200")
    parser.add_argument("--rate", type=float, default=50.0, help="tokens a second; default: 50")
    parser.add_argument("--rounds", type=int, default=3, help="how often all is measured; default: 3")
    parser.add_argument("--quick", action="store_true", help="1 and 10 customers, 60 tokens, one round")
    asked = parser.parse_args(argv)
    if asked.quick:
        asked.customers, asked.tokens, asked.rounds = [1, FEW], 60, 1
    return asked


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _measured(asked: argparse.Namespace, product: Product, model: ModelServer, rate: Rate) -> list[Scene]:
    source = faqs.open_questions()
    for way in WAYS:  # the first answers of a process load what all later ones share
        runs.product_run(way, product, model, Rate(20, 1000, 0), runs.dealt(source, FEW, 1))
    scenes = [Scene(customers) for customers in asked.customers]
    say(f"{usage.rss_mb(product.group):.0f} MB resident before the first round")
    for number in range(asked.rounds):
        for scene in scenes:
            say(f"round {number + 1} of {asked.rounds}, {scene.customers} at once …")
            _round(scene, source, product, model, rate)
    return scenes


def _round(scene: Scene, source: Iterator[str], product: Product, model: ModelServer, rate: Rate) -> None:
    """Floor and product close together in time, since the machine is never the same for long."""
    each = 5 if scene.customers < FEW else 2
    measured: dict[str, Run] = {}
    for way in WAYS:
        questions = runs.dealt(source, scene.customers, each)
        with usage.Peak(product.group) as peak:
            measured[way], prompts = runs.product_run(way, product, model, rate, questions)
        measured[way].memory_mb = peak.mb
    measured["floor"] = runs.floor_run(model, rate, questions, prompts)
    scene.rounds.append(measured)


def _verdict(measured: Sequence[Run]) -> int:
    lost, faults = sum(run.lost for run in measured), [fault for run in measured for fault in run.faults]
    load = median(run.load_cpu_s / run.seconds for run in measured)
    tokens = sum(run.tokens for run in measured)
    say(f"{tokens} tokens, {lost} lost; {len(faults)} answers failed; the load took {load:.0%} of a core")
    say(f"{sum(run.aside for run in measured)} questions were answered from the FAQ and left out")
    for fault in faults[:5]:
        say(f"  {fault[:300]}")
    return 1 if lost or faults else 0


if __name__ == "__main__":
    sys.exit(main())
