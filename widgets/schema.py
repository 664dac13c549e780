"""Publish the form of the YAML files as JSON Schema, for editors: ``python -m widgets.schema``.

A file that begins with ``# yaml-language-server: $schema=../schema/instrument.json`` is then completed and checked
while it is written. Whether its parts fit each other is checked by the loaders.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from . import general_index, paths, people
from .cases import Case
from .loading import names
from .model import Instrument
from .questions import QUESTIONS
from .worked import Worked

FOLDER = Path(__file__).parent / "schema"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_CONDITION = {"$ref": "#/$defs/Condition"}
_BOUND: dict[str, Any] = {
    "anyOf": [
        {"type": "integer"},
        {
            "type": "object",
            "properties": {"answer": {"type": "string", "description": "The id of a question with a number."}},
            "required": ["answer"],
            "additionalProperties": False,
        },
    ]
}
_CONDITIONS = {"type": "array", "items": _CONDITION, "minItems": 1}
_BOUNDS = {
    "at_least": {"type": "integer", "description": "No fewer than this; without it, 0."},
    "at_most": {"type": "integer", "description": "No more than this; without it, any number."},
}


def _mapping(description: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


#: The language of `widgets.conditions`.
CONDITION: dict[str, Any] = {
    "type": "object",
    "description": (
        "What a rule asks of the answers. All entries must hold; {} always holds. "
        "Besides the words here, each key is the id of a question or of a column of the row."
    ),
    "properties": {
        "all": {**_CONDITIONS, "description": "Every one of these conditions holds."},
        "any": {**_CONDITIONS, "description": "At least one of these conditions holds."},
        "not": {**_CONDITION, "description": "This condition does not hold."},
        "rows": _mapping(
            "So many rows of a table fulfil a condition.",
            {"of": {"type": "string", "description": "The id of the table."}, "where": _CONDITION, **_BOUNDS},
            ["of"],
        ),
        "pulls": _mapping(
            "So many answers speak for a side.",
            {"toward": {"type": "string", "description": "The id of the side."}, **_BOUNDS},
            ["toward"],
        ),
        "outweighs": _mapping(
            "At least so many times as many answers speak for one side as for the other.",
            {
                "side": {"type": "string", "description": "The id of the side that has more."},
                "over": {"type": "string", "description": "The id of the other side."},
                "times": {"type": "integer"},
            },
            ["side", "over", "times"],
        ),
    },
    "additionalProperties": {"$ref": "#/$defs/Expectation"},
}

EXPECTATION: dict[str, Any] = {
    "description": "What a question's answer has to be.",
    "anyOf": [
        {"enum": ["answered", "unanswered"], "description": "Whether there is an answer."},
        {"type": "string", "description": "This value, alone or among several."},
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "One of these values."},
        {
            "type": "object",
            "description": "A place on a scale: this value, or one after or before it.",
            "properties": {"at_least": {"type": "string"}, "at_most": {"type": "string"}},
            "minProperties": 1,
            "additionalProperties": False,
        },
        {
            "type": "object",
            "description": "Bounds of a number: whole numbers, or the answers to other numbers.",
            "properties": {"at_least": _BOUND, "at_most": _BOUND},
            "minProperties": 1,
            "additionalProperties": False,
        },
    ],
}


def instrument_schema() -> dict[str, Any]:
    """Return the JSON Schema of instrument files."""
    schema = Instrument.model_json_schema()
    schema["$defs"]["Rule"]["properties"]["when"] = _CONDITION
    schema["$defs"]["Decision"]["properties"]["only_if"] = _CONDITION
    schema["$defs"] |= {"Condition": CONDITION, "Expectation": EXPECTATION}
    return {"$schema": DIALECT, **schema}


def questions_schema() -> dict[str, Any]:
    """Return the JSON Schema of question files."""
    schema = QUESTIONS.json_schema()
    right = {"properties": {"right": {"const": True}}, "required": ["right"]}
    kinds = schema["$defs"]
    kinds["MultipleChoice"]["properties"]["options"] |= {"contains": right, "minContains": 1, "maxContains": 1}
    kinds["MultipleResponse"]["properties"]["options"] |= {
        "allOf": [{"contains": right, "minContains": 2}, {"contains": {"not": right}}]
    }
    kinds["ShortAnswer"]["properties"]["must"]["uniqueItems"] = True
    kinds["Sorting"]["properties"]["groups"]["uniqueItems"] = True
    return {"$schema": DIALECT, "title": "Questions", **schema}


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of case files."""
    return {"$schema": DIALECT, **Case.model_json_schema()}


def worked_schema() -> dict[str, Any]:
    """Return the JSON Schema of worked answers."""
    schema = Worked.model_json_schema()
    schema["properties"]["instrument"]["enum"] = names()
    return {"$schema": DIALECT, **schema}


def list_schema(title: str, form: TypeAdapter[Any]) -> dict[str, Any]:
    """Return the JSON Schema of files that are a list, as in book/reference."""
    return {"$schema": DIALECT, "title": title, **form.json_schema()}


def texts() -> dict[str, str]:
    """Return the content of every schema file by its name."""
    schemas = {
        "case.json": case_schema(),
        "general-index.json": list_schema("General index", general_index.ENTRIES),
        "instrument.json": instrument_schema(),
        "paths.json": list_schema("Paths", paths.ALL),
        "people.json": list_schema("People", people.ENTRIES),
        "questions.json": questions_schema(),
        "worked.json": worked_schema(),
    }
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def main() -> None:
    """Write the schema files."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf8")


if __name__ == "__main__":
    main()
