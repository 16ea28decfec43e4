"""A code of the supervisor opens one account of one machine, once, without a line."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access.actions import assign_role
from tuyen.platform.access.models import AccountAct, ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account, AccountSession
from tuyen.platform.rescue import asking, giving, jobs, pairing, rules, safe
from tuyen.platform.rescue.models import CodeGiven, KnownStation, Question, UpperTier
from tuyen.platform.rescue.request import Asked

pytestmark = pytest.mark.django_db
NEW = "trời mưa thì nghỉ chợ"
REASON = "Quên mật khẩu sau kỳ nghỉ phép dài"


class Line:
    """A station and its centre: two ends of a telephone."""

    def __init__(self) -> None:
        self.centre = node("Trung tâm Y tế", kind="health_centre")
        self.station = node("Trạm Y tế xã Mẫu", under=self.centre)
        self.nurse = account_at(self.station, "station_nurse", name="Lò Thị Mẫu")
        self.boss = account_at(self.centre, "unit_administrator", name="Quàng Văn Mẫu")
        self.known, self.key = self.know("Máy bàn")
        self.tier = self.join(self.key)

    def know(self, name: str) -> tuple[KnownStation, str]:
        return pairing.know_station(unit_id=self.station.unit_id, name=name, by=SYSTEM)

    def join(self, key: str) -> UpperTier:
        return pairing.take_key(
            key=key, unit_id=self.station.unit_id, name="Trung tâm", phone="0212 000", by=SYSTEM
        )

    def ask(self, purpose: str = "password", **more: str) -> Question:
        return asking.ask(purpose=purpose, **({"username": self.nurse.username} | more))

    def told(self, question: Question, **other: str) -> str:
        """What the supervisor reads back."""
        asked = {
            "number": question.number,
            "purpose": question.purpose,
            "username": question.username,
            "role": question.role,
        }
        return giving.give(
            station=self.known,
            asked=Asked.heard(**(asked | other)),
            person="Lò Thị Mẫu",
            known_by="voice",
            reason=REASON,
            by=actor_of(self.boss),
        )


@pytest.fixture
def line() -> Line:
    return Line()


def acts(account: Account) -> list[str]:
    return list(AccountAct.objects.filter(account_id=account.pk).values_list("act", flat=True))


def test_a_forgotten_password_is_replaced_and_written_down_on_both_sides(line: Line) -> None:
    colleague = browser_of(line.nurse)  # a session that somebody left open
    question = line.ask()

    asking.redeem(question=question, code=line.told(question), password=NEW)

    line.nurse.refresh_from_db()
    assert line.nurse.check_password(NEW)
    assert not line.nurse.must_change_password
    assert not AccountSession.objects.filter(account_id=line.nurse.pk).exists()
    assert colleague.get("/").status_code == 302
    assert "password_by_code" in acts(line.nurse)
    given = CodeGiven.objects.get()
    assert (given.person_name, given.reason, given.given_by_id) == (
        "Lò Thị Mẫu", REASON, line.boss.pk,
    )  # fmt: skip


def test_a_lost_telephone_leaves_the_password_and_takes_every_second_factor(line: Line) -> None:
    before = line.nurse.password
    Authenticator.objects.create(user=line.nurse, type="totp", data={"secret": "x"})
    question = line.ask("second_factor")

    asking.redeem(question=question, code=line.told(question))

    line.nurse.refresh_from_db()
    assert not Authenticator.objects.filter(user=line.nurse).exists()
    assert line.nurse.password == before
    assert "factors_by_code" in acts(line.nurse)


def test_five_wrong_passwords_are_forgiven_at_once(line: Line) -> None:
    door, sign_in = Client(), reverse("account_login")
    for _guess in range(5):
        refused = door.post(sign_in, {"login": line.nurse.username, "password": "sai"})
    assert refused.status_code == 429
    assert reverse("rescue:ask") in refused.text
    question = line.ask("unlock")

    asking.redeem(question=question, code=line.told(question))

    from tests.network import PASSWORD

    entered = door.post(sign_in, {"login": line.nurse.username, "password": PASSWORD})
    assert entered.status_code == 302


def test_a_new_colleague_gets_an_account_at_the_station(line: Line) -> None:
    question = line.ask(
        "create", username="lo.van.moi", full_name="Lò Văn Mới", role="station_nurse"
    )

    made = asking.redeem(question=question, code=line.told(question), password=NEW)

    who = actor_of(Account.objects.get(username="lo.van.moi"))
    assert (who.role, who.unit_id) == ("station_nurse", line.station.unit_id)
    assert {"created", "created_by_code"} <= set(acts(made))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"username": "ai.do.khac"}, id="another-account"),
        pytest.param({"purpose": "unlock"}, id="another-purpose"),
        pytest.param({"number": rules.with_check(4711)}, id="another-number"),
    ],
)
def test_a_code_for_something_else_opens_nothing(line: Line, other: dict[str, str]) -> None:
    question = line.ask()
    code = line.told(question, **other)

    with pytest.raises(Refused, match="Mã không đúng cho số này"):
        asking.redeem(question=question, code=code, password=NEW)

    line.nurse.refresh_from_db()
    assert not line.nurse.check_password(NEW)


def test_a_code_of_another_machine_opens_nothing(line: Line) -> None:
    question = line.ask()
    line.known, _key = line.know("Máy khác")
    code = line.told(question)

    with pytest.raises(Refused, match="Mã không đúng cho số này"):
        asking.redeem(question=question, code=code, password=NEW)


def test_a_code_works_once(line: Line) -> None:
    question = line.ask("unlock")
    code = line.told(question)
    asking.redeem(question=question, code=code)

    with pytest.raises(Refused, match="dùng rồi"):
        asking.redeem(question=question, code=code)
    again = line.ask("unlock")
    with pytest.raises(Refused, match="Mã không đúng"):
        asking.redeem(question=again, code=code)

    assert acts(line.nurse).count("unlocked_by_code") == 1


def test_of_two_who_send_one_code_at_once_one_wins(line: Line) -> None:
    question = line.ask("unlock")
    code = line.told(question)
    beside = Question.objects.get(pk=question.pk)
    asking._use_up(question)

    with pytest.raises(Refused, match="dùng rồi"):
        asking._use_up(beside)

    assert code


def test_a_number_is_over_after_half_an_hour(line: Line) -> None:
    question = line.ask("unlock")
    code = line.told(question)

    with (
        clock.stopped(clock.now() + dt.timedelta(minutes=31)),
        pytest.raises(Refused, match="quá 30 phút"),
    ):
        asking.redeem(question=question, code=code)


def test_guessing_ends_after_five_and_the_right_code_comes_too_late(line: Line) -> None:
    question = line.ask("unlock")
    right = line.told(question)
    wrong = [rules.with_check(n) for n in range(6) if rules.with_check(n) != right][:5]

    said = []
    for guess in wrong:
        with pytest.raises(Refused) as refusal:
            asking.redeem(question=question, code=guess)
        said.append(str(refusal.value))

    assert "Còn 4 lần" in said[0]
    assert "đã sai 5 lần" in said[4]
    with pytest.raises(Refused, match="Đã sai 5 lần"):
        asking.redeem(question=question, code=right)


def test_guesses_sent_at_once_are_still_five_in_all(line: Line) -> None:
    question = line.ask("unlock")
    stale = [Question.objects.get(pk=question.pk) for _copy in range(6)]

    for copy in stale[:5]:
        asking._count_try(copy)
    with pytest.raises(Refused, match="Đã sai 5 lần"):
        asking._count_try(stale[5])


def test_a_digit_heard_wrongly_is_no_guess(line: Line) -> None:
    question = line.ask("unlock")
    code = line.told(question)
    misheard = f"{(int(code[0]) + 1) % 10}{code[1:]}"

    with pytest.raises(Refused, match="đọc lại"):
        asking.redeem(question=question, code=misheard)

    question.refresh_from_db()
    assert question.tries == 0
    with pytest.raises(Refused, match="nghe chưa đúng"):
        line.told(question, number=question.number[::-1] + "1")


def test_one_computer_asks_ten_times_an_hour_and_others_still_can(line: Line) -> None:
    for _time in range(rules.ASKED_FROM_ONE_PLACE):
        line.ask(place="10.0.0.7")

    with pytest.raises(Refused, match="quá nhiều số"):
        line.ask(place="10.0.0.7")

    assert line.ask(place="10.0.0.8")


def test_a_supervisor_gives_ten_codes_an_hour(line: Line) -> None:
    question = line.ask("unlock")
    for _time in range(rules.GIVEN_BY_ONE):
        line.told(question)

    with pytest.raises(Refused, match="10 mã"):
        line.told(question)


def test_who_stands_beside_or_below_gives_no_code(line: Line) -> None:
    question = line.ask("unlock")
    own = actor_of(account_at(line.station, "unit_administrator"))
    cousin = actor_of(account_at(node("Trung tâm khác"), "unit_administrator"))
    nurse = actor_of(account_at(line.centre, "station_nurse"))

    for who in (own, cousin, nurse):
        with pytest.raises(NotPermitted):
            giving.give(
                station=line.known,
                asked=Asked.heard(question.number, "unlock", line.nurse.username),
                person="Mẫu",
                known_by="voice",
                reason=REASON,
                by=who,
            )

    assert not CodeGiven.objects.exists()


def test_a_strangers_name_gets_a_number_like_any_other(line: Line) -> None:
    question = line.ask("unlock", username="khong.co.ai")

    with pytest.raises(Refused, match="không có hoặc đã bị khóa"):
        asking.redeem(question=question, code=line.told(question))


def test_an_account_of_elsewhere_or_of_privacy_is_not_opened_by_telephone(line: Line) -> None:
    assign_role(account=line.nurse, role="station_nurse", at=node("Nơi khác"), by=SYSTEM)
    officer = account_at(line.station, "privacy_officer")
    for account, sentence in ((line.nurse, "đơn vị khác"), (officer, "ngay trên máy chủ")):
        question = line.ask("password", username=account.username)
        with pytest.raises(Refused, match=sentence):
            asking.redeem(question=question, code=line.told(question), password=NEW)
        account.refresh_from_db()
        assert not account.check_password(NEW)


def test_no_privacy_role_is_made_by_telephone(line: Line) -> None:
    with pytest.raises(Refused, match="qua điện thoại"):
        line.ask("create", username="mot.nguoi", full_name="Mẫu", role="privacy_officer")


def test_a_machine_that_was_given_up_gets_no_code_and_takes_none(line: Line) -> None:
    question = line.ask("unlock")
    code = line.told(question)
    pairing.forget_station(station=line.known, by=actor_of(line.boss))
    pairing.leave_tier(tier=line.tier, by=SYSTEM)

    with pytest.raises(Refused, match="thôi ghép"):
        asking.redeem(question=question, code=code)
    line.known.refresh_from_db()
    with pytest.raises(Refused, match="thôi ghép"):
        line.told(question)
    with pytest.raises(Refused, match="chưa ghép"):
        line.ask("unlock")


def test_a_stolen_database_opens_nothing(line: Line, settings, tmp_path) -> None:
    question = line.ask("unlock")
    secret = rules.key_secret(line.key) or b""
    assert secret not in bytes(line.known.wrapped) + bytes(line.tier.wrapped)

    settings.TUYEN_HOME = tmp_path  # the database alone, without the node's file

    assert safe.unwrap(bytes(line.tier.wrapped), line.tier.pk) is None
    with pytest.raises(Refused, match="ghép lại"):
        line.told(question)


def test_old_numbers_are_forgotten(line: Line) -> None:
    line.ask()
    with clock.stopped(clock.now() + dt.timedelta(days=91)):
        line.ask()
        jobs.forget_old_questions()

    assert Question.objects.count() == 1


def test_the_pages_of_both_sides(line: Line) -> None:
    door, desk = Client(), browser_of(line.boss)
    asked = door.post(
        reverse("rescue:ask"), {"purpose": "password", "username": line.nurse.username}
    )
    shown = door.get(asked["Location"])
    number = " ".join(rules.in_groups(Question.objects.get().number))
    assert number in shown.text
    assert "0212 000" in shown.text

    given = desk.post(
        reverse("rescue:desk"),
        {
            "station": str(line.known.pk), "person": "Lò Thị Mẫu", "known_by": "called_back",
            "purpose": "password", "username": line.nurse.username, "number": number,
            "reason": REASON, "role": "",
        },
    )  # fmt: skip
    assert "no-store" in given["Cache-Control"]
    code = " ".join(given.context["groups"])
    different = door.post(asked["Location"], {"code": code, "password": NEW, "again": "khác hẳn"})
    opened = door.post(asked["Location"], {"code": code, "password": NEW, "again": NEW})

    assert different.status_code == 422
    assert "không giống nhau" in different.text
    assert opened.status_code == 302
    line.nurse.refresh_from_db()
    assert line.nurse.check_password(NEW)
    history = desk.get(reverse("web:account", args=[line.nurse.pk]))
    assert "Đặt mật khẩu mới bằng mã của tuyến trên" in history.text
    assert Question.objects.get().number in history.text


def test_two_machines_are_paired_on_the_pages(line: Line) -> None:
    desk = browser_of(line.boss)
    host = browser_of(account_at(line.station, "node_administrator"))

    made = desk.post(
        reverse("rescue:know_station"), {"unit": str(line.station.unit_id), "name": "Máy mới"}
    )
    said = {"name": "Trung tâm", "phone": "0212 111", "unit": str(line.station.unit_id)}
    mistyped = host.post(reverse("rescue:machine"), said | {"key": made.context["key"][:-1] + "1"})
    joined = host.post(reverse("rescue:machine"), said | {"key": made.context["key"].lower()})

    assert "no-store" in made["Cache-Control"]
    assert "Máy mới, Trạm Y tế xã Mẫu" in made.text
    assert mistyped.status_code == 422
    assert joined.status_code == 302
    assert asking.tier_in_force().phone == "0212 111"
    foreign = {"unit": str(node("Trạm khác").unit_id), "name": "Máy"}
    assert desk.post(reverse("rescue:know_station"), foreign).status_code == 422
    theirs = KnownStation.objects.create(
        unit_id=ScopeNode.objects.get(name="Trạm khác").unit_id, name="x", wrapped=b"x"
    )
    assert desk.post(reverse("rescue:forget_station", args=[theirs.pk])).status_code == 404
