"""The pictures of the guide on epidemics: from the situation of the province to the vaccine in the fridge."""

from typing import Any

import pytest

from tests.guide.player import Player, player
from tests.guide.test_guide import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def first(seen: Player, path: str) -> str:
    """The address of the first line of a list."""
    seen.go(path)
    address: str | None = seen.page.locator("a.row-link").first.get_attribute("href")
    assert address
    return address


@pytest.mark.capability("D9", where="/surveillance/")
@pytest.mark.parametrize("size", SIZES)
def test_a_province_where_measles_rises(epidemic: str, chromium: Any, size: str) -> None:
    """Situation, curve with threshold, signals, forecast: as the centre for disease control sees them."""
    with player(chromium, epidemic, "cdc", size) as centre:
        centre.go("/surveillance/")
        centre.reads("vượt ngưỡng")
        centre.look("tinh-hinh-dich")
        centre.go("/surveillance/curve/?disease=measles")
        centre.look("duong-cong-dich")
        centre.go("/surveillance/signals/")
        centre.look("tin-hieu-dich")
        centre.go("/surveillance/forecast/?disease=measles")
        centre.look("du-bao-dich")

        assert not centre.faults


@pytest.mark.capability("D5", where="/vaccines/")
def test_the_sheet_and_the_order(epidemic: str, chromium: Any) -> None:
    """The need sheet with its scenarios, the request with what came and what lacks, the plan in its phase."""
    with player(chromium, epidemic, "soyte") as office:
        office.go(first(office, "/vaccines/"))
        office.reads("Theo dự báo ca bệnh")
        office.look("bang-nhu-cau-vac-xin")
        office.go(first(office, "/vaccines/requests/"))
        office.reads("Còn thiếu")
        office.look("de-nghi-vac-xin")
        office.go(first(office, "/response-plans/"))
        office.reads("Việc của giai đoạn")
        office.look("ke-hoach-dap-ung")

        assert not office.faults


@pytest.mark.capability("D2", where="/campaigns/")
def test_a_campaign_of_the_department(epidemic: str, chromium: Any) -> None:
    """How far each commune has come, on the map and in the list; reactions told of by the stations below."""
    with player(chromium, epidemic, "soyte") as office:
        campaign = first(office, "/campaigns/")
        office.go(f"{campaign}map/")
        office.reads("Từng xã, thấp nhất trước")
        office.look("ban-do-chien-dich")
        office.go("/immunizations/events/below/?all=1")
        office.reads("Lô tạm dừng")
        office.look("phan-ung-tuyen-duoi")

        assert not office.faults


@pytest.mark.capability("D1", where="/immunizations/sessions/")
@pytest.mark.capability("D8", where="/isolation-areas/")
@pytest.mark.parametrize("size", SIZES)
def test_a_day_of_the_first_commune(epidemic: str, chromium: Any, size: str) -> None:
    """The campaign's list, the sheet of the immunisation day, the hamlet closed off, the ward."""
    with player(chromium, epidemic, "tram01", size) as station:
        station.go(f"{first(station, '/campaigns/')}people/")
        station.look("danh-sach-tiem")
        station.go(first(station, "/immunizations/sessions/"))
        station.look("buoi-tiem")
        station.go(first(station, "/outbreaks/"))
        station.page.locator("a", has_text="Bản Mẫu Một").first.click()
        station.reads("15/QĐ-UBND")
        station.look("vung-khoanh")
        ward = first(station, "/isolation-areas/")
        station.go(ward)
        station.look("khu-dieu-tri")
        station.go(f"{ward}people/")
        station.look("theo-doi-trong-khu")

        assert not station.faults


@pytest.mark.capability("D7", where="/outbreaks/")
@pytest.mark.capability("D4", where="/vaccines/cold/")
@pytest.mark.parametrize("size", SIZES)
def test_a_station_in_the_outbreak(epidemic: str, chromium: Any, size: str) -> None:
    """Children who lack doses and who are left, contacts, a school sampled, fridges with one too warm."""
    with player(chromium, epidemic, "tram01", size) as station:
        station.go("/immunizations/due/")
        station.look("den-lich-tiem")
        station.go(f"{first(station, '/outbreaks/')}contacts/")
        station.look("theo-doi-tiep-xuc")
        station.go("/immunizations/susceptibles/")
        station.look("tre-con-cam-nhiem")
        sampled = first(station, "/sampling/")
        station.go(sampled)
        station.look("dot-lay-mau")
        station.go(f"{sampled}pools/")
        station.look("mau-gop")
        station.go("/vaccines/cold/")
        station.look("day-chuyen-lanh")
        station.go("/vaccines/cold/readings/")
        station.look("ghi-nhiet-do")
        station.go("/vaccines/cold/excursions/")
        station.go(first(station, "/vaccines/cold/excursions/"))
        station.look("nhiet-do-ra-ngoai")
        station.page.locator("p.sub a").first.click()
        station.reads("Bảng số")
        station.look("thang-nhiet-do")

        assert not station.faults
