"""The image and the compose file agree with the code, and the README names every variable."""

import re
from pathlib import Path

import pytest
import yaml

from kpi_portal.launch import probe
from scripts.provisioning import debian

ROOT = Path(__file__).resolve().parents[2]
LONG_RUNNING = {"web", "worker", "beat", "postgres", "redis"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_every_service_that_stays_has_a_health_check(compose):
    services = compose["services"]
    assert set(services) == LONG_RUNNING | {"migrate"}
    for name in LONG_RUNNING:
        assert services[name]["healthcheck"]["test"], name
        assert services[name]["restart"] == "unless-stopped"


def test_named_volumes_are_declared_and_data_outlives_containers(compose):
    named = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert named == set(compose["volumes"]) == {"data", "database"}


def test_the_portal_waits_for_its_database_broker_and_migrations(compose):
    for name in ("web", "worker", "beat"):
        waits = compose["services"][name]["depends_on"]
        assert waits["postgres"]["condition"] == "service_healthy"
        assert waits["redis"]["condition"] == "service_healthy"
        assert waits["migrate"]["condition"] == "service_completed_successfully"


def test_only_the_web_server_is_reachable(compose):
    assert [n for n, service in compose["services"].items() if "ports" in service] == ["web"]


def test_no_secret_has_a_default(compose):
    text = (ROOT / "docker-compose.yml").read_text()
    assert re.findall(r"\$\{(?:SECRET_KEY|POSTGRES_PASSWORD):-", text) == []
    assert compose["services"]["web"]["environment"]["SECRET_KEY"].startswith("${SECRET_KEY:?")


def test_the_image_has_the_packages_that_setup_installs():
    text = (ROOT / "Dockerfile").read_text()
    for package in debian.RUNTIME + debian.OFFICE:
        assert re.search(rf"(?m)^.*\b{re.escape(package)}\b", text), package
    assert "FROM python:3.11-slim-bookworm AS base" in text
    assert "USER portal" in text


def test_the_readme_names_every_variable_the_settings_read():
    read = set()
    for file in (ROOT / "kpi_portal/settings").glob("*.py"):
        if file.name != "test.py":
            pattern = r'(?:env\.\w+|whole_number|switch)\(\s*"([A-Z_]+)"'
            read |= set(re.findall(pattern, file.read_text()))
    table = set(re.findall(r"(?m)^\| `([A-Z_]+)`", (ROOT / "README.md").read_text()))
    assert read | {"HOST", "PORT"} == table


def test_the_probe_asks_by_a_served_name(monkeypatch):
    asked = {}

    class Connection:
        def __init__(self, host, port, timeout):
            asked["port"] = port

        def request(self, method, path, headers):
            asked.update(headers, path=path)

        def getresponse(self):
            return type("Answer", (), {"status": 200})

        def close(self):
            asked["closed"] = True

    monkeypatch.setattr(probe.http.client, "HTTPConnection", Connection)
    assert probe.status({"ALLOWED_HOSTS": ".example.go.th, b", "PORT": "9"}) == 200
    assert asked["Host"] == "example.go.th"
    assert asked["port"] == 9
    assert asked["path"] == "/health/"


def test_the_probe_of_a_silent_port():
    assert probe.status({"PORT": "1"}) == 0


@pytest.mark.django_db
def test_the_health_page_answers_without_a_sign_in(client):
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_the_health_page_says_when_the_database_is_away(rf, monkeypatch):
    from django.db import DatabaseError

    from kpi_portal.launch import health

    class Away:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Away())
    assert health.healthy(rf.get("/health/")).status_code == 503
