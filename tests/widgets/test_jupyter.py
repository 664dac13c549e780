"""In a kernel, each instrument is an ordinary widget: readable, settable, observable, composable."""

from __future__ import annotations

import json
from typing import Any

import html5lib
import ipywidgets
import pytest
import traitlets

import widgets
from widgets import FourCsMapper, InstrumentWidget, PrescriptiveElicitiveSelector, RipenessChecklist
from widgets.answers import AnswersError
from widgets.evaluate import Result
from widgets.loading import InstrumentError, load_instrument, names

from .test_loading import WHOLE

VIEW = "application/vnd.jupyter.widget-view+json"
HOSTILE = "</textarea></script><img src=x onerror=alert(1)>{name}"


@pytest.mark.parametrize("name", names())
def test_every_instrument_of_the_handbook_is_a_widget(name: str) -> None:
    [title] = [title for title in dir(widgets) if title.lower() == name.replace("-", "")]
    made = getattr(widgets, title)
    assert getattr(widgets, title) is made, "the same class every time"
    assert made.__name__ == title
    assert made.__doc__ == made().instrument.purpose
    assert made().instrument.id == name


def test_the_package_knows_no_other_names() -> None:
    with pytest.raises(AttributeError, match=r"no instrument 'RipenessCheck'; there are: .*RipenessChecklist"):
        _ = widgets.RipenessCheck
    with pytest.raises(AttributeError, match="has no attribute 'names'"):
        _ = widgets.names


def test_an_answers_document_travels_with_the_widget() -> None:
    checklist = RipenessChecklist(document=FourCsMapper({"actors": [{"name": "Union"}]}).save())
    assert checklist.document["instruments"]["four-cs-mapper"]["answers"] == {"actors": [{"name": "Union"}]}
    assert RipenessChecklist().document["instruments"] == {}


def test_answers_are_set_and_the_result_follows() -> None:
    checklist = RipenessChecklist()
    assert checklist.answers == {}
    assert "overall-blank" in checklist.result.rules()
    checklist.answers = {"parties": [{"name": "A", "wins": "no"}, {"name": "B"}]}
    assert "overall-missing" in checklist.result.rules()
    assert "wins-missing" in checklist.result.rules(0)
    assert "wins-open" in checklist.result.rules(1)


def test_answers_can_be_given_from_the_start() -> None:
    selector = PrescriptiveElicitiveSelector({"time": "days", "wish": "methods"})
    assert "place-prescriptive" in selector.result.rules()


def test_the_answers_given_belong_to_the_caller() -> None:
    mine: dict[str, Any] = {"time": "days"}
    selector = PrescriptiveElicitiveSelector(mine)
    mine["time"] = "months"
    assert selector.answers == {"time": "days"}


def test_a_change_is_told_once_with_the_new_result() -> None:
    checklist, told = RipenessChecklist(), []
    checklist.observe(told.append, "result")
    checklist.answers = {"concerned": "yes"}
    checklist.answers = {"concerned": "yes"}
    assert [type(change["new"]) for change in told] == [Result]
    assert "concerned-yes" in told[0]["new"].rules()
    assert "concerned-unknown" in told[0]["old"].rules()


def test_the_browsers_message_changes_the_answers() -> None:
    mapper = FourCsMapper()
    mapper.set_state({"answers": {"problems": [{"name": "Trauma"}]}})
    assert mapper.answers == {"problems": [{"name": "Trauma"}]}
    assert "gap-none" in mapper.result.rules()


def test_nobody_sets_the_result_or_odd_answers() -> None:
    checklist = RipenessChecklist({"concerned": "yes"})
    with pytest.raises(traitlets.TraitError):
        checklist.result = None
    with pytest.raises(traitlets.TraitError):
        checklist.answers = ["concerned"]
    assert checklist.answers == {"concerned": "yes"}
    assert "concerned-yes" in checklist.result.rules()


def test_two_widgets_keep_their_answers_apart() -> None:
    one, other = RipenessChecklist({"concerned": "yes"}), RipenessChecklist()
    assert "concerned-yes" in one.result.rules()
    assert "concerned-yes" not in other.result.rules()


def test_it_stands_in_tabs_and_boxes_and_can_be_linked() -> None:
    checklist, selector, twin = RipenessChecklist(), PrescriptiveElicitiveSelector(), RipenessChecklist()
    tab = ipywidgets.Tab(children=[ipywidgets.VBox([checklist, ipywidgets.Label("and")]), selector])
    assert tab.children[0].children[0] is checklist
    assert checklist.model_id in json.dumps(ipywidgets.Widget.get_manager_state(drop_defaults=False))
    traitlets.link((checklist, "answers"), (twin, "answers"))
    checklist.answers = {"forum": "yes"}
    assert "forum-needed" in twin.result.rules()
    checklist.layout.width = "50%"
    assert checklist.layout.width == "50%"


def test_where_there_is_no_kernel_the_form_is_shown_with_its_answers() -> None:
    data, _ = RipenessChecklist({"parties": [{"name": "Lake council", "wins": "yes"}]})._repr_mimebundle_()
    assert VIEW in data
    form = html5lib.parseFragment(data["text/html"], treebuilder="etree", namespaceHTMLElements=False)
    texts = ["".join(area.itertext()) for area in form.iter("textarea")]
    assert "Lake council" in texts
    checked = [control.get("value") for control in form.iter("input") if "checked" in control.attrib]
    assert checked == ["yes"]


def test_hostile_text_stays_text_in_the_form() -> None:
    checklist = RipenessChecklist({"parties": [{"name": HOSTILE, "wins": HOSTILE}], HOSTILE: HOSTILE})
    html = checklist._repr_mimebundle_()[0]["text/html"]
    form = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    assert not list(form.iter("img"))
    assert not [name for element in form.iter() for name in element.attrib if name.startswith("on")]
    assert [area.text for area in form.iter("textarea") if area.text] == [HOSTILE]
    assert [hit.name for hit in checklist.result.hits if hit.rule == "wins-open"] == [HOSTILE]


def test_answers_are_saved_and_loaded() -> None:
    checklist, selector = RipenessChecklist({"forum": "yes"}), PrescriptiveElicitiveSelector({"time": "days"})
    text = selector.save(checklist.save()).dump()
    fresh = RipenessChecklist()
    fresh.load(text)
    assert fresh.answers == {"forum": "yes"}
    assert "forum-needed" in fresh.result.rules()


def test_a_damaged_file_changes_nothing() -> None:
    checklist = RipenessChecklist({"forum": "yes"})
    for text in ("", "{}", '{"format": "track-ii-answers", "version": 9, "instruments": {}}'):
        with pytest.raises(AnswersError):
            checklist.load(text)
    assert checklist.answers == {"forum": "yes"}


def test_an_instrument_of_ones_own_can_be_shown() -> None:
    mine = InstrumentWidget({"time": "days"}, instrument=load_instrument(WHOLE))
    assert mine.result.rules() == ["short"]
    assert "How much time?" in mine.html
    with pytest.raises(InstrumentError, match="There is no instrument ''"):
        InstrumentWidget()
