"""What addresses say."""

import pytest

from attribution.visits.arrival import CLICK_IDS, Arrival, origin, parameter, plain, read

SITE = "https://www.northwind.example/furnace"


@pytest.mark.parametrize("name", CLICK_IDS)
def test_click_ids_are_found_in_any_case_and_kept_verbatim(name: str) -> None:
    for written in (name, name.upper(), name.lower()):
        assert read(f"{SITE}?{written}=Aa-_1.%2B", "").click_ids == {name: "Aa-_1.+"}


def test_the_first_value_counts_and_empty_ones_do_not() -> None:
    found = read(f"{SITE}?utm_source=&utm_source=a&utm_source=b&gclid=null&utm_term={'x' * 501}", "")
    assert (found.utm, found.click_ids) == ({"utm_source": "a"}, {})


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("adgroup=b&utm_adgroup=a&utm_ad=c&creative=d", ("a", "c")),
        ("hsa_grp=1&hsa_ad=2", ("1", "2")),
        ("adgroupid=3&AdId=4", ("3", "4")),
        ("", ("", "")),
    ],
)
def test_ad_group_and_ad(query: str, named: tuple[str, str]) -> None:
    found = read(f"{SITE}?{query}", "")
    assert (found.ad_group, found.ad) == named


@pytest.mark.parametrize("fragment", ["utm_source=a&gclid=B", "/route?utm_source=a&gclid=B"])
def test_parameters_behind_the_hash(fragment: str) -> None:
    found = read(f"{SITE}#{fragment}", "")
    assert (found.utm, found.click_ids) == ({"utm_source": "a"}, {"gclid": "B"})
    assert read(f"{SITE}?utm_source=q#{fragment}", "").utm == {"utm_source": "q"}


def test_a_referrer_of_the_same_site_is_none() -> None:
    assert read(SITE, "https://northwind.example/") == Arrival()
    assert read(SITE, "https://www.Example.org/x").referrer_host == "example.org"


@pytest.mark.parametrize(
    ("url", "left"),
    [
        (f"{SITE}?gclid=A&email=a%40b&utm_source=x+y&hsa_ad=1#top", f"{SITE}?utm_source=x+y&hsa_ad=1"),
        ("https://ann:secret@northwind.example/?token=1", "https://northwind.example/"),
        (f"{SITE}#/route?gclid=A&utm_term=b", f"{SITE}?utm_term=b"),
        ("tel:+14155550100", "tel:+14155550100"),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_plain_addresses_tell_nobody_from_others(url: str, left: str) -> None:
    assert plain(url) == left


def test_origins_and_parameters() -> None:
    assert origin("https://a:b@x.example:8443/p?q#f") == "https://x.example:8443/"
    assert [origin(url) for url in ("", "x", "http://[")] == ["", "", ""]
    assert parameter(f"{SITE}?Test=1&test=2", "test") == "2"
    assert [parameter(url, "test") for url in (SITE, "http://[")] == ["", ""]


def test_what_is_kept_of_an_address_fits_its_column() -> None:
    long = plain(f"{SITE}?utm_campaign={'ä' * 4000}&email=ann")
    assert len(long) == 2000
    assert long.startswith(f"{SITE}?utm_campaign=%C3%A4%C3%A4")
    assert origin(f"https://{'a' * 4000}.example/x") == f"https://{'a' * 1992}"
