"""A certificate authority for tests, made with the program openssl: what TLS is tested against."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infra.local.errors import MissingError

_EC_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its private key as PEM files; `both` holds the two in one file, as Kafka's keystore wants."""

    certificate: Path
    key: Path

    @property
    def both(self) -> Path:
        path = self.key.with_suffix(".both.pem")
        path.write_text(self.key.read_text() + self.certificate.read_text())
        return path


class Authority:
    """Signs certificates for a day; its own is in `ca`."""

    def __init__(self, directory: Path) -> None:
        if not shutil.which("openssl"):
            raise MissingError("The program openssl is missing. Install it: apt-get install openssl")
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self.ca = directory / "ca.pem"
        self._key = directory / "ca.key"
        extensions = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
        _openssl(
            *("req", "-x509", *_EC_KEY, "-noenc", "-days", "1", "-subj", "/CN=Lagebild test authority"),
            *(*extensions, "-keyout", str(self._key), "-out", str(self.ca)),
        )

    def issue(self, name: str, *hosts: str, password: str = "") -> Issued:
        """A certificate for `hosts` (`DNS:…`, `IP:…`), or of a client where there are none."""
        stem = self._directory / name
        request, certificate, key, extensions = (stem.with_suffix(end) for end in (".csr", ".pem", ".key", ".ext"))
        hidden = ("-passout", f"pass:{password}") if password else ("-noenc",)
        _openssl("req", *_EC_KEY, *hidden, "-subj", f"/CN={name}", "-keyout", str(key), "-out", str(request))
        extensions.write_text(f"subjectAltName={','.join(hosts)}\n" if hosts else "extendedKeyUsage=clientAuth\n")
        _openssl(
            *("x509", "-req", "-days", "1", "-in", str(request), "-CA", str(self.ca), "-CAkey", str(self._key)),
            *("-CAcreateserial", "-extfile", str(extensions), "-out", str(certificate)),
        )
        return Issued(certificate, key)


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
