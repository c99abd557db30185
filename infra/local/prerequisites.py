"""`python -m infra.local.prerequisites`, a step of `make setup`: Java, Maven and the jars of Apache Kafka.

With CI=true also what the tests of encrypted connections need: the distribution's PostgreSQL, and openssl.

Installs Java and Maven where they lack and that is possible without asking (Debian or a relative of it, as root); else
names the one command. It never fails: without Kafka the stack still has tansu for a first look.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.local.errors import MissingError
from infra.local.java import PACKAGES, fetch_jars, find_java, locate_jars
from infra.local.postgres import find_tls_programs

_TLS_PACKAGES = ("postgresql", "openssl")
_CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")
"""Read by Debian's package when it is installed: without it a server would be set up and started."""


def run() -> None:
    """Get what lacks, and say what happens."""
    get_kafka()
    if os.environ.get("CI", "").lower() == "true":
        get_tls_servers()


def get_kafka() -> None:
    """Get what Apache Kafka needs."""
    if os.environ.get("LAGEBILD_KAFKA"):
        return
    try:
        if lacks_programs() and may_install():
            install_packages(PACKAGES)
        find_java()
        if not locate_jars().is_dir():
            say("fetching Apache Kafka with Maven")
        fetch_jars()
    except MissingError as error:
        say(f"{error}\nUntil then the local stack uses tansu, which keeps nothing, and tests of Kafka are skipped.")


def get_tls_servers() -> None:
    """Get what the tests of encrypted connections need; they fail with CI=true where it lacks."""
    try:
        find_tls_programs()
    except MissingError:
        lacks = True
    else:
        lacks = shutil.which("openssl") is None
    if not lacks or not may_install():
        return
    try:
        if not _CLUSTER_SETTINGS.exists():
            _CLUSTER_SETTINGS.parent.mkdir(parents=True, exist_ok=True)
            _CLUSTER_SETTINGS.write_text("create_main_cluster = false\n", encoding="utf-8")
        install_packages(_TLS_PACKAGES)
    except (MissingError, OSError) as error:
        say(f"{error}\nThe tests of encrypted connections will fail.")


def lacks_programs() -> bool:
    """Whether Java is missing or too old, or Maven is missing while there is something to fetch."""
    try:
        find_java()
    except MissingError:
        return True
    return not locate_jars().is_dir() and shutil.which("mvn") is None


def may_install() -> bool:
    """Whether packages can be installed without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(packages: Sequence[str]) -> None:
    """Install packages of the distribution; MissingError where that fails."""
    say(f"installing {' and '.join(packages)} with apt-get")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "install", "--yes", "-qq", "--no-install-recommends", *packages)
    for command in (("apt-get", "update", "-qq"), install):
        done = subprocess.run(  # noqa: S603 - fixed commands
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            raise MissingError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}")


def say(sentence: str) -> None:
    """Tell whoever set it up."""
    sys.stderr.write(f"setup: {sentence}\n")


if __name__ == "__main__":
    run()
