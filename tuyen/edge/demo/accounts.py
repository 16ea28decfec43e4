"""Accounts to try the demo with. They work on this machine only, in a demo database only."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.hashers import make_password

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM
from tuyen.edge.demo.network import Network
from tuyen.platform.access.actions import assign_role, grant
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import names_of

PASSWORD = "tuyen-mau-2026"  # printed beside every demo sign-in


class SignIn(NamedTuple):
    """One account of the demo: where it works, as what, and what it may see beyond its role."""

    username: str
    role: str
    unit: Unit
    full_name: str = ""
    grants: tuple[str, ...] = ()
    staff_id: UUID | None = None


def open_accounts(sign_ins: Iterable[SignIn]) -> None:
    """The password is hashed once: two dozen slow hashes would be seconds of the first start."""
    password = make_password(PASSWORD)
    for each in sign_ins:
        account = Account.objects.create(
            username=each.username,
            password=password,
            full_name=each.full_name or f"{_role_label(each.role)} (mẫu)",
            staff_id=each.staff_id,
            is_demo=True,
        )
        at = ScopeNode.objects.get(unit_id=each.unit.id)
        assign_role(account=account, role=each.role, at=at, by=SYSTEM)
        for compartment in each.grants:
            grant(account=account, compartment=compartment, reason="Tài khoản mẫu", by=SYSTEM)


class Doctor(NamedTuple):
    """Who heads a place of care."""

    name: str
    staff_id: UUID


def everyone(network: Network, doctors: Mapping[UUID, Doctor]) -> Iterator[SignIn]:
    """One account a role, the station's first; more where another grant shows another view."""
    station, named = network.main_station, network.named
    head = doctors[station.id]
    yield SignIn("tram.dieuduong", "station_nurse", station)
    yield SignIn("tram.bacsi", "station_doctor", station, head.name, staff_id=head.staff_id)
    yield SignIn("tram.ysi", "assistant_doctor", station)
    yield SignIn("tram.duocsi", "station_pharmacist", station)
    yield SignIn("thon.yte", "village_health_worker", station)
    yield SignIn("bv.bacsi", "hospital_doctor", named["hospital"])
    yield SignIn("bv.xetnghiem", "laboratory_technician", named["hospital"])
    yield SignIn("bv.bsxetnghiem", "diagnostic_doctor", named["hospital"])
    yield SignIn("bv.dieuduong", "ward_nurse", named["hospital"])
    yield from _on_the_ward(named["hospital"])
    yield SignIn("bv.chidaotuyen", "direction_office", named["hospital"])
    yield SignIn("bv.giamdoc", "hospital_director", named["hospital"])
    yield from _at_the_departments(network)
    yield SignIn("cdc", "cdc_officer", named["cdc"])
    yield SignIn("tram.quantri", "node_administrator", station)
    yield SignIn("cuc.yte", "bureau_officer", named["bureau"])
    yield SignIn(
        "cuc.giamgiu",
        "bureau_officer",
        named["bureau"],
        "Chuyên viên y tế giam giữ (mẫu)",
        ("custody",),
    )
    yield SignIn("cuc.dulieu", "privacy_officer", named["bureau"])
    yield SignIn("benhxa.bacsi", "infirmary_doctor", named["infirmary"])
    yield SignIn("trai.bacsi", "prison_doctor", named["prison_clinic"], grants=("custody",))
    yield SignIn("trai.dieuduong", "prison_nurse", named["prison_clinic"], grants=("custody",))
    yield SignIn("trai.quangiao", "guard_officer", named["prison_clinic"])
    yield SignIn("tamgiam.bacsi", "camp_doctor", named["detention_camp"], grants=("custody",))


def _at_the_departments(network: Network) -> Iterator[SignIn]:
    """The province's health department, and the one of the city whose stations were surveyed."""
    named = network.named
    yield SignIn("soyte", "department_officer", named["department"])
    if city := network.city_stations[0].parent:
        yield SignIn("soyte.thanhpho", "department_officer", city)
    yield SignIn("soyte.nhaplieu", "data_importer", named["department"])
    yield SignIn("soyte.quantri", "unit_administrator", named["department"])
    yield SignIn("soyte.dulieu", "privacy_officer", named["department"])
    yield SignIn("soyte.kiemtra", "auditor", named["department"])


def _on_the_ward(hospital: Unit) -> Iterator[SignIn]:
    """Triage, and three who may see the secure rooms: a nurse, a guard and a doctor."""
    yield SignIn("bv.capcuu", "triage_nurse", hospital)
    name = "Điều dưỡng buồng riêng (mẫu)"
    yield SignIn("bv.buongrieng", "ward_nurse", hospital, name, ("custody",))
    yield SignIn("bv.canhgac", "guard_officer", hospital, grants=("custody",))
    name = "Bác sĩ buồng riêng (mẫu)"
    yield SignIn("bv.bsbuongrieng", "hospital_doctor", hospital, name, ("custody",))


def listed() -> list[tuple[str, str, str]]:
    """Name, password, and who that is, for whoever starts the demo on this machine."""
    found = Account.objects.filter(is_demo=True).order_by("created_at", "id")
    units = names_of(RoleAssignment.objects.values_list("unit_id", flat=True))
    posts = dict(RoleAssignment.objects.values_list("account_id", "unit_id"))
    places = {account_id: units.get(unit_id, "") for account_id, unit_id in posts.items()}
    return [
        (
            account.username,
            PASSWORD,
            f"{account.full_name}, {places.get(account.id, '')}".rstrip(", "),
        )
        for account in found
    ]


def _role_label(role: str) -> str:
    return str(rulebook.on("roles", clock.today())["role"][role]["label_vi"])
