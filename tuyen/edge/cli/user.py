"""tuyen user add|reset|list|code: accounts on this node, without a network."""

from typing import Annotated, Any

import typer

from tuyen.edge.cli.console import AsJson, answer, commands, refuse, say, start_django
from tuyen.edge.cli.user_code import app as code
from tuyen.edge.cli.words import _

app = commands()
app.add_typer(code, name="code", help=_("Mã của tuyến trên, đọc qua điện thoại"))


def _account(username: str) -> Any:
    from tuyen.platform.accounts.models import Account

    account = Account.objects.filter(username=username.strip().lower()).first()
    if account is None:
        raise refuse(_("Không có tài khoản {name}.").format(name=username))
    return account


def unit_named(given: str) -> Any:
    """A unit by its id, or by its name where only one bears it."""
    import uuid

    from tuyen.platform.access.models import ScopeNode

    try:
        found = list(ScopeNode.objects.filter(unit_id=uuid.UUID(given)))
    except ValueError:
        found = list(ScopeNode.objects.filter(name__iexact=given)[:2])
    if len(found) != 1:
        raise refuse(_("Không xác định được đơn vị {name}. Hãy dùng mã UUID.").format(name=given))
    return found[0]


def _require_role(role: str) -> None:
    from tuyen.core import clock, rulebook

    known = rulebook.on("roles", clock.today())["role"]
    if role not in known:
        text = _("Không có vai trò {role}. Các vai trò: {known}")
        raise refuse(text.format(role=role, known=", ".join(sorted(known))))


@app.command(help=_("Tạo tài khoản có một vị trí công tác; in mật khẩu dùng một lần"))
def add(
    username: Annotated[str, typer.Argument(help=_("Tên đăng nhập"))],
    name: Annotated[str, typer.Option(help=_("Họ và tên"))],
    role: Annotated[str, typer.Option(help=_("Mã vai trò trong rulebook/roles.toml"))],
    unit: Annotated[str, typer.Option(help=_("Đơn vị: UUID hoặc tên"))],
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.core.errors import Refused
    from tuyen.platform.access import actions

    _require_role(role)
    password = actions.first_password()
    try:
        account = actions.create_account(
            username=username,
            full_name=name,
            role=role,
            at=unit_named(unit),
            password=password,
            by=SYSTEM,
        )
    except Refused as refusal:
        raise refuse(str(refusal)) from refusal
    _hand_over(account, password, as_json=as_json)


@app.command(help=_("Đặt lại mật khẩu; in mật khẩu dùng một lần"))
def reset(
    username: Annotated[str, typer.Argument(help=_("Tên đăng nhập"))], as_json: AsJson = False
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.access import actions

    account = _account(username)
    password = actions.first_password()
    actions.reset_password(account=account, password=password, by=SYSTEM)
    actions.set_in_use(account=account, is_active=True, by=SYSTEM)
    _hand_over(account, password, as_json=as_json)


def _hand_over(account: Any, password: str, *, as_json: bool) -> None:
    facts = {"id": account.id, "username": account.username, "password": password}
    text = _("Tài khoản {username}, mật khẩu dùng một lần: {password}").format(**facts)
    answer(facts, as_json=as_json, text=text)


@app.command("list", help=_("Liệt kê tài khoản"))
def list_accounts(as_json: AsJson = False) -> None:
    start_django()
    from tuyen.platform.accounts.models import Account

    fields = ("id", "username", "full_name", "is_active", "is_demo")
    rows = list(Account.objects.order_by("username").values(*fields))
    if as_json:
        answer(rows, as_json=True, text="")
        return
    for row in rows:
        say(f"{row['username']:<24} {row['full_name']}")
