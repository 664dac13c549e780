"""The analysis behind the four-Cs mapper: who works on what, who is tied to whom, and what is missing.

It turns the reader's three tables (actors, problem areas, ties) into further tables that the instrument's rules read
like answers. Everything is linear in the number of actors, problem areas and ties, but for the list of untied pairs,
which is cut at `PAIR_LIMIT` with the true count kept.

Terms: handbook, step 4, "Coordinate with Other Processes" (the four Cs), and step 2, "Plan for Coordination" (gaps).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .text import trim

#: The four Cs, lightest first.
LEVELS = ("communication", "coordination", "cooperation", "collaboration")
#: How many untied pairs of actors that share a problem area are listed.
PAIR_LIMIT = 200

Row = dict[str, Any]
Tables = dict[str, list[Row]]

#: Table → the columns of text that the analysis reads in it.
INPUT = {"problems": ("name",), "actors": ("name", "works_on"), "ties": ("from", "to")}
#: Derived table → column → the values it can take (None: free text). The loader checks rules against it.
OUTPUT: dict[str, dict[str, tuple[str, ...] | None]] = {
    "areas": {
        "problem": None,
        "workers": ("none", "one", "several"),
        "tied": ("none", "some", "all"),
        "count": None,
        "actors": None,
        "untied_pairs": None,
    },
    "standing": {
        "actor": None,
        "ties": ("none", "some"),
        "work": ("none", "some"),
    },
    "pairs": {
        "a": None,
        "b": None,
        "level": ("none", *LEVELS),
        "barriers": ("confidentiality", "neutrality", "association", "competition", "time"),
        "shares": ("none", "some"),
        "shared": None,
        "tracks": ("same", "across"),
    },
    "whole": {
        "tracks": ("none", "one", "both"),
        "bridges": ("none", "some"),
        "bridge_count": None,
        "untied_pairs": ("none", "few", "many"),
        "untied_pair_count": None,
    },
    "unknown_names": {
        "name": None,
        "where": ("work", "tie"),
    },
}


@dataclass(frozen=True, slots=True)
class Network:
    """Actors and problem areas in the order first named, with their ties.

    `work`: for each actor, the set of indices of problem areas. `ties`: (a, b) with a < b → the tie's row, the
    highest level where a pair is listed twice.
    """

    actors: list[Row]
    problems: list[str]
    work: list[set[int]]
    ties: dict[tuple[int, int], Row]


def names_in(text: str) -> list[str]:
    """Split a cell such as ``water; schools`` into names, without blanks and repeats."""
    return list(dict.fromkeys(name for part in text.split(";") if (name := trim(part))))


def read(tables: Mapping[str, list[Row]]) -> tuple[Network, list[Row]]:
    """Return the network in the tables `actors`, `problems` and `ties`, and the rows of names that were not listed.

    Names are compared without regard to case. A problem area that an actor works on but nobody listed is added; a tie
    to somebody who is not listed is left out. Both are reported as unknown names.
    """
    unknown: list[Row] = []
    actors: list[Row] = []
    actor_index: dict[str, int] = {}
    for row in tables.get("actors", ()):
        name = row.get("name", "")
        if name and name.lower() not in actor_index:
            actor_index[name.lower()] = len(actors)
            actors.append(row)
    problems: list[str] = []
    problem_index: dict[str, int] = {}
    for row in tables.get("problems", ()):
        name = row.get("name", "")
        if name and name.lower() not in problem_index:
            problem_index[name.lower()] = len(problems)
            problems.append(name)
    work: list[set[int]] = []
    for row in actors:
        areas = set()
        for name in names_in(row.get("works_on", "")):
            if name.lower() not in problem_index:
                problem_index[name.lower()] = len(problems)
                problems.append(name)
                unknown.append({"name": name, "where": "work"})
            areas.add(problem_index[name.lower()])
        work.append(areas)
    ties: dict[tuple[int, int], Row] = {}
    missing: dict[str, None] = {}
    for row in tables.get("ties", ()):
        ends = []
        for end in ("from", "to"):
            name = row.get(end, "")
            if name and name.lower() not in actor_index:
                missing[name] = None
            ends.append(actor_index.get(name.lower(), -1))
        a, b = sorted(ends)
        if a < 0 or a == b or row.get("level") not in LEVELS:
            continue
        before = ties.get((a, b))
        if before is None or LEVELS.index(row["level"]) > LEVELS.index(before["level"]):
            ties[a, b] = row
    unknown += [{"name": name, "where": "tie"} for name in missing]
    return Network(actors, problems, work, ties), unknown


def analyze(tables: Mapping[str, list[Row]]) -> Tables:
    """Return the tables of `OUTPUT`, derived from the reader's tables; their texts and numbers are strings."""
    network, unknown = read(tables)
    names = [row["name"] for row in network.actors]
    tracks = [row.get("track", "") for row in network.actors]
    workers: list[list[int]] = [[] for _ in network.problems]
    for actor, areas in enumerate(network.work):
        for area in areas:
            workers[area].append(actor)

    tied_pairs = [0] * len(network.problems)
    tied: set[int] = set()
    bridges = 0
    pairs: list[Row] = []
    for (a, b), row in sorted(network.ties.items()):
        tied.update((a, b))
        shared = sorted(network.work[a] & network.work[b])
        for area in shared:
            tied_pairs[area] += 1
        across = _across(tracks[a], tracks[b])
        bridges += across
        pairs.append(_pair(names[a], names[b], row["level"], row.get("barriers", []), shared, network.problems, across))

    areas_rows: list[Row] = []
    untied_total = 0
    for area, problem in enumerate(network.problems):
        count = len(workers[area])
        untied = count * (count - 1) // 2 - tied_pairs[area]
        areas_rows.append(
            {
                "problem": problem,
                "workers": "none" if count == 0 else "one" if count == 1 else "several",
                "tied": "none" if tied_pairs[area] == 0 else "all" if untied == 0 else "some",
                "count": str(count),
                "actors": ", ".join(names[actor] for actor in workers[area][:12]) + (", …" if count > 12 else ""),
                "untied_pairs": str(untied),
            }
        )
        untied_total += untied

    pairs += _untied_pairs(network, names, tracks, workers)
    kinds = {track for track in tracks if track in ("one", "two")}
    return {
        "areas": areas_rows,
        "standing": [
            {
                "actor": name,
                "ties": "some" if actor in tied else "none",
                "work": "some" if network.work[actor] else "none",
            }
            for actor, name in enumerate(names)
        ],
        "pairs": pairs,
        "whole": [
            {
                "tracks": ("none", "one", "both")[len(kinds)],
                "bridges": "some" if bridges else "none",
                "bridge_count": str(bridges),
                "untied_pairs": "none" if untied_total == 0 else "few" if untied_total <= PAIR_LIMIT else "many",
                "untied_pair_count": str(untied_total),
            }
        ],
        "unknown_names": unknown,
    }


def _across(a: str, b: str) -> bool:
    return {a, b} == {"one", "two"}


def _pair(a: str, b: str, level: str, barriers: list[str], shared: list[int], problems: list[str], across: bool) -> Row:
    return {
        "a": a,
        "b": b,
        "level": level,
        "barriers": barriers,
        "shares": "some" if shared else "none",
        "shared": ", ".join(problems[area] for area in shared),
        "tracks": "across" if across else "same",
    }


def _untied_pairs(network: Network, names: list[str], tracks: list[str], workers: list[list[int]]) -> list[Row]:
    """List pairs that work on the same problem area without a tie, in the order of problem areas, up to the limit."""
    seen: set[tuple[int, int]] = set()
    rows: list[Row] = []
    for people in workers:
        for i, a in enumerate(people):
            for b in people[i + 1 :]:
                if (a, b) in network.ties or (a, b) in seen:
                    continue
                if len(rows) == PAIR_LIMIT:
                    return rows
                seen.add((a, b))
                shared = sorted(network.work[a] & network.work[b])
                across = _across(tracks[a], tracks[b])
                rows.append(_pair(names[a], names[b], "none", [], shared, network.problems, across))
    return rows
