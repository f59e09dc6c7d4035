"""The whole installation as real processes: comes up, survives kills, goes down, leaves nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import stat
import warnings
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
import websockets.sync.client
from tests.supervise.installation import Installation, until

from diaphane.db.embedded import EmbeddedPostgres

SECRET = "secret-word"


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def alone_at_its_terminal(running: Installation, below: list[psutil.Process]) -> None:
    """Ctrl-C reaches every process of the terminal's foreground group: it must be the supervisor's to stop the others in order."""
    assert len(below) > 3

    def apart(child: psutil.Process) -> bool:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            return os.getsid(child.pid) != os.getsid(running.pid)
        return True  # it ended

    until(lambda: all(map(apart, below)))  # one that was forked a moment ago is still in its parent's session


def test_comes_up_answers_and_writes_the_ready_file(running: Installation) -> None:
    facts = running.facts()
    assert facts["url"] == f"https://localhost:{running.settings.port}"
    assert facts["pid"] == running.pid
    assert (facts["account"], facts["user"], facts["password"], facts["token"]) == ("a", "u@example.org", "p", "t")
    assert Path(facts["ca"]) == running.data / "tls" / "ca.pem"
    assert stat.S_IMODE(running.ready_file.stat().st_mode) == 0o600
    assert running.get("/").text == str(running.children()["web"].pid)


def test_everything_on_disk_is_private(running: Installation) -> None:
    for path in (running.data, *running.data.rglob("*")):
        assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, path
    assert {path.name for path in running.data.iterdir()} == {"objects", "tls", "logs", "run"}  # keys: their maker; pg: none here


def test_no_secret_is_in_arguments_environments_or_files(running: Installation) -> None:
    assert running.facts()["seen_database"] == "postgresql://diaphane_app@127.0.0.1:1/none"  # it did arrive
    assert running.facts()["seen_environment"] == "False"
    own = psutil.Process(running.pid).cmdline()  # this stub's alone holds its settings; a child has it between fork and exec
    for child in running.everything():
        with suppress(psutil.NoSuchProcess):  # a child may end while we look
            if (words := child.cmdline()) != own:
                assert SECRET not in " ".join(words)
                assert SECRET not in " ".join(child.environ().values())
    assert not [path for path in running.data.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize("name", ["web", "worker", "plain"])
def test_a_killed_process_is_replaced_and_callers_wait_for_it(running: Installation, name: str) -> None:
    before = running.children()
    session = [before[name], *before[name].children(recursive=True)]
    before[name].kill()
    until(lambda: running.children().get(name, before[name]).pid != before[name].pid)  # one look: the dying one is there and then not
    until(lambda: alive(session) == [])  # nor does what it had started live on
    assert running.get("/").text == str(running.children()["web"].pid)  # one request, no error, no retry
    after = running.children()
    assert {other: child.pid for other, child in after.items() if other != name} == {
        other: child.pid for other, child in before.items() if other != name
    }


def test_a_loaded_spare_takes_over(running: Installation) -> None:
    def spares() -> list[psutil.Process]:
        """Web servers and workers beside those at work."""
        at_work = {child.pid for child in running.children().values()}
        return [child for child in psutil.Process(running.pid).children() if child.pid not in at_work]

    until(lambda: len(spares()) == 2)
    before, waiting = running.children(), {child.pid for child in spares()}
    note = running.data / "run" / "worker.pid"
    until(lambda: note.exists() and note.read_text() == str(before["worker"].pid))
    for name in ("web", "worker"):
        before[name].kill()
    assert int(running.get("/").text) in waiting
    until(lambda: int(note.read_text() or 0) in waiting)
    until(lambda: len(spares()) == 2)
    assert not {child.pid for child in spares()} & waiting


def test_a_second_start_on_the_same_folder_is_refused_with_a_sentence(running: Installation) -> None:
    _, err = (second := running.launch()).communicate(timeout=60)
    assert second.returncode == 78
    assert f"Diaphane is running on this data folder already (process {running.pid})" in err
    assert running.get("/").status_code == 200
    assert running.ready_file.exists()


@pytest.mark.parametrize("setting", ["port", "plain_port"])
def test_a_taken_port_is_refused_with_a_sentence(running: Installation, tmp_path: Path, setting: str) -> None:
    other = Installation(tmp_path / "other", embedded=False)
    other.settings = other.settings.model_copy(update={setting: running.settings.port})
    _, err = (second := other.launch()).communicate(timeout=60)
    assert second.returncode == 78
    assert f"Port {running.settings.port} on 127.0.0.1 is taken by another program" in err
    assert f"`{setting}`" in err


def test_what_an_application_raises_is_logged_without_its_words(running: Installation) -> None:
    assert running.get("/raise").status_code == 500
    log = (running.data / "logs" / "web.log").read_text("utf-8")
    assert "ValueError" in log
    assert "stub_product.py:" in log
    assert "DOE" not in log


def test_plain_http_is_answered_with_one_sentence_and_nothing_else(running: Installation) -> None:
    plain = f"http://127.0.0.1:{running.settings.plain_port}"
    for method, path in (("GET", "/"), ("POST", "/api/log-in"), ("GET", "/?patient=x"), ("OPTIONS", "/")):
        answer = httpx.request(method, plain + path, headers={"Host": "evil.example"})
        assert answer.status_code == 426
        assert answer.text.count(".") == 2
        assert f"https://localhost:{running.settings.port}/" in answer.text
        assert "evil" not in answer.text
        assert "location" not in answer.headers
        assert answer.headers["connection"] == "Upgrade, close"
    assert httpx.head(plain).status_code == 426


@pytest.mark.parametrize("sent", [b"\x16\x03\x01" + bytes(500), b"GET / HTTP/1.1\r\n" + b"x" * 20_000, b""])
def test_nonsense_on_the_plain_port_is_dropped(running: Installation, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", running.settings.plain_port), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            assert connection.recv(100) == b""
    assert httpx.get(f"http://127.0.0.1:{running.settings.plain_port}").status_code == 426


def test_only_tls_1_2_and_1_3_over_http_1_1(running: Installation) -> None:
    spoken = []
    for version in (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=str(running.data / "tls" / "ca.pem"))
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.set_alpn_protocols(["h2", "http/1.1"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is what is tried on purpose
            context.minimum_version = context.maximum_version = version
        with suppress(ssl.SSLError), socket.create_connection(("127.0.0.1", running.settings.port)) as plain:
            secure = context.wrap_socket(plain, server_hostname="localhost")
            assert secure.selected_alpn_protocol() == "http/1.1"
            spoken.append(version)
            secure.close()
    assert spoken == [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def test_asked_to_stop_it_says_so_and_leaves_no_process_behind_even_with_sockets_open(stub: Installation) -> None:
    stub.start()
    until(lambda: len(stub.everything()) >= 4, 20.0)  # worker, its own child, web, plain: the last may come after the first answer
    below = stub.everything()
    alone_at_its_terminal(stub, below)
    context = ssl.create_default_context(cafile=str(stub.data / "tls" / "ca.pem"))
    with websockets.sync.client.connect(f"wss://localhost:{stub.settings.port}/", ssl=context), httpx.Client(verify=context) as client:
        client.get(f"https://localhost:{stub.settings.port}/")
        code, out, err = stub.stop(signal.SIGTERM)
    assert code == 0, err
    until(lambda: alive(below) == [], 5.0)  # what is tied to its parent dies a moment after it
    assert f"https://localhost:{stub.settings.port}/" in out
    assert "preparing the stub" in err
    assert "furnishing" not in err  # nothing was empty
    assert not stub.ready_file.exists()


def test_a_refusal_of_a_step_stops_everything_with_its_sentence(stub: Installation) -> None:
    stub.wish("prepare", "refuse")
    _, err = (process := stub.launch()).communicate(timeout=30)
    assert process.returncode == 78
    assert "Refused to start: The stub does not like these settings: choose others." in err
    assert not stub.ready_file.exists()


def test_a_broken_step_names_its_log_and_shows_no_trace(stub: Installation) -> None:
    stub.wish("prepare", "break")
    out, err = (process := stub.launch()).communicate(timeout=30)
    assert process.returncode == 1
    assert "The step 'prepare' failed (exit code 1)" in err
    assert "Traceback" not in out + err
    log = (stub.data / "logs" / "prepare.log").read_text("utf-8")
    assert "ValueError" in log
    assert "DOE" not in log


def test_scripts_need_not_wait_for_the_furniture(stub: Installation) -> None:
    stub.wish("furnish", "stay")
    stub.start()
    assert stub.get("/").status_code == 200
    below = stub.everything()
    code, out, err = stub.stop()
    assert code == 0, err
    assert out == ""  # it never got to its last words
    assert "answers already: log in as u@example.org with the password p" in err
    until(lambda: alive(below) == [], 5.0)  # what is tied to its parent dies a moment after it


def test_what_draws_volumes_is_waited_for_aloud_while_the_rest_works(stub: Installation) -> None:
    stub.wish("volumes", "2 8")
    stub.start()
    assert stub.get("/").status_code == 200
    assert "3 of 10" in stub.hear("compiling what draws volumes")
    stub.wish("volumes", "9 1")
    stub.hear("10 of 10")
    assert not stub.announced()
    stub.wish("volumes", "10 0")
    stub.hear("volumes can be drawn")
    until(stub.announced)
    code, out, err = stub.stop()
    assert code == 0, err
    assert "is ready" in out


def test_furniture_that_breaks_stops_nobody(stub: Installation) -> None:
    stub.wish("furnish", "break")
    stub.start()
    log = stub.data / "logs" / "furnish.log"
    until(lambda: log.exists() and "ValueError" in log.read_text("utf-8"))
    assert stub.get("/").status_code == 200
    until(lambda: len(stub.everything()) >= 6)  # the spares: it goes on
    code, out, err = stub.stop()
    assert code == 0, err
    assert "The step 'furnish' failed (exit code 1)" in err
    assert "is ready" in out
    assert "DOE" not in out + err + log.read_text("utf-8")


@pytest.mark.slow
def test_a_web_server_that_never_comes_up_ends_in_a_sentence(stub: Installation) -> None:
    stub.wish("web", "die")
    _, err = (process := stub.launch()).communicate(timeout=60)
    assert process.returncode == 1
    assert "The process 'web' does not come up" in err
    assert str(stub.data / "logs" / "web.log") in err


@pytest.mark.slow
def test_the_database_comes_back_after_every_kind_of_kill(embedded: Installation) -> None:
    embedded.start()
    url = EmbeddedPostgres(embedded.data / "pg").url

    def answers() -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
        return False

    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    before = embedded.children()["postgres"].pid
    os.kill(before, signal.SIGKILL)
    until(lambda: embedded.children().get("postgres", embedded).pid not in (before, embedded.pid) and answers())

    below = embedded.everything()
    assert len(below) > 8
    embedded.stop(signal.SIGKILL)
    until(lambda: alive(below) == [])
    embedded.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)

    below = embedded.everything()
    alone_at_its_terminal(embedded, below)
    assert any("postgres" in child.name() for child in below)
    code, _, err = embedded.stop(signal.SIGINT)
    assert code == 0, err
    until(lambda: alive(below) == [], 5.0)  # what is tied to its parent dies a moment after it
    assert not (embedded.data / "pg" / "cluster" / "postmaster.pid").exists()


@pytest.mark.slow
def test_stopping_during_the_start_leaves_nothing(embedded: Installation) -> None:
    embedded.process = embedded.launch()
    until((embedded.data / "pg" / "cluster").exists)
    code, _, err = embedded.stop()
    assert code == 0, err
    assert "stopped" in err
    embedded.start()
    assert json.loads(embedded.ready_file.read_text("utf-8"))["user"]
