"""JSON Schema of a column map, so that an editor can help while writing one.

``python -m pipeline.intake.editor_schema`` writes it anew after a change of the model.
"""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.intake.column_map import MapFile

FILE = Path(__file__).parent / "column-map.schema.json"


def schema_text() -> str:
    """Return the text of the schema."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **MapFile.model_json_schema(by_alias=True),
    }
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_text(), encoding="utf-8", newline="\n")
