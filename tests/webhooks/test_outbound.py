"""Posting to somebody else's address: what is refused, what is cut short, what is never followed."""

import shutil
import socket
import time

import pytest

from tests.receiver import answering, babbling, closing, dripping, flooding, make_authority, receiving
from webhooks.enums import Failure
from webhooks.outbound import NotSent, Reply, post
from webhooks.targets import checked_target

NAME = "receiver.test"
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="makes its certificates with openssl")


def family_of(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    with receiving() as running:
        yield running


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_authority(tmp_path_factory.mktemp("authority"), name=NAME)


@pytest.fixture
def names(monkeypatch):
    """Names of the test's own, `{name: addresses}`; a list of lists answers each look-up with the next."""
    known: dict[str, list] = {}
    of_system = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        if host not in known:
            return of_system(host, port, *args, **kwargs)
        answers = known[host]
        addresses = answers.pop(0) if isinstance(answers[0], list) else answers
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port),
            )
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.fixture
def connections(monkeypatch):
    """The addresses that a connection was tried to; none is made."""
    tried: list[str] = []

    def connect(address, *args, **kwargs):
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


def send(url: str, *, seconds: float = 5.0, **headers: str) -> Reply:
    return post(checked_target(url), body=b"{}", headers=headers, seconds=seconds)


def failure_of(url: str, **limits: float) -> Failure:
    with pytest.raises(NotSent) as refused:
        send(url, **limits)
    return refused.value.failure


def test_body_and_headers_arrive_and_the_answers_head_comes_back(receiver):
    receiver.behaviour = answering(503, retry_after="120")

    answer = send(receiver.url(path="/a?b=c"), **{"Content-Type": "application/json"})

    assert answer == Reply(503, "120")
    (message,) = receiver.messages
    assert (message.path, message.body) == ("/a?b=c", b"{}")
    assert message.headers["content-type"] == "application/json"
    assert message.headers["host"] == f"localhost:{receiver.port}"


def test_a_redirect_is_an_answer_and_is_not_followed(receiver):
    receiver.behaviour = answering(302, location=receiver.url(path="/elsewhere"))

    assert send(receiver.url()).status == 302
    assert [message.path for message in receiver.messages] == ["/hook"]


def test_a_proxy_of_the_environment_is_not_asked(receiver, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert send(receiver.url()).status == 204


@pytest.mark.parametrize(
    ("behaviour", "failure"), [(closing, Failure.BROKEN_OFF), (babbling, Failure.BROKEN_OFF)]
)
def test_a_target_without_an_answer_is_a_failure(receiver, behaviour, failure):
    receiver.behaviour = behaviour

    assert failure_of(receiver.url()) == failure


def test_a_target_that_drips_is_left_when_the_whole_time_is_over(receiver):
    receiver.behaviour = dripping
    began = time.monotonic()

    assert failure_of(receiver.url(), seconds=0.5) == Failure.TOO_SLOW
    assert time.monotonic() - began < 2


def test_of_a_huge_answer_only_the_head_is_read(receiver):
    receiver.behaviour = flooding
    began = time.monotonic()

    assert send(receiver.url()).status == 500
    assert time.monotonic() - began < 2


def test_a_port_where_nobody_listens_is_a_failure(receiver):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert failure_of(f"http://localhost:{unused.getsockname()[1]}/") == Failure.UNREACHABLE


def test_a_name_that_nobody_knows_is_a_failure(names, connections):
    names["nowhere.test"] = [[]]

    assert failure_of("https://nowhere.test/") == Failure.NO_PUBLIC_ADDRESS
    assert connections == []


def test_a_look_up_that_hangs_ends_with_the_time(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(1) or [])

    assert failure_of("https://hooks.example.org/", seconds=0.2) == Failure.TOO_SLOW


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.7"], ["::1"], ["::ffff:169.254.169.254"], ["93.184.216.34", "192.168.0.1"]],
)
def test_a_name_with_a_private_address_is_not_connected_to(names, connections, addresses):
    names["hooks.example.org"] = addresses

    assert failure_of("https://hooks.example.org/") == Failure.NO_PUBLIC_ADDRESS
    assert connections == []


@pytest.mark.parametrize("literal", ["2130706433", "0x7f000001", "127.1", "017700000001"])
def test_no_way_to_write_this_machines_address_leads_to_it(connections, literal):
    assert failure_of(f"https://{literal}/") == Failure.NO_PUBLIC_ADDRESS
    assert connections == []


def test_a_name_that_changes_after_the_check_is_connected_to_as_it_was_checked(names, connections):
    """The look-up that was checked is the one that counts; a later one would have led to this machine."""
    names["hooks.example.org"] = [["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]]

    assert failure_of("https://hooks.example.org/") == Failure.UNREACHABLE
    assert connections == ["93.184.216.34"]
    assert len(names["hooks.example.org"]) == 2

    assert failure_of("https://hooks.example.org/") == Failure.NO_PUBLIC_ADDRESS
    assert connections == ["93.184.216.34"]


def test_every_address_of_a_name_is_tried_in_turn(names, connections):
    names["hooks.example.org"] = ["93.184.216.34", "2606:4700:4700::1111"]

    assert failure_of("https://hooks.example.org/") == Failure.UNREACHABLE
    assert connections == ["93.184.216.34", "2606:4700:4700::1111"]


@needs_openssl
def test_tls_speaks_to_the_name_though_the_connection_is_to_an_address(settings, names, authority):
    authority_file, certificate = authority
    settings.WEBHOOK_LOCAL_HOSTS = [NAME]
    settings.WEBHOOK_CA_FILE = str(authority_file)
    names[NAME] = ["127.0.0.1"]
    names["127.0.0.1"] = ["127.0.0.1"]

    with receiving(certificate=certificate) as receiver:
        assert send(receiver.url(host=NAME)).status == 204
        assert receiver.messages[0].headers["host"] == f"{NAME}:{receiver.port}"


@needs_openssl
def test_a_certificate_of_another_name_is_refused(settings, authority):
    authority_file, certificate = authority
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    settings.WEBHOOK_CA_FILE = str(authority_file)

    with receiving(certificate=certificate) as receiver:
        assert failure_of(receiver.url()) == Failure.CERTIFICATE
        assert receiver.messages == []


@needs_openssl
def test_a_certificate_of_an_unknown_authority_is_refused(settings, names, authority):
    settings.WEBHOOK_LOCAL_HOSTS = [NAME]
    names[NAME] = ["127.0.0.1"]
    names["127.0.0.1"] = ["127.0.0.1"]

    with receiving(certificate=authority[1]) as receiver:
        assert failure_of(receiver.url(host=NAME)) == Failure.CERTIFICATE
        assert receiver.messages == []
