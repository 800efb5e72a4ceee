"""Loaded by pytest before the suite of redis-py (`-p redis_py_plugin`). Writes each result as a line of JSON to
JUDGE_OUTPUT."""

import json
import os
import sys

import pytest


def write(title, outcome, message=""):
    line = {"title": title, "outcome": outcome}
    if outcome == "failed":
        line["message"] = message
    write_line(line)


def write_line(line):
    with open(os.environ["JUDGE_OUTPUT"], "a") as output:
        output.write(json.dumps(line) + "\n")


def to_message(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    return crash.message if crash else str(report.longrepr)


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        write(report.nodeid, report.outcome, to_message(report))


def pytest_collectreport(report):
    if report.failed:
        write(report.nodeid, "failed", to_message(report))


def pytest_sessionfinish():
    write_line({"isEnd": True})


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """The suite asks INFO whether the server is a cluster. Then it would connect to the addresses of CLUSTER SLOTS,
    which need IAM and TLS. Through the proxy, a client is one without cluster mode (docs/PROXY.md)."""
    conftest = sys.modules["tests.conftest"]
    get_info = conftest._get_info
    conftest._get_info = lambda url: {**get_info(url), "cluster_enabled": 0}
