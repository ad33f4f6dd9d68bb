"""DATABASE_URL as administrators write it."""

import pytest

from gongkai.core import environment


def read(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    return environment.database(tmp_path)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://u:p%40s%2Fs@db:5433/g?sslmode=require",
            ("u", "p@s/s", "db", "5433", "g", {"sslmode": "require"}),
        ),
        ("postgres://u:p@[2001:db8::1]:5432/g", ("u", "p", "2001:db8::1", "5432", "g", {})),
        ("postgresql://u@%2Fvar%2Frun%2Fpostgresql/g", ("u", "", "/var/run/postgresql", "", "g", {})),
        ("postgresql:///g?host=/var/run/postgresql&port=5433", ("", "", "/var/run/postgresql", "5433", "g", {})),
        ("postgresql://u:a@b%2@h/g", ("u", "a@b%2", "h", "", "g", {})),
        (
            "postgresql://u:p@a:1,b:2/g?target_session_attrs=read-write&connect_timeout=3",
            ("u", "p", "a,b", "1,2", "g", {"target_session_attrs": "read-write", "connect_timeout": "3"}),
        ),
    ],
)
def test_the_address_of_the_database_keeps_its_query(monkeypatch, tmp_path, url, expected):
    made = read(monkeypatch, tmp_path, url)
    assert tuple(made[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")) == expected


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://u:hunter2@h/g?sslmod=require", "sslmod"),
        ("mysql://u:hunter2@h/g", "postgresql://"),
        ("postgresql://u:hunter2@[::1/g", "看不懂"),
        ("postgresql://u:hunter2@h/g%zz", "看不懂"),
    ],
)
def test_an_address_that_cannot_be_read_is_told_without_its_password(monkeypatch, tmp_path, url, says):
    with pytest.raises(SystemExit) as told:
        read(monkeypatch, tmp_path, url)
    assert says in str(told.value) and "hunter2" not in str(told.value)


def test_sqlite_keeps_what_was_committed_through_a_power_cut(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert "synchronous=FULL" in environment.database(tmp_path)["OPTIONS"]["init_command"]


@pytest.mark.parametrize("typed", ["一年", "0", "-3", "1.5"])
def test_what_is_no_number_is_told(monkeypatch, typed):
    monkeypatch.setenv("GONGKAI_IDLE_MINUTES", typed)
    with pytest.raises(SystemExit, match="GONGKAI_IDLE_MINUTES 要写大于 0 的整数"):
        environment.number("GONGKAI_IDLE_MINUTES")


def test_a_number_is_the_administrators_or_ours(monkeypatch):
    monkeypatch.setenv("GONGKAI_IDLE_MINUTES", " 45 ")
    assert environment.number("GONGKAI_IDLE_MINUTES") == 45
    monkeypatch.setenv("GONGKAI_IDLE_MINUTES", "")
    assert environment.number("GONGKAI_IDLE_MINUTES") == 30


def test_an_empty_secret_is_told(monkeypatch, tmp_path):
    monkeypatch.delenv("GONGKAI_SECRET", raising=False)
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(SystemExit, match="是空的"):
        environment.secret_key(tmp_path)
