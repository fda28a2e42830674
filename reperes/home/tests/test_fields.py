"""A field says its name, its hint and its error to everyone."""

from django.template.loader import render_to_string

from reperes.home.samples import SampleForm


def test_a_hint_is_tied_to_its_control():
    field = str(SampleForm()["title"].as_field_group())
    assert 'id="id_title_helptext"' in field
    assert 'aria-describedby="id_title_helptext"' in field


def test_an_error_is_tied_to_its_control():
    field = str(SampleForm({"title": ""})["title"].as_field_group())
    assert 'aria-invalid="true"' in field
    assert 'id="id_title_error"' in field
    assert 'aria-describedby="id_title_helptext id_title_error"' in field


def test_an_optional_field_says_so():
    assert "(facultatif)" in SampleForm()["address"].as_field_group()
    assert "(facultatif)" not in SampleForm()["title"].as_field_group()


def test_choices_are_a_named_group():
    field = SampleForm()["held"].as_field_group()
    assert "<fieldset" in field
    assert "<legend>Mode de la rencontre" in field


def test_the_summary_links_to_each_field_in_error():
    summary = render_to_string("home/_errors.html", {"form": SampleForm({"address": "pas une adresse"})})
    assert 'href="#id_title"' in summary
    assert 'href="#id_address"' in summary
    assert 'role="alert"' in summary


def test_no_error_no_summary():
    assert "notice" not in render_to_string("home/_errors.html", {"form": SampleForm()})
