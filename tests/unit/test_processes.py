"""Ports for the servers of tests: nobody else's, neither of another worker nor of an outgoing connection."""

import socket
from itertools import islice

import pytest

from tests.processes import LOOPBACK, PORTS, free_port, own_ports


def _of(worker: str, count: str, start: int = 7) -> set[int]:
    environ = {"PYTEST_XDIST_WORKER": worker, "PYTEST_XDIST_WORKER_COUNT": count}
    return set(islice(own_ports(environ, start), len(PORTS)))


def test_workers_of_one_run_share_no_port() -> None:
    workers = [_of(f"gw{number}", "3") for number in range(3)]
    assert set.union(*workers) == set(PORTS)
    assert sum(len(ports) for ports in workers) == len(PORTS)
    assert set(islice(own_ports({}, 5), len(PORTS))) == set(PORTS)


def test_no_port_is_given_twice_or_while_somebody_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [free_port() for _ in range(50)]
    assert len(set(given)) == 50
    assert set(given) <= set(PORTS)
    monkeypatch.setattr("tests.processes._ports", iter(given[:2]))
    with socket.socket() as taken:
        taken.bind((LOOPBACK, given[0]))
        assert free_port() == given[1]
