"""Set up claimscrub beside this file and run it: `python3 start.py demo` or `... test`.

Needs Python 3.11 or newer and nothing else. The first start makes the folder `.venv` and installs
the libraries that the requirements file pins by hash; later starts do so again only when the
requirements or the sources have changed. Safe to repeat, from any folder.

The syntax of this file stays readable for Python 3.6, so that an old Python can still say which
one is needed.
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
PROJECT = Path(__file__).resolve().parent
PACKAGES = ("pipeline", "schemas", "payer_rules", "reports")
# For the demo the libraries of the product are enough; the tests' file holds those and more.
REQUIREMENTS = {"demo": "requirements.txt", "test": "requirements-dev.txt"}
STAMP = "claimscrub-start.json"
ALL_TESTS = ["-n", "auto", "--dist", "loadscope"]  # on every core; one file's tests on one
SET_UP_FAILED = 2
RECENT_ENOUGH = f"import sys; sys.exit(sys.version_info < {OLDEST})"
USAGE = """usage: python3 start.py demo [options]     a whole night on made-up claims
       python3 start.py test [options]     every test; options go to pytest"""


class SetUpError(Exception):
    """One sentence for the person at the keyboard; it is all that they see."""


def version_complaint(version: "tuple[int, ...]") -> str:
    """The sentence for a Python that is too old, or nothing.

    Args:
        version: at least major and minor number.
    """
    if tuple(version[:2]) >= OLDEST:
        return ""
    needed, here = (".".join(str(part) for part in number) for number in (OLDEST, version[:2]))
    return f"claimscrub needs Python {needed} or newer; this is {here}."


def environment_python(venv: Path) -> Path:
    """Where a virtual environment keeps its interpreter."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digest(paths: "list[Path]", root: Path) -> str:
    """SHA-256 over the names (relative to `root`) and contents of files, in the order of names."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def source_files(project: Path) -> "list[Path]":
    """The files that make up the installed program."""
    found = [project / "pyproject.toml"]
    for package in PACKAGES:
        for path in (project / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                found.append(path)
    return found


def wanted_stamp(project: Path, command: str) -> "dict[str, str]":
    """What the environment must hold for a command: requirements file and sources, by digest."""
    # The tests' requirements hold the product's, at the same versions: they serve both commands.
    names = ["requirements.txt"] if command == "demo" else list(REQUIREMENTS.values())
    stamp = {name: digest([project / name], project) for name in names}
    stamp["sources"] = digest(source_files(project), project)
    return stamp


def read_stamp(venv: Path) -> "dict[str, str]":
    """What the last complete set-up installed; empty when there was none or it cannot be read."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def missing_parts(wanted: "dict[str, str]", present: "dict[str, str]") -> "list[str]":
    """Which parts of the wanted stamp are absent or out of date."""
    return [part for part, value in wanted.items() if present.get(part) != value]


def child_environment() -> "dict[str, str]":
    """The variables for everything that is started here.

    The four package names are common words: nothing may be imported from the current folder or
    from a search path of this machine.
    """
    variables = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")
    }
    variables["PYTHONSAFEPATH"] = "1"
    variables["PIP_USER"] = "0"  # a user-wide setting that pip refuses inside an environment
    variables["PIP_NO_INPUT"] = "1"
    variables["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return variables


def quietly(command: "list[str]") -> "tuple[bool, str]":
    """Run a command without input; whether it succeeded, and all that it said."""
    try:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=child_environment(),
        )
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout


def pip_command(python: Path) -> "list[str]":
    """How to call pip for an environment: its own, else this Python's; empty when neither works."""
    inside = [str(python), "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--python", str(python)]
    for pip in (inside, outside):
        if quietly([*pip, "--version"])[0]:
            return pip
    return []


def brings_pip() -> bool:
    """Whether this Python can put pip into an environment; a bare Debian's cannot."""
    return importlib.util.find_spec("ensurepip") is not None


def make_environment(venv: Path) -> None:
    """Make the virtual environment, with pip where this Python brings it along.

    Raises:
        SetUpError: no environment can be made here, or no pip can be found for it.
    """
    ways = [["--clear"]] if brings_pip() else []
    ways.append(["--clear", "--without-pip"])
    said = ""
    for way in ways:
        made, said = quietly([sys.executable, "-m", "venv", *way, str(venv)])
        if made and pip_command(environment_python(venv)):
            return
    if not os.access(venv.parent, os.W_OK):
        raise SetUpError(f"The folder {venv.parent} cannot be written.")
    if environment_python(venv).exists():
        said = ""
    raise SetUpError(said + needed_package(sys.version_info[:2]))


def needed_package(version: "tuple[int, ...]") -> str:
    """The sentence for a Python that has neither ensurepip nor pip."""
    major, minor = version[:2]
    return (
        "This Python can neither make an environment with pip nor has pip itself: install the "
        f"package python3-venv (Debian, Ubuntu: apt install python{major}.{minor}-venv), "
        "then start again."
    )


def install(pip: "list[str]", *arguments: str) -> None:
    """Run `pip install`.

    Raises:
        SetUpError: pip failed; all that it said comes first.
    """
    worked, said = quietly([*pip, "install", *arguments])
    if not worked:
        raise SetUpError(
            said + "The set-up did not finish: pip said why above. Start again when that is mended."
        )


def set_up(project: Path, venv: Path, command: str) -> None:
    """Bring the environment up to date for a command; does nothing when it already is.

    Raises:
        SetUpError: with the sentence to show.
    """
    wanted, present = wanted_stamp(project, command), read_stamp(venv)
    python = environment_python(venv)
    if python.exists() and not missing_parts(wanted, present):
        return
    usable = quietly([str(python), "-c", RECENT_ENOUGH])[0]
    if not usable:
        present = {}
    libraries = missing_parts(wanted, present) != ["sources"]
    if libraries:
        say(f"Setting up in {venv}: about a minute; later starts skip this.")
    if not usable:
        make_environment(venv)
    pip = pip_command(python)
    if not pip:
        raise SetUpError(needed_package(sys.version_info[:2]))
    # Written last: an interrupted set-up is taken up again at the next start.
    (venv / STAMP).unlink(missing_ok=True)
    if libraries:
        install(pip, "--require-hashes", "-r", str(project / REQUIREMENTS[command]))
    install(pip, "--no-deps", "--no-build-isolation", str(project))
    kept = {} if libraries else present
    (venv / STAMP).write_text(json.dumps({**kept, **wanted}, indent=1) + "\n", encoding="utf-8")


def command_line(venv: Path, command: str, arguments: "list[str]") -> "list[str]":
    """What is run at the end."""
    python = environment_python(venv)
    if command == "test":
        return [str(python), "-m", "pytest", *(arguments or ALL_TESTS)]
    script = python.with_name("claimscrub.exe" if os.name == "nt" else "claimscrub")
    return [str(script), "demo", *arguments]


def say(sentence: str) -> None:
    """Tell the person at the keyboard, apart from the results."""
    print(sentence, file=sys.stderr, flush=True)


def main(arguments: "list[str]") -> int:
    """Set up, run, and hand on the exit code; 2 when the set-up fails."""
    complaint = version_complaint(sys.version_info[:2])
    if complaint:
        say(complaint)
        return SET_UP_FAILED
    if not arguments or arguments[0] not in REQUIREMENTS:
        say(USAGE)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else SET_UP_FAILED
    command, rest = arguments[0], arguments[1:]
    venv = PROJECT / ".venv"
    try:
        set_up(PROJECT, venv, command)
    except (SetUpError, OSError) as error:
        say(str(error))
        return SET_UP_FAILED
    # The demo writes where it was called from; pytest looks for its settings here.
    folder = PROJECT if command == "test" else None
    try:
        return subprocess.call(
            command_line(venv, command, rest), cwd=folder, env=child_environment()
        )
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
