"""Java, Maven, and the jars of Apache Kafka."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from infra.local.errors import MissingError
from infra.local.places import KAFKA_FILES, find_cache

OLDEST_JAVA = 17
PACKAGES = ("default-jre-headless", "maven")
INSTALL_COMMAND = f"apt-get install {' '.join(PACKAGES)}"
_OR_ELSE = "Or name a broker that already runs in LAGEBILD_KAFKA (host:port)."


def find_java() -> Path:
    """The `java` of JAVA_HOME, else of PATH; MissingError where there is none of version 17 or newer."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    where = f"JAVA_HOME ({home})" if home else "PATH"
    if found is None:
        raise MissingError(f"Apache Kafka needs Java, and {where} has none. Install it: {INSTALL_COMMAND}. {_OR_ELSE}")
    version = read_java_version(Path(found))
    if version < OLDEST_JAVA:
        raise MissingError(
            f"Apache Kafka needs Java {OLDEST_JAVA} or newer, {found} is {version}. Install it ({INSTALL_COMMAND}) "
            f"and point JAVA_HOME there. {_OR_ELSE}"
        )
    return Path(found)


def read_java_version(java: Path) -> int:
    """Major version that `java -version` prints; 0 where it prints none. `1.8.0_402` is 8."""
    done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    match = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(match[1]) if match else 0


def locate_jars() -> Path:
    """Directory for the jars that this pom.xml names: another pom, another directory."""
    digest = hashlib.sha256((KAFKA_FILES / "pom.xml").read_bytes()).hexdigest()[:12]
    return find_cache() / "kafka" / digest


def fetch_jars() -> Path:
    """The jars' directory; filled by Maven where it is missing, once."""
    jars = locate_jars()
    if jars.is_dir():
        return jars
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError(
            f"Apache Kafka is fetched by Maven, and PATH has no mvn. Install it: {INSTALL_COMMAND}. {_OR_ELSE}"
        )
    jars.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=jars.parent, prefix="fetching-") as fetching:
        target = Path(fetching) / "jars"
        _copy_dependencies(maven, target)
        try:
            target.rename(jars)  # all or nothing: an interrupted fetch leaves no half set
        except OSError:
            if not jars.is_dir():  # else somebody was faster
                raise
    return jars


def _copy_dependencies(maven: str, target: Path) -> None:
    pom = KAFKA_FILES / "pom.xml"
    command = [
        maven,
        "--batch-mode",
        "--quiet",
        "--file",
        str(pom),
        "dependency:copy-dependencies",
        f"-DoutputDirectory={target}",
    ]
    # the pom is copied nowhere, so Maven must not leave a target/ beside it
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603
    if done.returncode:
        tail = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-12:])
        raise MissingError(
            f"Maven could not fetch Apache Kafka. Does this machine reach a Maven repository (a proxy belongs into "
            f"~/.m2/settings.xml)? {_OR_ELSE} What it said:\n{tail}"
        )
