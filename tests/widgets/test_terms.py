"""Terms of the glossary are found in any word form, and nowhere else."""

from __future__ import annotations

import pytest

from widgets.terms import Terms

TERMS = Terms(
    [
        *("ripeness", "ripe moment", "stalemate", "mutually hurting stalemate", "mediation", "mediator", "interests"),
        *("NGO", "ARIA", "track I", "track II", "third party", "problem-solving workshop"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    """Return what is found in a text: the words there, and the term."""
    return [(text[use.start : use.end], use.term) for use in TERMS.uses(text)]


@pytest.mark.parametrize(
    ("text", "words", "term"),
    [
        ("Is it ripe yet?", "ripe", "ripeness"),
        ("RIPENESS is a judgment.", "RIPENESS", "ripeness"),
        ("No stalemates.", "stalemates", "stalemate"),
        ("The stalemate’s cost", "stalemate’s", "stalemate"),
        ("They mediate.", "mediate", "mediation"),
        ("Mediators were there.", "Mediators", "mediator"),
        ("Their interests' sum", "interests", "interests"),
        ("Three NGOs came.", "NGOs", "NGO"),
        ("An NGO’s work", "NGO’s", "NGO"),
        ("In Track II, people talk.", "Track II", "track II"),
        ("Track I's aim", "Track I's", "track I"),
        ("A third-party adviser", "third-party", "third party"),
        ("Problem solving\nworkshops", "Problem solving\nworkshops", "problem-solving workshop"),
    ],
)
def test_a_term_is_found_in_any_word_form(text: str, words: str, term: str) -> None:
    assert found(text) == [(words, term)]


@pytest.mark.parametrize(
    "text",
    [
        "The unripened fruit",
        "An interesting question is of interest to the interested.",
        "An aria was sung, and many arias.",
        "The ngo of a village",
        "I kept track, I said.",
        "Track i and track ii",
        "A third, party of five",
        "A non-third party-goer, a mediator-like person",
        "The third, or a party",
    ],
)
def test_a_term_is_not_found_inside_other_words_or_across_a_comma(text: str) -> None:
    assert [term for _, term in found(text) if term != "mediation"] == []


def test_of_terms_with_the_same_stems_the_one_that_is_most_like_the_text_is_found() -> None:
    terms = Terms(["ripeness", "ripe", "confidentiality", "confidential"])
    text = "Ripe, and confidential; confidentiality and ripeness"
    assert [use.term for use in terms.uses(text)] == ["ripe", "confidential", "confidentiality", "ripeness"]


def test_the_longest_term_wins_and_is_found_over_a_line_break() -> None:
    assert found("A mutually\nhurting stalemate, then a stalemate; a ripe moment") == [
        ("mutually\nhurting stalemate", "mutually hurting stalemate"),
        ("stalemate", "stalemate"),
        ("ripe moment", "ripe moment"),
    ]
