"""Under which names and addresses this computer is known in its own network."""

import ipaddress
import re
import socket

# RFC 1918 and RFC 4193: what stands inside a building. The authority vouches for nothing else.
PRIVATE = tuple(
    ipaddress.ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)


def local_name(host_name: str) -> str:
    """`PC Trạm 1.example.vn` → `pc-tr-m-1.local`: what the system announces by mDNS."""
    first = host_name.split(".")[0].lower()
    plain = re.sub(r"[^a-z0-9-]+", "-", first).strip("-")
    return f"{plain or 'tuyen'}.local"


def is_private(address: str) -> bool:
    """An address inside the building: never one of the open network, nor this machine's loop."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in PRIVATE)


def own_addresses() -> list[str]:
    """Private IPv4 addresses of this computer, the one that leads out first. Nothing is sent."""
    found = [_towards_network()]
    try:
        infos = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        infos = []
    found += [str(info[4][0]) for info in infos]
    return [address for address in dict.fromkeys(found) if is_private(address)]


def _towards_network() -> str:
    """A datagram socket that is only aimed tells which address would be used."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
