"""Makes `.venv` hold exactly what the named lock files say; a second call finds its stamps and returns at once."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"


def main(locks: list[str]) -> int:
    if not environment_runs():
        make_environment()
    missing = [lock for lock in locks if stamp(lock) != digest(lock)]
    if not missing:
        return 0
    sys.stdout.write(f"Installing {', '.join(missing)}\n")
    sys.stdout.flush()
    if not (install_with_uv(missing) or install_with_pip(missing)):
        sys.stdout.write("The locked packages could not be installed: what went wrong stands above.\n")
        return 1
    for lock in missing:
        stamp_path(lock).write_text(digest(lock))
    return 0


def environment_runs() -> bool:
    """Whether `.venv` is there and its interpreter starts: after an upgrade of the system it may point at nothing."""
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True, check=False).returncode == 0


def make_environment() -> None:
    sys.stdout.write(f"Making .venv with Python {sys.version.split()[0]}\n")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)


def install_with_uv(locks: list[str]) -> bool:
    """Uv is three to four times as quick as pip, but optional: where it is absent or fails, pip follows."""
    if not (uv := shutil.which("uv")):
        return False
    command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", *requirements(locks)]
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def install_with_pip(locks: list[str]) -> bool:
    options = ["-qq", "--disable-pip-version-check", "--require-hashes"]
    command = [str(PYTHON), "-m", "pip", "install", *options, *requirements(locks)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def requirements(locks: list[str]) -> list[str]:
    return [argument for lock in locks for argument in ("-r", lock)]


def digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def stamp(lock: str) -> str:
    path = stamp_path(lock)
    return path.read_text() if path.exists() else ""


def stamp_path(lock: str) -> Path:
    return ENVIRONMENT / f"{lock}.sha256"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
