"""How text is read: codes, numbers, CamelCase, every alphabet, slips of the finger (D32)."""

import pytest

from incidents.search.words import LONGEST_TEXT, mistyped, spoken, stem


@pytest.mark.parametrize(("text", "forms"), [
    ("INC-1000418", ["inc-1000418", "inc", "1000418"]),
    ("0x8007045D", ["0x8007045d"]),
    ("ORA-01555: snapshot", ["ora-01555", "ora", "01555", "snapshot"]),
    ("release 11.4.2.", ["release", "11.4.2", "11", "4", "2"]),
    ("java.lang.NullPointerException", [
        "java.lang.nullpointerexception", "java", "lang", "nullpointerexception", "null", "pointer", "exception",
    ]),
    ("max_connections", ["max_connections", "max", "connections"]),
    ("HDFS6440", ["hdfs6440", "hdfs", "6440"]),
    ("Größe Café ﬁle ＡＢＣ", ["grosse", "cafe", "file", "abc"]),
    ("Ёлка", ["елка"]),
    ("समस्या है", ["समस्या", "है"]),
    ("مُشكِلة", ["مُشكِلة"]),
    ("오류 발생", ["오류", "발생"]),
    ("接続エラー", ["接続エラー", "接続", "続エ", "エラ", "ラー"]),
    ("สวัสดี", ["สวัสดี", "สว", "วั", "ัส", "สด", "ดี"]),
    ("a\x00b", ["a", "b"]),
    ("\ud800 \u200b %*:'\"() -- ''", []),
])  # fmt: skip
def test_a_text_is_read_by_its_words_and_their_parts(text: str, forms: list[str]) -> None:
    assert spoken(text) == forms


@pytest.mark.parametrize("words", [
    "scale scales scaled scaling", "stop stops stopped stopping", "query queries", "fail fails failed failing",
    "process processes", "timeout timeouts",
])  # fmt: skip
def test_the_endings_of_english_make_no_difference(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize("word", ["bus", "status", "analysis", "string", "1000418", "größe", "ing", "red"])
def test_what_only_looks_like_an_ending_stays(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(("typed", "meant"), [
    ("1000481", "1000418"), ("100418", "1000418"), ("10004188", "1000418"), ("1000417", "1000418"),
    ("scalnig", "scaling"), ("windwo", "window"), ("0x8007054d", "0x8007045d"), ("ora-01556", "ora-01555"),
])  # fmt: skip
def test_one_slip_is_understood(typed: str, meant: str) -> None:
    assert stem(meant) in mistyped(typed)


def test_what_is_short_or_endless_is_taken_as_typed() -> None:
    assert mistyped("abc") == mistyped("x" * 40) == mistyped("größe") == set()


def test_a_text_is_read_up_to_its_cut() -> None:
    assert spoken("a " * LONGEST_TEXT) == ["a"] * (LONGEST_TEXT // 2)


def test_a_long_line_without_spaces_is_read_to_its_end() -> None:
    assert "終了" in spoken("接続" * 500 + "終了")
    assert spoken("x" * 5_000) == ["x" * 64]
