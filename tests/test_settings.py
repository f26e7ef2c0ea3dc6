"""What the user may set, and the one sentence that a wrong setting is answered with."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sources.intercom.errors import SettingsInvalid
from sources.intercom.settings import HOSTS, check, parse_date


@pytest.mark.parametrize("region", ["us", "eu", "au", "EU"])
def test_a_region_has_its_host(region):
    assert check(access_token="t", region=region).url == HOSTS[region.lower()]


def test_a_base_url_overrides_the_region():
    settings = check(access_token="t", region="eu", base_url="http://127.0.0.1:9/")

    assert settings.url == "http://127.0.0.1:9"


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_empty_base_url_is_none(nothing):
    assert check(access_token="t", base_url=nothing).url == HOSTS["us"]


def test_spaces_around_a_token_are_no_part_of_it():
    assert check(access_token=" dG9r=\n").access_token == "dG9r="


def test_all_but_the_token_has_a_default():
    settings = check(access_token="t")

    assert (settings.region, settings.api_version, settings.start_date) == ("us", "Preview", None)
    assert settings.rate_limit_share == 1.0


WRONG = [
    ({"access_token": ""}, "access_token"),
    ({"access_token": "   "}, "access_token"),
    ({"lookups": "visitors"}, "lookups"),
    ({"lookups": '{"visitors": '}, "lookups"),
    ({"lookups": ["visitors"]}, "lookups"),
    ({"redact": '["contacts.email"'}, "redact"),
    ({"redact": {"contacts": "email"}}, "redact"),
    ({"custom_object_types": [True]}, "custom_object_types"),
    ({"access_token": "two words"}, "access_token"),
    ({"access_token": "t\u00f6ken"}, "access_token"),
    ({"access_token": "a\r\nX-Evil: b"}, "access_token"),
    ({"region": "mars"}, "region"),
    ({"region": 3}, "region"),
    ({"base_url": "api.intercom.io"}, "base_url"),
    ({"base_url": "ftp://api.intercom.io"}, "base_url"),
    ({"base_url": "https://"}, "base_url"),
    ({"base_url": "https://api.intercom.io:https"}, "base_url"),
    ({"base_url": "https://api intercom io"}, "base_url"),
    ({"base_url": "https://[::1"}, "base_url"),
    ({"base_url": "https://api.intercom.io\x00"}, "base_url"),
    ({"start_date": "yesterday"}, "start_date"),
    ({"start_date": "2024-13-01"}, "start_date"),
    ({"start_date": 17}, "start_date"),
    ({"rate_limit_share": 0}, "rate_limit_share"),
    ({"rate_limit_share": 1.5}, "rate_limit_share"),
    ({"rate_limit_share": "nan"}, "rate_limit_share"),
    ({"rate_limit_share": "half"}, "rate_limit_share"),
]


@pytest.mark.parametrize(("wrong", "name"), WRONG, ids=str)
def test_a_wrong_setting_is_named_in_one_sentence(wrong, name):
    with pytest.raises(SettingsInvalid) as caught:
        check(**{"access_token": "t0p-s3cret", **wrong})

    text = str(caught.value)
    assert text.startswith(f"the setting {name} cannot be used: ")
    assert "\n" not in text
    assert "t0p-s3cret" not in text


def test_a_missing_token_is_named():
    with pytest.raises(SettingsInvalid) as caught:
        check(access_token=None)

    assert str(caught.value) == "the setting access_token cannot be used: Field required"


@pytest.mark.parametrize("token", ["two s3cret words", "t\u00f6ken", "s3cret\x00", "s3cret\x7f"])
def test_a_refused_token_is_not_repeated(token):
    with pytest.raises(SettingsInvalid) as caught:
        check(access_token=token)

    assert token not in str(caught.value)


def test_a_token_is_no_part_of_the_settings_as_text():
    assert "t0p-s3cret" not in repr(check(access_token="t0p-s3cret"))


MIDNIGHT = datetime(2024, 5, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-31", MIDNIGHT),
        (" 2024-05-31 ", MIDNIGHT),
        (date(2024, 5, 31), MIDNIGHT),
        (datetime(2024, 5, 31), MIDNIGHT),
        (MIDNIGHT, MIDNIGHT),
        ("2024-05-31T00:00:00Z", MIDNIGHT),
        ("2024-05-31T12:30:00", MIDNIGHT + timedelta(hours=12, minutes=30)),
        ("2024-05-31T02:00:00+02:00", MIDNIGHT),
        (datetime(2024, 5, 31, 2, tzinfo=timezone(timedelta(hours=2))), MIDNIGHT),
    ],
)
def test_a_date_without_a_zone_is_utc(value, expected):
    assert parse_date(value) == expected


@pytest.mark.parametrize("value", ["", "31.05.2024", "2024-02-30", "now", "1717113600"])
def test_what_is_no_date_is_said_so(value):
    with pytest.raises(ValueError, match="is no date; write it as 2024-05-31"):
        parse_date(value)


@pytest.mark.parametrize(
    "types",
    [["Order", "Big plan"], ("Order", "Big plan"), '["Order", "Big plan"]', "Order,Big plan,"],
)
@pytest.mark.parametrize("name", ["custom_object_types", "redact", "resources"])
def test_every_list_is_read_in_each_form_of_dlt(name, types):
    assert getattr(check(access_token="t", **{name: types}), name) == ("Order", "Big plan")


@pytest.mark.parametrize(
    "lookups",
    [
        {"visitors": ["a", 7], "workflows": "b"},
        '{"visitors": ["a", "7"], "workflows": ["b"]}',
        "visitors=a, workflows=b, visitors=7",
    ],
)
def test_a_table_is_read_in_each_form_of_dlt(lookups):
    settings = check(access_token="t", lookups=lookups)

    assert settings.lookups == {"visitors": ("a", "7"), "workflows": ("b",)}
