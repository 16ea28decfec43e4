"""tuyen token add|revoke|list: keys for programs that use the API."""

from typing import Annotated, Any

import typer

from tuyen.edge.cli.console import AsJson, answer, commands, refuse, say, start_django
from tuyen.edge.cli.words import _

app = commands()


def _post(username: str) -> Any:
    from tuyen.platform.access.sign_in import posts_of
    from tuyen.platform.accounts.models import Account

    account = Account.objects.filter(username=username.strip().lower()).first()
    posts = posts_of(account) if account else []
    if not posts:
        raise refuse(_("Không có tài khoản {name} đang giữ vị trí công tác.").format(name=username))
    return posts[0]


@app.command(help=_("Tạo khóa cho một chương trình; khóa chỉ in ra một lần"))
def add(
    username: Annotated[str, typer.Argument(help=_("Tài khoản mà chương trình làm thay"))],
    name: Annotated[str, typer.Option(help=_("Chương trình nào dùng khóa"))],
    days: Annotated[int, typer.Option(help=_("Số ngày có hiệu lực, tối đa 366"))] = 90,
    only_reads: Annotated[bool, typer.Option(help=_("Khóa chỉ đọc, không ghi"))] = False,
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.core.errors import Refused
    from tuyen.platform.tokens import actions

    try:
        row, key = actions.issue(
            post=_post(username), name=name, days=days, only_reads=only_reads, by=SYSTEM
        )
    except Refused as refusal:
        raise refuse(str(refusal)) from refusal
    facts = {"id": str(row.id), "key": key, "expires_on": row.expires_on.isoformat()}
    answer(facts, as_json=as_json, text=_("Khóa (chỉ hiện một lần): {key}").format(**facts))


@app.command(help=_("Thu hồi một khóa"))
def revoke(token_id: Annotated[str, typer.Argument(help=_("Mã của khóa"))]) -> None:
    start_django()
    import uuid

    from tuyen.core.actor import SYSTEM
    from tuyen.platform.tokens import actions
    from tuyen.platform.tokens.models import ApiToken

    try:
        token = ApiToken.objects.get(pk=uuid.UUID(token_id))
    except (ValueError, ApiToken.DoesNotExist) as fault:
        raise refuse(_("Không có khóa này.")) from fault
    actions.revoke(token=token, by=SYSTEM)


@app.command("list", help=_("Liệt kê khóa, không hiện khóa"))
def list_tokens(as_json: AsJson = False) -> None:
    start_django()
    from tuyen.platform.tokens.models import ApiToken

    fields = ("id", "name", "account_id", "expires_on", "revoked_at", "used_at")
    rows = list(ApiToken.objects.order_by("created_at").values(*fields))
    if as_json:
        answer(rows, as_json=True, text="")
        return
    for row in rows:
        say(f"{row['id']}  {row['expires_on']:%d/%m/%Y}  {row['name']}")
