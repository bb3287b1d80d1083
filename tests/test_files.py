"""Files are written whole: whatever goes wrong, what was there stays."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from kg.errors import PaperkgError
from kg.files import whole, write


def test_a_file_is_put_in_place_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    write(path, b"old")
    with whole(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["x.txt"]


@pytest.mark.parametrize("error", [PaperkgError("damaged"), KeyboardInterrupt()])
def test_what_was_there_stays_when_the_block_fails(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "x.txt"
    write(path, b"old")

    def fail() -> None:
        with whole(path) as file:
            file.write(b"half")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["x.txt"]


def test_the_rights_of_a_file_stay_and_a_link_stays_one(tmp_path: Path) -> None:
    path, link = tmp_path / "x.txt", tmp_path / "link"
    write(path, b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(pipe, b"text")
    reader.join()
    assert got == [b"text"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", ": it is a folder; give the name of a file"),
        ("none/x.txt", "/none does not exist; make it first"),
        ("x" * 300, ": cannot be written: File name too long"),
    ],
)
def test_what_cannot_be_written_is_an_error(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(PaperkgError) as caught:
        write(tmp_path / name, b"")
    assert str(caught.value).startswith(f"{tmp_path / name}: ")
    assert message in str(caught.value)
    assert os.listdir(tmp_path) == []


def test_a_full_device_is_an_error() -> None:
    with pytest.raises(PaperkgError, match=r"^/dev/full: cannot be written: No space left on device$"):
        write("/dev/full", b"text")
