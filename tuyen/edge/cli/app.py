"""The list of commands. Each is a module beside this file, imported only when it is called.

A new command is a module with `app = commands()` and one line in COMMANDS; see README.md.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from tuyen.edge.cli.words import _

# name: (module in this folder, what it does)
COMMANDS = {
    "serve": ("serve", _("Chạy máy chủ")),
    "worker": ("worker", _("Chạy công việc nền của máy chủ trung tâm")),
    "init": ("init", _("Tạo thư mục dữ liệu, cơ sở dữ liệu và khóa của máy")),
    "migrate": ("migrate", _("Cập nhật cơ sở dữ liệu theo phiên bản chương trình")),
    "unit": ("unit", _("Lập đơn vị đầu tiên của máy, liệt kê đơn vị")),
    "user": ("user", _("Tạo tài khoản, đặt lại mật khẩu")),
    "node": ("node", _("Ghép máy với máy trung tâm, duyệt, tạm ngừng, báo mất")),
    "token": ("token", _("Khóa cho chương trình dùng API")),
    "import": ("import_file", _("Nhập tệp Excel hoặc CSV")),
    "sync": ("sync", _("Gửi, nhận hồ sơ với máy trung tâm, qua mạng hoặc tệp")),
    "backup": ("backup", _("Sao lưu vào một thư mục")),
    "restore": ("restore", _("Phục hồi từ một bản sao lưu")),
    "upgrade": ("upgrade", _("Sao lưu, cập nhật cơ sở dữ liệu rồi kiểm tra")),
    "demo": ("demo", _("Tạo mạng lưới mẫu trong cơ sở dữ liệu trống")),
    "two": ("two", _("Hai máy mẫu nối nhau, để thử khi mất mạng")),
    "reindex": ("reindex", _("Lập lại chỉ mục tìm người, đếm lại số ca")),
    "report": ("report", _("Báo cáo hoạt động, ra màn hình hoặc tệp")),
    "plot": ("plot", _("Vẽ biểu đồ ra tệp SVG")),
    "bench": ("bench", _("Đo tốc độ, kết quả từng dòng JSON")),
    "doctor": ("doctor", _("Kiểm tra máy: phiên bản, đĩa, đồng hồ, cơ sở dữ liệu")),
    "version": ("version", _("In phiên bản")),
}


class LateCommands(TyperGroup):
    """Lists the commands without importing them."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, what = COMMANDS[cmd_name]
        command = typer.main.get_command(import_module(f"tuyen.edge.cli.{module}").app)
        command.name, command.help = cmd_name, command.help or what
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section(_("Lệnh")):
            formatter.write_dl([(name, what) for name, (_module, what) in COMMANDS.items()])


_root = typer.Typer(
    cls=LateCommands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@_root.callback(help=_("Tuyến: hệ thống thông tin của mạng lưới y tế nhiều tuyến"))
def _tuyen() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")


def app(arguments: Sequence[str] | None = None) -> None:
    """Runs a command and ends the process with its exit code."""
    command = typer.main.get_command(_root)
    try:
        command(args=list(arguments) if arguments is not None else None, prog_name="tuyen")
    except Exception as fault:
        if sentence := _refusal(fault):
            typer.echo(sentence, err=True)
            raise SystemExit(1) from fault
        raise


def _refusal(fault: Exception) -> str:
    """A refusal's own sentence; empty for a fault that nobody foresaw."""
    from tuyen.core.errors import Refused

    return str(fault.message) if isinstance(fault, Refused) else ""
