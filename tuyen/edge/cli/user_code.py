"""tuyen user code station|join|ask|use: the supervisor's code where there is no browser.

Codes are given on the page only: there the supervisor has signed in, with the second factor.
"""

from typing import Annotated

import typer

from tuyen.edge.cli.console import AsJson, answer, commands, refuse, start_django
from tuyen.edge.cli.words import _

app = commands()

Unit = Annotated[str, typer.Option(help=_("Đơn vị: UUID hoặc tên"))]
Purpose = Annotated[
    str, typer.Option("--for", help=_("password, second_factor, unlock hoặc create"))
]


def _required_purpose(purpose: str) -> str:
    from tuyen.platform.rescue import rules

    if purpose not in rules.PURPOSES:
        raise refuse(_("Chọn một việc: {known}").format(known=", ".join(rules.PURPOSES)))
    return purpose


@app.command(help=_("Tuyến trên: ghép một máy của trạm; in khóa ghép một lần"))
def station(
    unit: Unit,
    name: Annotated[str, typer.Option(help=_("Máy nào"))],
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.cli.user import unit_named
    from tuyen.platform.rescue import pairing

    row, key = pairing.know_station(unit_id=unit_named(unit).unit_id, name=name, by=SYSTEM)
    facts = {"id": row.id, "key": key}
    answer(facts, as_json=as_json, text=_("Khóa ghép (chỉ hiện một lần): {key}").format(key=key))


@app.command(help=_("Máy của trạm: nhận khóa ghép của tuyến trên"))
def join(
    key: Annotated[str, typer.Argument(help=_("Khóa ghép, bảy nhóm bốn chữ"))],
    unit: Unit,
    name: Annotated[str, typer.Option(help=_("Đơn vị tuyến trên"))],
    phone: Annotated[str, typer.Option(help=_("Gọi số nào"))],
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.cli.user import unit_named
    from tuyen.platform.rescue import pairing

    row = pairing.take_key(
        key=key, unit_id=unit_named(unit).unit_id, name=name, phone=phone, by=SYSTEM
    )
    answer({"id": row.id}, as_json=as_json, text=_("Đã ghép."))


@app.command(help=_("Máy của trạm: xin một số để đọc cho tuyến trên"))
def ask(
    username: Annotated[str, typer.Argument(help=_("Tên đăng nhập"))],
    purpose: Purpose = "password",
    name: Annotated[str, typer.Option(help=_("Họ và tên, khi lập tài khoản"))] = "",
    role: Annotated[str, typer.Option(help=_("Mã vai trò, khi lập tài khoản"))] = "",
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.platform.rescue import asking, rules

    row = asking.ask(
        purpose=_required_purpose(purpose), username=username, full_name=name, role=role
    )
    said = " ".join(rules.in_groups(row.number))
    facts = {"id": row.id, "number": row.number}
    answer(facts, as_json=as_json, text=_("Đọc số này: {number}").format(number=said))


@app.command(help=_("Máy của trạm: gõ mã nghe được"))
def use(
    number: Annotated[str, typer.Argument(help=_("Số đã đọc"))],
    code: Annotated[str, typer.Argument(help=_("Mã nghe được"))],
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.platform.rescue import asking, rules
    from tuyen.platform.rescue.forms import CodeForm
    from tuyen.platform.rescue.models import Question

    digits = rules.only_digits(number)
    question = Question.objects.filter(number=digits).order_by("-asked_at").first()
    if question is None:
        raise refuse(_("Máy này không cho số ấy."))
    typed = {"code": code}
    if question.purpose in ("password", "create"):
        chosen = typer.prompt(_("Mật khẩu mới"), hide_input=True, confirmation_prompt=True)
        typed |= {"password": chosen, "again": chosen}
    form = CodeForm(typed, purpose=question.purpose, username=question.username)
    if not form.is_valid():
        raise refuse(" ".join(str(fault) for each in form.errors.values() for fault in each))
    asking.redeem(question=question, code=code, password=typed.get("password", ""))
    facts = {"username": question.username}
    answer(
        facts, as_json=as_json, text=_("Xong: đăng nhập lại bằng tên {username}.").format(**facts)
    )
