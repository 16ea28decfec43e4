"""tuyen node init|invite|enrol|rebuild|clock|approve|status|revoke|resume|leave: machines let in, shut out.

The same acts as on the page of the hub, for a machine without a browser.
"""

from typing import Annotated, Any

import typer

from tuyen.edge.cli.console import AsJson, answer, commands, refuse, say, start_django
from tuyen.edge.cli.words import _

app = commands()

Machine = Annotated[str, typer.Argument(help=_("Máy: UUID, đoạn cuối của UUID, hoặc tên"))]
Why = Annotated[str, typer.Option(help=_("Lý do, ghi vào nhật ký"))]


@app.command(help=_("Tạo cơ sở dữ liệu và khóa khi chưa có, đặt tên máy; in số hiệu của máy"))
def init(
    name: Annotated[str, typer.Option(help=_("Tên máy, thường là tên trạm"))] = "",
    chain: Annotated[
        str, typer.Option(help=_("Máy trung tâm cao nhất thuộc hệ nào: moh hoặc police"))
    ] = "",
    as_json: AsJson = False,
) -> None:
    start_django()
    from django.conf import settings

    from tuyen.core.actor import SYSTEM
    from tuyen.edge.cli.migrate import bring_lists, bring_up
    from tuyen.platform.changes.node import this_node
    from tuyen.platform.nodes import actions

    settings.TUYEN_HOME.mkdir(parents=True, exist_ok=True)
    bring_up(quiet=True)
    bring_lists(quiet=True)
    if name:
        actions.name_node(name=name, by=SYSTEM)
    if chain:
        actions.belong_to(chain=chain, by=SYSTEM)
    here = this_node()
    facts = {"id": here.id, "name": here.name, "epoch": here.epoch, "is_demo": here.is_demo}
    answer(facts, as_json=as_json, text=_("Máy {name}: {id}").format(**facts))


@app.command(help=_("Máy trung tâm: cấp mã mời một lần cho máy của một đơn vị"))
def invite(
    unit: Annotated[str, typer.Option(help=_("Đơn vị: UUID hoặc tên"))],
    hub: Annotated[bool, typer.Option("--hub", help=_("Máy đó có máy khác bên dưới"))] = False,
    compartment: Annotated[
        list[str] | None, typer.Option(help=_("Loại dữ liệu nhạy cảm được giữ ở máy đó"))
    ] = None,
    again: Annotated[
        str, typer.Option(help=_("Máy đã biết, khôi phục mà mất khóa: UUID hoặc tên"))
    ] = "",
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.cli.user import unit_named
    from tuyen.platform.nodes import actions

    row, code = actions.issue_code(
        unit_id=unit_named(unit).unit_id,
        compartments=compartment or (),
        is_hub=hub,
        for_node=_found(again) if again else None,
        by=SYSTEM,
    )
    facts = {"id": row.id, "code": code, "expires_at": row.expires_at}
    text = _("Mã mời (chỉ hiện một lần, dùng trong 48 giờ): {code}").format(code=code)
    if row.for_node:
        known = _("Ổ đĩa mới: tuyen node rebuild https://… {code} --node {id}")
        text += "\n" + known.format(code=code, id=row.for_node)
    answer(facts, as_json=as_json, text=text)


@app.command(help=_("Máy trạm: xin ghép với máy trung tâm bằng mã mời"))
def enrol(
    url: Annotated[str, typer.Argument(help=_("Địa chỉ máy trung tâm, https://…"))],
    code: Annotated[str, typer.Argument(help=_("Mã mời, bốn nhóm bốn ký tự"))],
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.platform.nodes import enrolment

    _ask(enrolment.ask, as_json, url=url, code=code)


@app.command(help=_("Máy trạm thay ổ đĩa: lấy lại tên cũ, nhận lại mọi việc từ máy trung tâm"))
def rebuild(
    url: Annotated[str, typer.Argument(help=_("Địa chỉ máy trung tâm, https://…"))],
    code: Annotated[str, typer.Argument(help=_("Mã mời cho đúng máy cũ (invite --again)"))],
    machine: Annotated[str, typer.Option("--node", help=_("UUID của máy cũ"))],
    as_json: AsJson = False,
) -> None:
    start_django()
    from uuid import UUID

    from tuyen.platform.nodes import enrolment

    try:
        node_id = UUID(machine)
    except ValueError as fault:
        raise refuse(_("Không xác định được máy {name}.").format(name=machine)) from fault
    _ask(enrolment.come_back, as_json, url=url, code=code, node_id=node_id)


def _ask(ask: Any, as_json: bool, **said: Any) -> None:
    """Over the network, and the digits for whoever approves."""
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.sync.exchange import LineBroke
    from tuyen.edge.sync.line import NotSafe, post_once
    from tuyen.platform.nodes import queries

    try:
        hub = ask(**said, by=SYSTEM, post=post_once)
    except NotSafe as fault:
        raise refuse(_("Địa chỉ phải bắt đầu bằng https://")) from fault
    except LineBroke as fault:
        raise refuse(_("Không tới được máy trung tâm. Xem lại địa chỉ và đường truyền.")) from fault
    digits = " ".join(queries.fingerprint_of(hub))
    facts = {"hub": hub.name, "unit": hub.unit_name, "digits": digits}
    text = _("Đọc dãy số này cho người duyệt ở {hub}: {digits}").format(**facts)
    answer(facts, as_json=as_json, text=text)


@app.command(help=_("Đồng hồ máy đã chạy trước, nay đúng giờ: cho ghi tiếp theo giờ bây giờ"))
def clock(
    why: Why,
    yes: Annotated[bool, typer.Option("--yes", help=_("Giờ máy bây giờ là đúng"))] = False,
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.core.clock import VIETNAM, now
    from tuyen.platform.nodes import actions

    at = f"{now().astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    if not yes:
        raise refuse(_("Máy đang chỉ {at}. Nếu đúng, chạy lại với --yes.").format(at=at))
    ahead = actions.put_clock_right(why=why, by=SYSTEM)
    text = _("Nhật ký đã đi trước {hours} giờ; từ nay ghi theo giờ máy, {at}.")
    facts = {"ahead_ms": ahead, "at": at}
    answer(facts, as_json=as_json, text=text.format(hours=round(ahead / 3_600_000, 1), at=at))


@app.command(help=_("Máy trung tâm: cho máy đang chờ vào, sau khi nghe đọc dãy số"))
def approve(
    machine: Machine,
    heard: Annotated[str, typer.Argument(help=_("Hai mươi chữ số nghe được"))],
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.nodes import actions

    peer = _found(machine)
    actions.approve(peer=peer, heard=heard, by=SYSTEM)
    facts = {"id": peer.id, "state": peer.state, "mark": peer.mark}
    answer(facts, as_json=as_json, text=_("Đã cho máy {name} vào.").format(name=peer.name))


@app.command(help=_("Máy này, máy trung tâm, các máy trạm và những gì bị từ chối"))
def status(as_json: AsJson = False) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.changes.node import this_node
    from tuyen.platform.nodes import queries

    here, hub = this_node(), queries.upstream()
    facts = {
        "id": here.id,
        "name": here.name,
        "epoch": here.epoch,
        "is_demo": here.is_demo,
        "upstream": _told(hub) if hub else None,
        "nodes": [_told(peer) for peer in queries.nodes_of(SYSTEM)],
        "refusals": list(queries.refusals().values("day", "code", "peer_id", "times")),
    }
    if as_json:
        answer(facts, as_json=True, text="")
        return
    say(_("Máy này: {name} ({id})").format(**facts))
    if hub:
        say(_("Máy trung tâm: {line}").format(line=_line(hub)))
        if hub.state == "pending":
            digits = " ".join(queries.fingerprint_of(hub))
            say(_("Đọc dãy số này cho người duyệt: {digits}").format(digits=digits))
    else:
        say(_("Chưa ghép với máy trung tâm nào."))
    for peer in queries.nodes_of(SYSTEM):
        say(_line(peer))
    for row in queries.refusals():
        say(_("Bị từ chối {day}: {code}, {n} lần").format(day=row.day, code=row.code, n=row.times))


@app.command(help=_("Máy trung tâm: tạm ngừng một máy, hoặc báo mất (không nhận lại nữa)"))
def revoke(
    machine: Machine,
    why: Why,
    lost: Annotated[bool, typer.Option("--lost", help=_("Mất trộm hoặc thất lạc"))] = False,
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.nodes import actions, queries

    peer = _found(machine)
    if peer.state == "pending" and not lost:
        actions.reject(peer=peer, why=why, by=SYSTEM)
        answer({"id": machine, "state": "rejected"}, as_json=as_json, text=_("Đã từ chối máy."))
        return
    (actions.report_lost if lost else actions.suspend)(peer=peer, why=why, by=SYSTEM)
    facts: dict[str, Any] = {"id": peer.id, "state": peer.state}
    text = _("Máy {name} không được nhận gì nữa.").format(name=peer.name)
    if lost:
        facts["exposed"] = len(queries.exposed_patients(peer))
        text += " " + _("Máy giữ hồ sơ của {exposed} người; xem danh sách ở trang của máy.").format(
            **facts
        )
    answer(facts, as_json=as_json, text=text)


@app.command(help=_("Máy trung tâm: cho máy đang tạm ngừng dùng lại"))
def resume(machine: Machine, as_json: AsJson = False) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.nodes import actions

    peer = _found(machine)
    actions.resume(peer=peer, by=SYSTEM)
    text = _("Máy {name} dùng lại được.").format(name=peer.name)
    answer({"id": peer.id, "state": peer.state}, as_json=as_json, text=text)


@app.command(help=_("Máy trạm: thôi ghép với máy trung tâm, từ nay làm việc một mình"))
def leave(as_json: AsJson = False) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.nodes import actions

    actions.leave(by=SYSTEM)
    answer({"upstream": None}, as_json=as_json, text=_("Đã thôi ghép."))


def _told(peer: Any) -> dict[str, Any]:
    of_unit = ("id", "name", "state", "unit_name", "compartments", "mark", "epoch")
    of_machine = ("version", "queue", "offset_ms", "disk_free_mb")
    names = (*of_unit, *of_machine, "last_seen_at", "last_ok_at", "last_error", "flagged")
    return {name: getattr(peer, name) for name in names}


def _line(peer: Any) -> str:
    parts = [f"{peer.name}, {peer.unit_name}", str(peer.get_state_display()), str(peer.id)]
    if peer.last_seen_at:
        from tuyen.core.clock import VIETNAM

        parts.append(f"{peer.last_seen_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}")
    return "  ".join([*parts, peer.flagged]).rstrip()


def _found(text: str) -> Any:
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.nodes import queries

    def fits(peer: Any) -> bool:
        return text in (str(peer.id), peer.name) or peer.id.hex.endswith(text.lower())

    found = [peer for peer in queries.nodes_of(SYSTEM) if fits(peer)]
    if len(found) != 1:
        raise refuse(_("Không xác định được máy {name}.").format(name=text))
    return found[0]
