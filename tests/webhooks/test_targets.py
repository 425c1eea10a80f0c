"""Which addresses a webhook may have, and which addresses of the network may be connected to."""

import pytest

from webhooks.targets import LONGEST, BadTarget, checked_target, is_allowed

NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104  it is what must be refused
    "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "224.0.1.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
    "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::1", "3fff::1",
    "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2606:4700::1%1",
    "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_private_or_special_address_is_not_connected_to(address):
    assert not is_allowed(address, local=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111"])
def test_a_public_address_is(address):
    assert is_allowed(address, local=False)


def test_a_local_host_of_a_demonstration_may_be_this_machine_and_no_other():
    assert is_allowed("127.0.0.1", local=True)
    assert is_allowed("::1", local=True)
    assert not is_allowed("10.0.0.1", local=True)
    assert not is_allowed("169.254.169.254", local=True)


@pytest.mark.parametrize(
    "url",
    ["https://hooks.example.org/cica", "https://hooks.example.org:443/a?b=c", "https://КАЗ.example.org/", "https://8.8.8.8/"],
)  # fmt: skip
def test_an_https_address_of_a_public_host_may_be_entered(url):
    assert checked_target(url).scheme == "https"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/", "ftp://hooks.example.org/", "hooks.example.org/", "https://", "https:///x",
        "//hooks.example.org/", "javascript:alert(1)", "https://user:password@hooks.example.org/",
        "https://user@hooks.example.org/", "https://hooks.example.org/#part", "https://127.0.0.1/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://10.1.2.3/", "https://169.254.169.254/latest/",
        "http://localhost:9000/", "https://hooks.example.org:99999/", "https://hooks.exa mple.org/",
        *[f"https://hooks.example.org:{port}/" for port in (0, 1, 22, 25, 80, 444, 5432, 6379, 8443)],
        "https://hooks.example.org/" + "x" * LONGEST, "", "https://hooks.example.org/\r\nX: y", "https://\x00/",
    ],
)  # fmt: skip
def test_any_other_address_may_not(url):
    with pytest.raises(BadTarget) as refused:
        checked_target(url)

    assert refused.value.sentence


def test_where_hosts_are_listed_no_other_may_be_entered(settings):
    settings.WEBHOOK_HOSTS = ["hooks.example.org", ".ministry.example"]

    for host in ("hooks.example.org", "HOOKS.example.org", "a.ministry.example", "a.b.ministry.example"):
        checked_target(f"https://{host}/")
    for host in ("example.org", "ministry.example", "other.hooks.example.org", "xministry.example"):
        with pytest.raises(BadTarget, match="listed"):
            checked_target(f"https://{host}/")


def test_a_host_that_a_demonstration_names_may_be_called_without_tls(settings):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]

    assert checked_target("http://localhost:9000/").scheme == "http"
    with pytest.raises(BadTarget, match="https"):
        checked_target("http://localhost.example.org/")


def test_the_operator_may_list_other_ports(settings):
    settings.WEBHOOK_PORTS = [8443]

    assert checked_target("https://hooks.example.org:8443/").port == 8443
    with pytest.raises(BadTarget):
        checked_target("https://hooks.example.org:8444/")
