"""`tuyen serve --lan`: the station's computer and a phone sign in over TLS that both can trust."""

import base64
import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from tests.architecture.house import ROOT
from tests.chromium import CHROMIUM_ARGUMENTS, chromium_path
from tuyen.platform.lan import addresses, certificates

OWN = "mot-hai-ba-bon-nam"


class Station:
    """A node of its own with one nurse, served to its network."""

    def __init__(self, folder: Path) -> None:
        self.home, self.port = folder / "home", _free_port()
        self.name = addresses.local_name(socket.gethostname())
        self.environment = {**os.environ, "TUYEN_HOME": str(self.home), "TUYEN_DATABASE_URL": ""}
        self.run("init", "--name", "Trạm mẫu", "--quiet")
        self.run("unit", "add", "Trạm Y tế xã Mẫu", "--kind", "health_station")
        nurse = ("user", "add", "dieuduong", "--name", "Mẫu", "--role", "station_nurse")
        self.password = json.loads(self.run(*nurse, "--unit", "Trạm Y tế xã Mẫu", "--json"))[
            "password"
        ]

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "tuyen", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def served(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tuyen", "serve", "--lan", "--port", str(self.port)]
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    @property
    def authority(self) -> Path:
        return certificates.files_in(self.home).authority

    def trusted_key(self) -> str:
        """As Chromium takes it on its command line: whoever shows a chain with this key is believed."""
        served = x509.load_pem_x509_certificate(
            certificates.files_in(self.home).certificate.read_bytes()
        )
        key = served.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        digest = hashes.Hash(hashes.SHA256())
        digest.update(key)
        return base64.b64encode(digest.finalize()).decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    made = Station(tmp_path_factory.mktemp("lan"))
    server = made.served()
    try:
        _first_answer(made)
        yield made
    finally:
        server.terminate()
        server.wait(120)


def _first_answer(station: Station) -> None:
    """Judged by the authority alone, as a phone does that has installed it."""
    address = f"https://localhost:{station.port}/healthz"
    for _attempt in range(150):
        try:
            trust = ssl.create_default_context(cafile=str(station.authority))
            assert urllib.request.urlopen(address, timeout=5, context=trust).status == 200
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the station never answered")


def _signs_in(page: Any, address: str, first: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=login]", "dieuduong")
    page.fill("[name=password]", first)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def _takes_own_password(page: Any, first: str) -> None:
    page.fill("[name=oldpassword]", first)
    page.fill("[name=password1]", OWN)
    page.fill("[name=password2]", OWN)
    page.locator("[name=password2]").press("Enter")
    page.wait_for_url(lambda url: "password" not in url)


@pytest.mark.browser
@pytest.mark.slow
def test_the_desk_and_a_phone_sign_in_over_a_line_that_both_trust(
    chromium: Any, station: Station
) -> None:
    desk, phone = f"https://localhost:{station.port}", f"https://{station.name}:{station.port}"
    trust = [
        f"--ignore-certificate-errors-spki-list={station.trusted_key()}",
        f"--host-resolver-rules=MAP {station.name} 127.0.0.1",
    ]
    started = {"executable_path": chromium_path(), "args": [*CHROMIUM_ARGUMENTS, *trust]}
    browser = chromium.browser_type.launch(**started)
    at_desk = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    on_phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()

    _signs_in(at_desk, desk, station.password)
    _takes_own_password(at_desk, station.password)
    _signs_in(on_phone, phone, OWN)

    for page in (at_desk, on_phone):
        assert page.evaluate("isSecureContext")
        assert page.evaluate("navigator.serviceWorker.ready.then(it => it.active !== null)")
        assert page.evaluate("!!navigator.mediaDevices")
        open_ones = [one["name"] for one in page.context.cookies() if not one["secure"]]
        assert set(open_ones) <= {settings.LANGUAGE_COOKIE_NAME}  # no secret
    on_phone.goto(f"{phone}/lan/")
    assert certificates.fingerprint(station.authority) in on_phone.inner_text("main")
    browser.close()


@pytest.mark.slow
@pytest.mark.engine_free
def test_a_device_that_does_not_trust_the_authority_is_told_so(station: Station) -> None:
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"https://localhost:{station.port}/healthz", timeout=5)
