"""What a night was judged by: kept beside its run, and taken up again by a replay.

``rules_used/`` holds the files under the names that the manifest gives them: shipped payer rules
at its top, the office's own below ``site``, code sets and imported editions below ``code_sets``,
column maps below ``column_maps`` and ``site/column_maps``, and the site settings.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from payer_rules.code_sets import load_code_sets
from payer_rules.editions import FOLDER_NAME as EDITIONS
from payer_rules.loader import COLUMN_MAPS, SITE_FILE, load_rulebook, load_site
from payer_rules.site import check_site
from pipeline.bucket import Rules
from pipeline.failures import ChangedSinceError
from pipeline.intake import IntakeSettings
from pipeline.intake.site_settings import settings_of
from pipeline.night_request import NightRequest

RULES_USED = "rules_used"
SITE = "site"
SETTINGS = f"{SITE}/{SITE_FILE}"
"""Where the site settings are kept, whatever their file was called."""
_CODE_SETS = "code_sets"
_SHIPPED, _SHIPPED_MAPS, _SETTINGS = "shipped", "shipped_maps", "settings"


def used_files(request: NightRequest, rules: Rules) -> dict[str, bytes]:
    """Return the bytes of every file that a night was judged by, by its name in ``rules_used``."""
    maps = {name: file.data for name, file in request.settings.map_files.items()}
    settings = {} if request.config is None else {SETTINGS: request.config.read_bytes()}
    return {**rules.rulebook.files(), **rules.code_sets.files(), **maps, **settings}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRules:
    """The rules of a past night, laid out in a folder as today's lie in theirs."""

    rules: Rules
    settings: IntakeSettings
    config: Path | None
    site: Path


def take_up(kept: Path, aside: Path, as_of: date, config: Path | None) -> KeptRules:
    """Lay a run's ``rules_used`` out anew and load it; nothing of today's rules is read.

    Args:
        kept: the folder ``rules_used`` of the run.
        aside: an empty folder to lay them out in.
        as_of: the day of the night.
        config: the site file that the night named, for its name alone; None for a night without.

    Raises:
        ChangedSinceError: the run kept no site settings and had some.
        PayerRuleError: this version of the program cannot read them.
    """
    for path in sorted(kept.rglob("*")):
        if path.is_file():
            target = aside / _place(path.relative_to(kept))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    if config is not None:
        if not (kept / SETTINGS).is_file():
            raise ChangedSinceError("the run kept no site settings, so it cannot be replayed")
        own = aside / _SETTINGS / config.name
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept / SETTINGS, own)
        config = own
    for folder in (SITE, _SHIPPED, _SHIPPED_MAPS):
        (aside / folder).mkdir(parents=True, exist_ok=True)
    site = load_site(config)
    rulebook = load_rulebook(aside / SITE, aside / _SHIPPED)
    check_site(site, rulebook)
    code_sets = load_code_sets(aside / _CODE_SETS, aside / EDITIONS)
    return KeptRules(
        rules=Rules(rulebook=rulebook, code_sets=code_sets, site=site, as_of=as_of),
        settings=settings_of(config, aside / _SHIPPED_MAPS),
        config=config,
        site=aside / SITE,
    )


def _place(name: Path) -> PurePosixPath:
    """Return where a kept file is laid out."""
    place = PurePosixPath(name.as_posix())
    if place == PurePosixPath(SETTINGS):
        return place
    match place.parts:
        case (first, *_) if first == _CODE_SETS:
            return place
        case (first, *rest) if first == COLUMN_MAPS:
            return PurePosixPath(_SHIPPED_MAPS, *rest)
        case (first, second, *rest) if (first, second) == (SITE, COLUMN_MAPS):
            return PurePosixPath(_SETTINGS, COLUMN_MAPS, *rest)
        case (first, *_) if first == SITE:
            return place
    return PurePosixPath(_SHIPPED, *place.parts)
