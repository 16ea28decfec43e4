"""On the station, without a line: a number is asked for, a code is typed, the account works again."""

import datetime as dt
import secrets

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_wrong_passwords
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access import actions as access
from tuyen.platform.access.models import AccountAct, RoleAssignment, ScopeNode
from tuyen.platform.accounts.models import Account, AccountSession
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.rescue import rules, safe
from tuyen.platform.rescue.models import Question, UpperTier

# What the account's history says of each purpose.
ACTS = {
    "password": "password_by_code",
    "second_factor": "factors_by_code",
    "unlock": "unlocked_by_code",
    "create": "created_by_code",
}


def tier_in_force() -> UpperTier | None:
    return UpperTier.objects.filter(ended_at=None).order_by("-made_at").first()


def ask(
    *, purpose: str, username: str, place: str = "", full_name: str = "", role: str = ""
) -> Question:
    """A number to read out, good for half an hour.

    It is given for names that nobody bears, too: the page tells no stranger who works here.
    """
    tier = tier_in_force()
    if tier is None:
        raise Refused(
            _("Máy này chưa ghép với tuyến trên. Nhờ người quản trị tài khoản của đơn vị.")
        )
    if purpose == "create" and rules.is_out_of_reach(access.role_permissions(role)):
        raise Refused(_("Vai trò này không lập qua điện thoại được."), field="role")
    now = clock.now()
    lately = Question.objects.filter(asked_at__gt=now - dt.timedelta(hours=1))
    row = Question(
        id=uuid7(),
        tier=tier,
        number=rules.with_check(secrets.randbits(64)),
        purpose=purpose,
        username=username.strip().lower(),
        full_name=full_name.strip(),
        role=role if purpose == "create" else "",
        place=place,
        asked_at=now,
        expires_at=now + dt.timedelta(minutes=rules.MINUTES),
    )
    with write_turn(), transaction.atomic():
        from_here = lately.filter(place=place).count()
        if from_here >= rules.ASKED_FROM_ONE_PLACE or lately.count() >= rules.ASKED_IN_ALL:
            raise Refused(_("Đã xin quá nhiều số trong một giờ: chờ rồi xin lại."), code="many")
        row.save(force_insert=True)
    return row


def redeem(*, question: Question, code: str, password: str = "") -> Account | None:
    """The supervisor's code does what the number was asked for, once.

    password: chosen by the person, already judged; for `password` and `create`. Refused with one
    sentence for a code that is wrong, old, used or made for something else. The account when it
    works again.
    """
    _require_open(question)
    digits = rules.only_digits(code)
    if not rules.heard_rightly(digits):  # heard or typed wrongly: no guess, so none is counted
        raise Refused(
            _("Mã chưa đúng: nhờ đọc lại từng nhóm ba chữ số."), field="code", code="heard"
        )
    secret = safe.unwrap(bytes(question.tier.wrapped), question.tier_id)
    _count_try(question)
    if secret is None or not rules.is_answer(
        digits, secret, number=question.number, purpose=question.purpose,
        username=question.username, role=question.role,
    ):  # fmt: skip
        raise Refused(_wrong(question), field="code", code="wrong")
    account = _account_of(question)
    with write_turn(), transaction.atomic():
        _use_up(question)
        if account:
            _open_again(account, question.purpose, password)
    if account is None:
        account = _make(question, password)
    _write_down(account, question)
    return account


def _require_open(question: Question) -> None:
    question.refresh_from_db()
    if question.used_at:
        raise Refused(_("Mã này đã dùng rồi. Cần nữa thì xin số mới."), code="used")
    if question.tier.ended_at:
        raise Refused(_("Máy này đã thôi ghép với tuyến trên. Xin số mới."), code="old")
    if question.expires_at <= clock.now():
        raise Refused(_("Số này đã quá 30 phút. Xin số mới rồi gọi lại."), code="old")
    if question.tries >= rules.TRIES:
        raise Refused(_("Đã sai 5 lần. Xin số mới rồi gọi lại."), code="many")


def _count_try(question: Question) -> None:
    """Counted before the comparison: guesses sent at once are still five in all."""
    with write_turn():
        counted = Question.objects.filter(pk=question.pk, tries__lt=rules.TRIES).update(
            tries=F("tries") + 1
        )
    if not counted:
        raise Refused(_("Đã sai 5 lần. Xin số mới rồi gọi lại."), code="many")
    question.tries += 1


def _wrong(question: Question) -> str:
    left = rules.TRIES - question.tries
    if not left:
        return _("Mã không đúng, đã sai 5 lần. Xin số mới rồi gọi lại.")
    return _("Mã không đúng cho số này, tên này và việc này. Còn %(left)d lần.") % {"left": left}


def _use_up(question: Question) -> None:
    """Of two who send the same code at once, one wins."""
    now = clock.now()
    won = Question.objects.filter(pk=question.pk, used_at=None).update(used_at=now)
    if not won:
        raise Refused(_("Mã này đã dùng rồi. Cần nữa thì xin số mới."), code="used")


def _account_of(question: Question) -> Account | None:
    """The account that is helped; None where it is to be made."""
    account = Account.objects.filter(username=question.username).first()
    if question.purpose == "create":
        if account:
            raise Refused(_("Tên đăng nhập này đã có người dùng."), field="username")
        return None
    if account is None or not account.is_active:
        raise Refused(_("Tài khoản này không có hoặc đã bị khóa hẳn: xem lại tên đăng nhập."))
    _require_in_reach(account, question.tier)
    return account


def _require_in_reach(account: Account, tier: UpperTier) -> None:
    """Every post lies at this unit or below it, and none watches over privacy."""
    root = ScopeNode.objects.get(unit_id=tier.unit_id)
    posts = list(RoleAssignment.objects.filter(account_id=account.pk))
    below = ScopeNode.objects.filter(
        unit_id__in=[post.unit_id for post in posts], path__startswith=root.path
    ).values_list("unit_id", flat=True)
    if not posts or {post.unit_id for post in posts} - set(below):
        raise Refused(_("Tài khoản này còn làm việc ở đơn vị khác: người quản trị ở đó đặt lại."))
    if any(rules.is_out_of_reach(access.role_permissions(post.role)) for post in posts):
        raise Refused(_("Tài khoản này chỉ đặt lại được ngay trên máy chủ: tuyen user reset."))


def _open_again(account: Account, purpose: str, password: str) -> None:
    if purpose == "password":
        account.set_password(password)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
    if purpose == "second_factor":
        Authenticator.objects.filter(user=account).delete()
    if purpose != "unlock":  # whoever found the telephone, or knew the old password, is out
        AccountSession.objects.filter(account_id=account.pk).delete()
    forget_wrong_passwords(username=account.username)


def _make(question: Question, password: str) -> Account:
    account = access.create_account(
        username=question.username,
        full_name=question.full_name,
        role=question.role,
        at=ScopeNode.objects.get(unit_id=question.tier.unit_id),
        password=password,
        by=SYSTEM,
    )
    account.must_change_password = False  # it is the person's own from the first day
    account.save(update_fields=["must_change_password"])
    return account


def _write_down(account: Account, question: Question) -> None:
    if question.purpose == "password":
        access.end_what_hangs_on(account)
    act = AccountAct(
        account_id=account.pk,
        unit_id=question.tier.unit_id,
        act=ACTS[question.purpose],
        username=account.username,
    )
    why = _("Mã của %(tier)s, số %(number)s") % {
        "tier": question.tier.name,
        "number": question.number,
    }
    with changes.apply(actor=SYSTEM, reason=f"rescue.{question.purpose}", why=why) as log:
        log.create(act)
