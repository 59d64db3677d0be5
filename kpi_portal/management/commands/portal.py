"""`manage.py portal`: look, prepare, run the web server and the worker until Ctrl-C."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kpi_portal.launch import plan, preflight, prepare
from kpi_portal.launch.supervisor import Supervisor


class Command(BaseCommand):
    help = "Start the portal on this machine; Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            where = preflight.address(os.environ)
            preflight.check_folder(settings.DATA_DIR)
            with preflight.only_one(settings.DATA_DIR):
                preflight.check_port(where)
                preflight.check_redis(os.environ.get("REDIS_URL", ""))
                status = self._run(where)
        except preflight.NotReady as reason:
            self.stderr.write(f"KPI Portal: {reason}")
            status = 1
        sys.exit(status)

    def _run(self, where: preflight.Address) -> int:
        self._prepare()
        children = plan.children(where, os.environ)
        return Supervisor(children, where, self._say).run(lambda: self._welcome(where))

    def _prepare(self) -> None:
        self._say("เตรียมฐานข้อมูล · preparing the database")
        prepare.database()
        if prepare.static_files():
            self._say("รวบรวมไฟล์หน้าเว็บแล้ว · browser files collected")
        if prepare.demo_data():
            self._say("สร้างข้อมูลตัวอย่างแล้ว · demo data made")
        prepare.let_go()

    def _welcome(self, where: preflight.Address) -> None:
        self._say("")
        self._say(f"KPI Portal: {where.url}    (Ctrl-C ปิด · stops)")
        prepare.demo_sign_ins(self.stdout)
        prepare.let_go()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
