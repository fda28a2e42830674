"""Documents that cannot lie: what they say is compared with the code."""

import re
import subprocess
import tomllib

import pytest
from django.apps import apps
from django.conf import settings

ROOT = settings.ROOT
ROOMS = [room for room in apps.get_app_configs() if room.name.startswith("reperes.")]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tracked(*patterns: str) -> list[str]:
    """Files of the project, new ones included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]


def test_every_dependency_carries_its_reason():
    bare = [line for line in read("pyproject.toml").splitlines() if re.match(r'^  "[a-z0-9-]+(\[|[~=>])', line)]
    assert [line for line in bare if not re.search(r"# \S+", line)] == []


def test_every_dependency_is_locked():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    names = {re.match(r"[a-z0-9-]+", line)[0] for line in project["dependencies"]}
    assert names - set(re.findall(r"^([a-z0-9-]+)==", read("requirements.lock"), re.MULTILINE)) == set()


def test_every_setting_read_is_in_env_example():
    code = "\n".join(read(path) for path in tracked("*.py"))
    asked = set(re.findall(r'\benv\.[a-z]+\(\s*[\'"]([A-Z_]+)', code))
    asked |= set(re.findall(r'environ\.get\("([A-Z_]+)"', code))
    assert set(re.findall(r"^([A-Z_]+)=", read("env.example"), re.MULTILINE)) == asked


def test_each_room_has_its_plate_and_its_place():
    architecture = read("ARCHITECTURE.md")
    for room in ROOMS:
        plate = room.module.__doc__ or ""
        assert "Leans on" in plate, f"{room.label} has no door plate"
        assert f"| `{room.label}` |" in architecture, f"ARCHITECTURE.md does not speak of {room.label}"


def test_every_noun_is_in_the_glossary_and_every_entry_exists():
    entries = set(re.findall(r"`([A-Z]\w+)`", read("GLOSSARY.md")))
    nouns = {model.__name__ for room in ROOMS for model in room.get_models()}
    code = "\n".join(read(path) for path in tracked("reperes/*.py"))
    assert nouns - entries == set()
    assert {word for word in entries if not re.search(rf"\bclass {word}\b", code)} == set()


def test_no_registry_nor_machine_is_named():
    named = re.compile(r"https?://[^\s\"')]*(?:/simple/|pypi\.|npmjs\.|registry\.)|file:/" + r"//")
    said = {
        f"{path}: {found[0]}"
        for path in tracked()
        if not path.endswith((".jpg", ".png", ".woff2", ".pdf", ".zip"))
        for found in named.finditer(read(path))
    }
    assert {one for one in said if not one.startswith("tests/test_documents.py")} == set()


def test_no_drawer_without_a_name():
    vague = re.compile(r"/(utils|helpers|common|misc|services|managers|constants)(\.py|/)")
    assert [path for path in tracked("reperes", "config") if vague.search(path)] == []


def test_files_stay_short_enough_to_hold_in_mind():
    sources = [path for path in tracked("*.py", "*.ts", "*.html", "*.css", "dev") if "/migrations/" not in path]
    lengths = {path: len(read(path).splitlines()) for path in sources}
    assert {path: n for path, n in lengths.items() if n > 400} == {}


def test_migrations_are_named():
    auto = re.compile(r"/\d{4}_(auto_|alter_\w+_and_more|.*_and_more)")
    assert [path for path in tracked("*/migrations/*.py") if auto.search(path)] == []


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in tracked("*.md"):
        folder = (ROOT / path).parent
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", read(path)):
            if "://" not in target and not target.startswith("mailto:") and not (folder / target).exists():
                broken.append(f"{path} → {target}")
    assert broken == []


def test_the_readme_names_the_commands_that_exist():
    commands = set(re.findall(r"^  ([a-z]+)\) ##", read("dev"), re.MULTILINE))
    assert set(re.findall(r"\./dev ([a-z]+)", read("README.md") + read("CONTRIBUTING.md"))) <= commands


def test_every_decision_is_dated():
    decisions = tracked("docs/decisions/*.md")
    assert decisions
    assert [path for path in decisions if not re.search(r"^\d{4}-\d{2}-\d{2}\b", read(path), re.MULTILINE)] == []
