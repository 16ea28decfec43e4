"""The units that are shipped are ones that systemd takes, and keep their protections."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture import house
from tuyen.edge.cli.app import COMMANDS

UNITS = sorted((house.ROOT / "deploy").glob("tuyen-*.*"))
SERVICES = [path for path in UNITS if path.suffix == ".service"]
PROTECTED = {
    "User": "tuyen",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
}


def _read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(unit)
    return parser


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_with_what_it_needs_and_no_more(unit: Path) -> None:
    said = dict(_read(unit)["Service"])

    assert {name: said.get(name) for name in PROTECTED} == PROTECTED


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_calls_a_command_that_exists(unit: Path) -> None:
    program, command, *_options = _read(unit)["Service"]["ExecStart"].split()

    assert program.endswith("/bin/tuyen")
    assert command in COMMANDS


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="deploy: systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """With a program that exists in the place of ours, which is installed on no test machine."""
    for unit in UNITS:
        text = unit.read_text().replace("/opt/tuyen/bin/tuyen", "/bin/true")
        (tmp_path / unit.name).write_text(text)

    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )

    assert [line for line in said.stderr.splitlines() if "tuyen-" in line] == []
    assert said.returncode == 0, said.stderr
