"""Whose check the running code works for."""

from __future__ import annotations

import pytest
from support.desk import check_id

from reception_app.application.log_context import CHECK_ID, checking


def test_there_is_no_check_outside() -> None:
    assert CHECK_ID.get() is None


def test_work_inside_belongs_to_the_check_and_checks_nest() -> None:
    with checking(check_id(1)):
        with checking(check_id(2)):
            inner = CHECK_ID.get()
        outer = CHECK_ID.get()

    assert (check_id(1), check_id(2)) == (outer, inner)
    assert CHECK_ID.get() is None


def test_an_error_inside_ends_the_check_too() -> None:
    with pytest.raises(ValueError, match="boom"), checking(check_id(1)):
        raise ValueError("boom")

    assert CHECK_ID.get() is None
