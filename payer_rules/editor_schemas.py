"""JSON Schemas of a payer file and a site file, so that an editor can help while writing one.

``python -m payer_rules.editor_schemas`` writes them anew after a change of the model.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from payer_rules.files import HOME, PayerFile, SiteFile

_MODELS: dict[str, type[BaseModel]] = {
    "payer-file.schema.json": PayerFile,
    "site-file.schema.json": SiteFile,
}


def json_schema() -> dict[str, str]:
    """Return the text of each schema by file name."""
    return {
        name: json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                **model.model_json_schema(by_alias=True),
            },
            indent=1,
            sort_keys=True,
        )
        + "\n"
        for name, model in _MODELS.items()
    }


def write(folder: Path = HOME) -> None:
    """Write the schemas into a folder, by default beside the payer files."""
    for name, text in json_schema().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
