"""Refusals become answers; files are given a name that cannot break the header it travels in."""

import json

from django.db import IntegrityError
from django.test import RequestFactory

from reperes.core.http import RefusalMiddleware, file_answer


def test_a_rule_met_by_two_people_at_once_is_told_in_a_sentence(caplog):
    request = RequestFactory().post("/organisations/ajout/", headers={"Accept": "application/json"})
    answer = RefusalMiddleware(lambda request: None).process_exception(request, IntegrityError("UNIQUE"))
    assert answer.status_code == 409
    assert "la même chose" in json.loads(answer.content)["error"]
    assert "A rule of the database" in caplog.text


def test_another_failure_is_left_to_the_error_page():
    assert RefusalMiddleware(lambda request: None).process_exception(RequestFactory().get("/"), KeyError()) is None


def test_a_file_s_name_cannot_add_to_its_header():
    answer = file_answer(b"1", "text/csv", 'taux-2016/2021"; x=\r\nSet-Cookie: a.csv')
    assert answer["Content-Disposition"] == 'attachment; filename="taux-2016-2021\\"; x= Set-Cookie: a.csv"'
    assert (
        "filename*=utf-8''%C3%A9t%C3%A9.pdf" in file_answer(b"1", "application/pdf", "été.pdf")["Content-Disposition"]
    )
    assert (
        file_answer(b"1", "application/pdf", "a.pdf", inline=True)["Content-Disposition"] == 'inline; filename="a.pdf"'
    )
