"""Who keeps which site: the rights follow the organ tree, in the actions themselves."""

import pytest

from gongkai.core.actions import NotAllowed, Refused
from gongkai.portal import actions, hosts
from gongkai.portal.models import Column, Site


@pytest.fixture
def local(make_account, civil):
    return make_account("local", civil, "administrator")


@pytest.fixture
def top(make_account, county):
    return make_account("top", county, "administrator", covers_below=True)


@pytest.fixture
def own(civil, site):
    return Site.objects.create(name="民政局", host="mz.example.gov.cn", owner=civil, root=civil)


@pytest.fixture
def of_finance(finance, site):
    return Site.objects.create(name="财政局", host="cz.example.gov.cn", owner=finance, root=finance)


def kept(site):
    return Site.objects.values("host", "owner", "root", "is_default", "name").get(pk=site.pk)


def test_a_department_does_not_take_the_countys_addresses(site, own, local, civil):
    before = kept(site)
    for values in (
        {"site": None, "host": "neu.example.gov.cn", "name": "甲", "owner": civil, "root": civil, "is_default": True},
        {"site": None, "host": "neu.example.gov.cn", "name": "甲", "owner": civil, "root": None, "is_default": True},
        {"site": own, "is_default": True},
        {"site": own, "root": None},
        {"site": own, "root": None, "is_default": True},
    ):
        with pytest.raises(Refused):
            actions.save_site(by=local, **values)
    assert kept(site) == before
    assert kept(own)["root"] == civil.pk


def test_the_default_site_belongs_to_the_top(site, own, top, civil):
    with pytest.raises(Refused, match="最上级政府"):
        actions.save_site(site=own, by=top, is_default=True)
    with pytest.raises(Refused, match="须包含全部信息"):
        actions.save_site(site=site, by=top, root=civil)
    assert kept(site)["is_default"] and not kept(own)["is_default"]


def test_the_default_site_is_taken_from_nobody(site, county, make_account):
    """Another tree of the same deployment has an administrator at its own top."""
    other = type(county).objects.create(name="邻县人民政府", level="government", code="000014357")
    stranger = make_account("stranger", other, "administrator", covers_below=True)
    with pytest.raises(NotAllowed):
        actions.save_site(
            site=None, by=stranger, name="邻县", host="linxian.gov.cn", owner=other, is_default=True, root=None
        )
    assert kept(site)["is_default"]


def test_a_site_is_not_moved_to_nor_taken_from_another_organ(own, of_finance, local, civil, finance):
    for values in ({"site": own, "owner": finance}, {"site": own, "root": finance}, {"site": of_finance, "name": "甲"}):
        with pytest.raises(NotAllowed):
            actions.save_site(by=local, **values)
    of_finance.owner = civil  # what a caller claims of the site is not believed
    with pytest.raises(NotAllowed):
        actions.save_site(site=of_finance, by=local, owner=civil, root=civil)
    assert kept(of_finance)["owner"] == finance.pk


@pytest.mark.parametrize(
    "host",
    [
        "cz.example.gov.cn",
        "CZ.Example.gov.cn",
        "cz.example.gov.cn.",
        "cz.example.gov.cn:8443",
        "cz.example.gov.cn:443",
        "www.cz.example.gov.cn",
        "ｃｚ．example.gov.cn",
        "xn--fiq228c.example.gov.cn",
        "中文.example.gov.cn",
        "testserver",
        "testserver:8000",
        "localhost",
        "127.0.0.1",
    ],
)
def test_nobody_takes_a_host_by_which_others_are_found(own, of_finance, local, finance, host):
    Site.objects.create(name="财政局二", host="xn--fiq228c.example.gov.cn", owner=finance, root=finance)
    with pytest.raises(Refused) as refused:
        actions.save_site(site=own, by=local, host=host)
    assert refused.value.field == "host"
    assert kept(own)["host"] == "mz.example.gov.cn"


def test_ones_own_hosts_with_another_port_are_free(own, local, civil):
    made = actions.save_site(
        site=None, by=local, name="民政局", host="WWW.mz.example.gov.cn:8443", owner=civil, root=civil
    )
    assert made.host == "www.mz.example.gov.cn:8443"
    assert actions.save_site(site=own, by=local, name="县民政局").name == "县民政局"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" A.gov.cn ", "a.gov.cn"),
        ("a.gov.cn.", "a.gov.cn"),
        ("a.gov.cn:80", "a.gov.cn"),
        ("a.gov.cn:08443", "a.gov.cn:8443"),
        ("政务.cn", "xn--zfr164b.cn"),
        ("a。gov。cn", "a.gov.cn"),
        ("http://a.gov.cn/", None),
        ("a.gov.cn:99999", None),
        ("a.gov.cn:x", None),
        ("-a.gov.cn", None),
        ("a b.gov.cn", None),
        ("", None),
        ("a" * 64 + ".cn", None),
    ],
)
def test_a_host_has_one_spelling(typed, kept):
    assert hosts.normal(typed) == kept


def test_columns_stay_with_the_owner_of_the_site(site, own, of_finance, civil, finance, make_account):
    officer = make_account("officer2", civil, "disclosure_officer")
    others = Column.objects.create(site=of_finance, name="预算", slug="budget")
    mine = actions.save_column(site=own, column=None, by=officer, organs=[civil], name="救助", slug="aid")
    with pytest.raises(NotAllowed):
        actions.save_column(site=of_finance, column=others, by=officer, organs=[], name="甲")
    with pytest.raises(Column.DoesNotExist):
        actions.save_column(site=own, column=others, by=officer, organs=[], name="甲")
    with pytest.raises(NotAllowed):
        actions.delete_column(column=others, by=officer)
    with pytest.raises(Refused, match="本站的另一个栏目"):
        actions.save_column(site=own, column=mine, by=officer, organs=[], parent=others)
    with pytest.raises(Refused, match="本站范围内"):
        actions.save_column(site=own, column=mine, by=officer, organs=[finance])
    assert list(mine.organs.all()) == [civil]
    assert Column.objects.get(pk=others.pk).name == "预算"
