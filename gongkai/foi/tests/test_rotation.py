"""A new key: everything under it, what was there before still readable, stopped and started again."""

import pytest
from django.core.management import call_command

from gongkai.core import crypto, keyring, rotation, vault
from gongkai.foi.tests.conftest import PDF


@pytest.fixture(autouse=True)
def own_keys(db, settings, tmp_path, monkeypatch):
    """Each test rotates keys of its own."""
    monkeypatch.delenv("GONGKAI_KEYS", raising=False)
    settings.HOME = tmp_path
    crypto.keys.cache_clear()
    yield
    crypto.keys.cache_clear()


def test_vault_keeps_encrypted_files_under_names_that_say_nothing(settings):
    one, two = vault.keep("身份证".encode()), vault.keep("身份证".encode())
    assert one != two
    assert vault.path_of(one).read_bytes() != vault.path_of(two).read_bytes()
    assert "身份证".encode() not in vault.path_of(one).read_bytes()
    assert vault.path_of(one).stat().st_mode & 0o077 == 0
    assert vault.read(one) == "身份证".encode()
    vault.forget(one)
    with pytest.raises(FileNotFoundError):
        vault.read(one)


def test_what_no_row_holds_is_pruned(db):
    key = vault.keep(b"x")
    assert vault.prune() == 0
    assert vault.prune(older_than=-1) == 1
    assert not vault.path_of(key).exists()


def test_rotation_encrypts_all_anew_and_digests_stay(asked, capsys):
    """``asked``: a request with an enclosure."""
    request = asked.request
    before, found = crypto.digest("x"), request.enclosures.get()
    old = crypto.keys()
    call_command("rotate-keys")
    assert crypto.keys()[1:] == old
    for model, name in keyring.columns():
        for _, token in rotation._rows(model, name, None):
            assert crypto.is_current(token.encode())
    assert crypto.is_current(vault.path_of(found.key).read_bytes())
    request.refresh_from_db()
    assert (request.party.name, vault.read(found.key)) == ("李大林", PDF)
    assert crypto.digest("x") == before
    assert request.party.name_key == crypto.digest("李大林"), "who asked is still found"
    assert "项改用新密钥" in capsys.readouterr().out


def test_rotation_stopped_half_way_goes_on_without_another_key(asked, monkeypatch):
    real, seen = rotation._rotate_row, []

    def die_on_the_second(*args):
        seen.append(args)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(rotation, "_rotate_row", die_on_the_second)
    with pytest.raises(KeyboardInterrupt):
        call_command("rotate-keys")
    monkeypatch.setattr(rotation, "_rotate_row", real)
    asked.request.refresh_from_db()
    assert asked.request.party.name == "李大林"
    call_command("rotate-keys")
    assert len(crypto.keys()) == 2
    assert rotation.rotate_all() == 0


def test_a_process_that_does_not_know_the_new_key_reads_it_when_needed(monkeypatch):
    stale = crypto.keys()
    crypto.add_key()
    token = crypto.encrypt("青山镇")
    crypto.keys.cache_clear()
    real = crypto.key_file()
    fresh = real.read_text()
    real.write_text("\n".join(stale))
    crypto.keys()  # cached: the ring as it was
    real.write_text(fresh)
    assert crypto.decrypt(token) == "青山镇"


def test_without_the_key_a_sentence():
    token = crypto.encrypt("x")
    crypto.key_file().unlink()
    crypto.keys.cache_clear()
    with pytest.raises(crypto.Unreadable, match=r"data\.keys"):
        crypto.decrypt(token)
