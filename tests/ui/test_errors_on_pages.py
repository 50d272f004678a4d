"""How pages say what is wrong: in the visitor's language, by the names of the form."""

from __future__ import annotations

import ast

import pytest

from recognizer.settings import ROOT
from recognizer.ui import translation
from recognizer.ui.widgets.texts import plain
from tests.ui import apptest
from tests.ui.apptest import app

NOT_ON_THE_FORM = {
    "Growth of the patience",
    "Kernel size",
    "Label smoothing",
    "Number of processes",
    "Patience in steps",
    "Steps between measurements",
    "Threshold of a better error",
    "Weight decay",
}


def test_a_bad_name_and_no_data_are_reported_in_japanese() -> None:
    test = app("retrain", "ja")
    (name,) = [each for each in test.text_input if each.label == "名前"]
    name.set_value("私の model").run()
    test.button(key="train").click().run()
    (shown,) = [each.value for each in test.error]
    assert shown == plain(
        "モデルの名前は英字か数字で始まる 1 文字以上 60 文字以下の英字、数字、"
        "「-」、「_」でなければなりませんが、'私の model' が指定されました。"
        "別の名前を選んでください。"
    )
    (data,) = [each for each in test.multiselect if each.label == "データ"]
    data.set_value([]).run()
    (shown,) = [each.value for each in test.error]
    assert shown.endswith("一つも選ばれていません。学習に使うデータを選んでください。")
    assert not test.exception


def named_in_errors() -> set[str]:
    """What errors call settings: `setting` in a sentence, and what is out of range."""
    found = set()
    for path in (ROOT / "recognizer").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "setting":
                found.add(ast.unparse(node.value))
            elif isinstance(node, ast.Call) and "check_range" in ast.unparse(node.func):
                found.add(ast.unparse(node.args[0]))
    others = {"label", "setting.label"}  # named where they are called
    return {ast.literal_eval(text[3:-1]) for text in found - others}


def test_errors_call_a_setting_as_the_form_does() -> None:
    named = named_in_errors()
    assert named > NOT_ON_THE_FORM
    test = app("retrain")
    test.selectbox(key="retrain.preset").set_value("tutorial").run()
    fields = {each.label for each in (*test.number_input, *test.slider)}
    on_the_form = {text.format(number=1) for text in named - NOT_ON_THE_FORM}
    assert on_the_form - fields == set()


def test_a_librarys_words_are_logged_once_and_not_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def script() -> None:
        import streamlit as st

        from recognizer.errors import UnreadablePicture
        from recognizer.ui import state
        from recognizer.ui.translation import explain

        st.session_state[state.LANGUAGE] = "ja"
        st.text(explain(UnreadablePicture("写真", details="broken data stream")))

    test = apptest.script(script)
    test.run()
    assert test.text[0].value == (
        "写真 は壊れているか、画像ファイルではありません。"
        "PNG、JPEG、WebP、GIF、BMP、TIFF のどれかのファイルを使ってください。"
    )
    (record,) = [each for each in caplog.records if each.name == translation.__name__]
    assert "broken data stream" in record.message
