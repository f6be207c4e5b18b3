"""start.py: which Python it takes, when it installs again, and what it says when it cannot."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import start


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with what start.py looks at."""
    folder = tmp_path / "project"
    (folder / "pipeline" / "__pycache__").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "pipeline" / "cli.py").write_text("print('one')\n")
    (folder / "pipeline" / "__pycache__" / "cli.pyc").write_bytes(b"1")
    (folder / "requirements.txt").write_text("click==8\n")
    (folder / "requirements-dev.txt").write_text("click==8\npytest==9\n")
    return folder


class Calls:
    """Stands in for the processes that start.py would run, and remembers them."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str]) -> tuple[bool, str]:
        self.commands.append(command)
        if "venv" in command:
            python = start.environment_python(Path(command[-1]))
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        if "-c" in command and not Path(command[0]).exists():
            return False, ""
        if self.fails and self.fails in command:
            return False, "pip's own words\n"
        return True, ""

    def installs(self) -> list[list[str]]:
        """What was handed to `pip install`, without paths."""
        found = [line[line.index("install") + 1 :] for line in self.commands if "install" in line]
        return [[Path(part).name for part in line] for line in found]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """start.py with its processes replaced."""
    stand_in = Calls()
    monkeypatch.setattr(start, "quietly", stand_in)
    return stand_in


LIBRARIES = ["--require-hashes", "-r", "requirements.txt"]
TEST_LIBRARIES = ["--require-hashes", "-r", "requirements-dev.txt"]
ITSELF = ["--no-deps", "--no-build-isolation", "project"]


@pytest.mark.parametrize("version", [(3, 11), (3, 11, 0), (3, 14, 2), (4, 0)])
def test_takes_this_python(version: tuple[int, ...]) -> None:
    assert start.version_complaint(version) == ""


@pytest.mark.parametrize("version", [(3, 6), (3, 9, 18), (3, 10, 13), (2, 7, 18)])
def test_refuses_an_older_python_in_one_sentence(version: tuple[int, ...]) -> None:
    here = f"{version[0]}.{version[1]}"
    expected = f"claimscrub needs Python 3.11 or newer; this is {here}."
    assert start.version_complaint(version) == expected


def test_an_old_python_gets_no_further(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], calls: Calls
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    assert start.main(["demo"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "claimscrub needs Python 3.11 or newer; this is 3.9."
    ]
    assert calls.commands == []


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["dmeo"], 2), (["--help"], 0)])
def test_says_its_two_commands(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(arguments) == code
    said = capsys.readouterr().err
    assert "start.py demo" in said
    assert "start.py test" in said


def test_the_first_start_installs_libraries_then_the_program(project: Path, calls: Calls) -> None:
    start.set_up(project, project / ".venv", "demo")
    assert calls.installs() == [LIBRARIES, ITSELF]


def test_the_second_start_runs_nothing(project: Path, calls: Calls) -> None:
    start.set_up(project, project / ".venv", "demo")
    calls.commands.clear()
    start.set_up(project, project / ".venv", "demo")
    assert calls.commands == []


def test_a_changed_source_installs_the_program_only(project: Path, calls: Calls) -> None:
    start.set_up(project, project / ".venv", "test")
    calls.commands.clear()
    (project / "pipeline" / "cli.py").write_text("print('two')\n")
    start.set_up(project, project / ".venv", "test")
    assert calls.installs() == [ITSELF]
    calls.commands.clear()
    start.set_up(project, project / ".venv", "test")
    start.set_up(project, project / ".venv", "demo")
    assert calls.commands == []


def test_compiled_files_are_no_sources(project: Path, calls: Calls) -> None:
    start.set_up(project, project / ".venv", "demo")
    calls.commands.clear()
    (project / "pipeline" / "__pycache__" / "cli.pyc").write_bytes(b"2")
    start.set_up(project, project / ".venv", "demo")
    assert calls.commands == []


def test_changed_requirements_install_everything(project: Path, calls: Calls) -> None:
    start.set_up(project, project / ".venv", "demo")
    calls.commands.clear()
    (project / "requirements.txt").write_text("click==9\n")
    start.set_up(project, project / ".venv", "demo")
    assert calls.installs() == [LIBRARIES, ITSELF]


def test_tests_need_more_than_the_demo_and_serve_it(project: Path, calls: Calls) -> None:
    start.set_up(project, project / ".venv", "demo")
    calls.commands.clear()
    start.set_up(project, project / ".venv", "test")
    assert calls.installs() == [TEST_LIBRARIES, ITSELF]
    calls.commands.clear()
    start.set_up(project, project / ".venv", "demo")
    assert calls.commands == []


def test_an_interrupted_set_up_starts_over(project: Path, calls: Calls) -> None:
    calls.fails = "install"
    with pytest.raises(start.SetUpError):
        start.set_up(project, project / ".venv", "demo")
    calls.fails = ""
    calls.commands.clear()
    start.set_up(project, project / ".venv", "demo")
    assert calls.installs() == [LIBRARIES, ITSELF]


def test_an_environment_that_no_longer_runs_is_made_anew(project: Path, calls: Calls) -> None:
    venv = project / ".venv"
    start.set_up(project, venv, "demo")
    start.environment_python(venv).unlink()
    calls.commands.clear()
    start.set_up(project, venv, "demo")
    assert calls.installs() == [LIBRARIES, ITSELF]


@pytest.mark.parametrize("text", ["", "{", "[]", '"ok"'])
def test_a_damaged_stamp_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / start.STAMP).write_text(text)
    assert start.read_stamp(tmp_path) == {}


def test_pips_own_words_come_before_the_sentence(project: Path, calls: Calls) -> None:
    calls.fails = "install"
    with pytest.raises(start.SetUpError, match=r"\Apip's own words\nThe set-up did not finish"):
        start.set_up(project, project / ".venv", "demo")


def test_without_ensurepip_the_systems_pip_is_used(
    project: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "brings_pip", lambda: False)
    venv = project / ".venv"
    inside = str(start.environment_python(venv))

    def no_pip_inside(command: list[str]) -> tuple[bool, str]:
        worked, said = calls(command)
        return worked and not (command[0] == inside and "pip" in command), said

    monkeypatch.setattr(start, "quietly", no_pip_inside)
    start.set_up(project, venv, "demo")
    made = next(command for command in calls.commands if "venv" in command)
    assert "--without-pip" in made
    used = next(command for command in calls.commands if "install" in command)
    assert used[:5] == [sys.executable, "-m", "pip", "--python", inside]


def test_without_any_pip_one_sentence_names_the_package(
    project: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "brings_pip", lambda: False)
    calls.fails = "pip"
    with pytest.raises(start.SetUpError) as complaint:
        start.set_up(project, project / ".venv", "demo")
    sentence = str(complaint.value)
    assert "python3-venv" in sentence
    assert sentence.count("\n") == 0


def test_children_import_nothing_from_folders_around_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PYTHONHOME", "elsewhere")
    variables = start.child_environment()
    assert variables["PYTHONSAFEPATH"] == "1"
    assert "PYTHONPATH" not in variables
    assert "PYTHONHOME" not in variables


def test_options_are_handed_on() -> None:
    demo, *options = start.command_line(Path("there"), "demo", ["--seed", "7"])
    assert Path(demo).stem == "claimscrub"
    assert options == ["demo", "--seed", "7"]
    python, *options = start.command_line(Path("there"), "test", ["-x"])
    assert python == str(start.environment_python(Path("there")))
    assert options == ["-m", "pytest", "-x"]
