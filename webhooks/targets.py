"""Where a webhook may go: which addresses of the web, and which addresses of the network.

The first is asked when a target is entered and again when it is called; the second at connect time, of the
very address that is then connected to (`webhooks.outbound`). Settings: `WEBHOOK_HOSTS` names the hosts that
may be called (none named: any), a leading dot standing for all below it; `WEBHOOK_PORTS` the ports besides
443; `WEBHOOK_LOCAL_HOSTS` names hosts of this machine that a demonstration may call without TLS.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

LONGEST = 500
HTTPS_PORT = 443
LAST_PORT = 65_535
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?")

# What is special though Python counts it as global, or counts it so in one of its versions only.
# https://www.iana.org/assignments/iana-ipv4-special-registry/
NOT_FOR_TARGETS_V4 = tuple(map(ip_network, (
    "0.0.0.0/8",        # this network
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  # private
    "100.64.0.0/10",    # behind a carrier's NAT, and some clouds' metadata
    "127.0.0.0/8",      # this machine
    "168.63.129.16/32", # the host of a virtual machine in one large cloud
    "169.254.0.0/16",   # link-local, and most clouds' metadata
    "192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  # protocols, documentation
    "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24",  # anycast of name servers
    "192.88.99.0/24",   # relays of 6to4
    "198.18.0.0/15",    # benchmarks
    "224.0.0.0/4", "240.0.0.0/4",  # multicast, reserved, broadcast
)))  # fmt: skip
UNICAST_V6 = ip_network("2000::/3")
"""The part of IPv6 that is given out. Mapped, translated (NAT64), local, multicast addresses lie outside."""
NOT_FOR_TARGETS_V6 = tuple(map(ip_network, (
    "2001::/23",        # protocols, Teredo among them
    "2001:db8::/32", "3fff::/20",  # documentation
    "2002::/16",        # 6to4, which wraps any IPv4 address
)))  # fmt: skip


class BadTarget(Exception):
    """An address that no webhook may have; `sentence` says why, in the reader's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def checked_target(text: str) -> httpx.URL:
    """Return the address of a webhook; raise BadTarget for one that may not be called at all."""
    if len(text) > LONGEST:
        raise BadTarget(_("An address has at most %(limit)d characters.") % {"limit": LONGEST})
    try:
        target = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadTarget(_("This is no address of the web.")) from error
    host = target.raw_host.decode("ascii").lower().rstrip(".")
    if not (HOST_NAME.fullmatch(host) or _is_literal(host)) or (target.port or 0) > LAST_PORT:
        raise BadTarget(_("This is no address of the web."))
    if target.scheme != "https" and not (target.scheme == "http" and is_local(host)):
        raise BadTarget(_("The address must begin with https://."))
    if target.port not in {None, HTTPS_PORT, *settings.WEBHOOK_PORTS} and not is_local(host):
        raise BadTarget(_("This installation calls port 443 alone, or those that its operator has listed."))
    if target.userinfo or target.fragment:
        raise BadTarget(_("The address may hold neither a user name nor a fragment (#)."))
    if not (_is_listed(host) or is_local(host)):
        raise BadTarget(_("This installation calls only the hosts that its operator has listed."))
    if _is_literal(host) and not is_allowed(host, local=is_local(host)):
        raise BadTarget(_("The address lies in a network that is not public."))
    return target


def host_of(url: str) -> str:
    """Return the host of a checked address, for a sentence."""
    return httpx.URL(url).host


def is_local(host: str) -> bool:
    """Whether the operator of a demonstration has named this host of the own machine."""
    return host.lower() in settings.WEBHOOK_LOCAL_HOSTS


def is_allowed(address: str, *, local: bool) -> bool:
    """Whether an address of the network may be connected to; `local`: this machine's own may, too."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if local and found.is_loopback:
        return True
    if isinstance(found, IPv4Address):
        return _is_public_v4(found)
    return _is_public_v6(found)


def _is_public_v4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in network for network in NOT_FOR_TARGETS_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address not in UNICAST_V6:
        return False
    return address.is_global and not any(address in network for network in NOT_FOR_TARGETS_V6)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_listed(host: str) -> bool:
    """Whether the operator's list, if there is one, has the host or a domain above it."""
    listed = [name.lower() for name in settings.WEBHOOK_HOSTS]
    return not listed or any(
        host == name or (name.startswith(".") and host.endswith(name)) for name in listed
    )
