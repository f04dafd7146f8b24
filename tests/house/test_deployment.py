"""What is deployed: manifests as kustomize renders them, checked against Kubernetes and each other."""

import base64
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from pydantic import SecretStr

from aics_app.settings import Settings, SettingsError, load, variables
from tests.house.tree import ROOT

Manifest = dict[str, Any]

OVERLAYS = ("demo", "production")
# The oldest one that knows the "sleep" of preStop, and the newest one.
KUBERNETES = ("1.30", "1.37")
# Certificates are the cluster's business.
MADE_BY_OTHERS = {("Secret", "aics-tls")}


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_manifest_is_valid_to_the_letter(overlay: str, version: str) -> None:
    for manifest in _rendered(overlay):
        kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_name_that_is_referred_to_exists(overlay: str) -> None:
    present = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in _rendered(overlay)}
    wanted = {reference for manifest in _rendered(overlay) for reference in _references(manifest)}
    assert wanted, "no reference found: this file no longer knows one"
    assert sorted(wanted - present - MADE_BY_OTHERS) == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_selector_finds_pods_and_their_ports(overlay: str) -> None:
    pods = [_pod(manifest) for manifest in _rendered(overlay) if _pod(manifest)]
    for manifest in _rendered(overlay):
        for labels, ports in _selections(manifest):
            chosen = [pod for pod in pods if labels.items() <= pod["metadata"]["labels"].items()]
            assert chosen, f"{manifest['kind']} {manifest['metadata']['name']} selects nothing"
            offered = {port["name"] for pod in chosen for port in _containers(pod)[0].get("ports", [])}
            assert ports <= offered, f"{manifest['kind']} {manifest['metadata']['name']}"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_container_is_locked_in_and_limited(overlay: str) -> None:
    for manifest in _rendered(overlay):
        pod = _pod(manifest)
        for container in _containers(pod):
            locked = pod["spec"]["securityContext"] | container["securityContext"]
            assert locked["runAsNonRoot"]
            assert locked["runAsUser"] > 0
            assert locked["readOnlyRootFilesystem"]
            assert not locked["allowPrivilegeEscalation"]
            assert locked["capabilities"] == {"drop": ["ALL"]}
            assert locked["seccompProfile"] == {"type": "RuntimeDefault"}
            assert {"cpu", "memory"} <= container["resources"]["limits"].keys()
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
            assert re.search(r":\d[\w.]*$", container["image"]), "an image is named with its version"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_pods_are_told_settings_and_nothing_else(overlay: str) -> None:
    plain, secret = _environ(overlay, "ConfigMap"), _environ(overlay, "Secret")
    assert sorted((plain.keys() | secret.keys()) - variables().keys()) == []
    assert [name for name in plain if _is_secret(name)] == [], "a secret stands in the ConfigMap"
    assert [name for name in secret if not _is_secret(name)] == []
    for manifest in _rendered(overlay):
        assert not _pod(manifest) or _pod(manifest)["spec"]["enableServiceLinks"] is False


def test_the_demo_starts_with_what_it_is_told(tmp_path: Path) -> None:
    settings = load(
        _environ("demo", "ConfigMap") | _environ("demo", "Secret") | {"APP_DATA_DIR": str(tmp_path)}
    )
    assert settings.is_demo
    assert settings.jwt.secret.get_secret_value()


def test_production_refuses_the_placeholders_and_starts_without_them(tmp_path: Path) -> None:
    environ = _environ("production", "ConfigMap") | {"APP_DATA_DIR": str(tmp_path)}
    with pytest.raises(SettingsError) as refusal:
        load(environ | _environ("production", "Secret"))
    assert {line.split(":")[0] for line in refusal.value.lines} >= {"APP_SECRET", "JWT_SECRET"}
    own = {
        name: f"{number:02d}b1946ac92492d2347c6235b4d2611184"
        for number, name in enumerate(_secrets("production"))
    }
    assert not load(environ | own | {"MAIL_SMTP_URL": "", "DEMO_PASSWORD": ""}).is_demo


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_where_files_and_mails_go_can_be_set_in_the_manifests(overlay: str) -> None:
    named = _environ(overlay, "ConfigMap").keys() | _environ(overlay, "Secret").keys()
    wanted = {name for name in variables() if name.startswith(("FILE_", "MAIL_"))}
    assert {"FILE_S3_BUCKET", "MAIL_SMTP_URL"} < wanted
    assert sorted(wanted - named) == []


def test_image_manifests_and_settings_agree_on_the_port_and_the_health_check() -> None:
    port = str(Settings().app.port)
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert f"\nEXPOSE {port}\n" in dockerfile
    assert "/api/health'" in dockerfile
    app = next(
        m for m in _rendered("production") if m["kind"] == "Deployment" and m["metadata"]["name"] == "aics"
    )
    container = _containers(_pod(app))[0]
    assert [str(offer["containerPort"]) for offer in container["ports"]] == [port]
    assert _environ("production", "ConfigMap")["APP_PORT"] == port
    assert container["readinessProbe"]["httpGet"]["path"] == "/api/health/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/api/health"


def test_the_image_is_made_of_files_that_exist_and_leaves_the_rest_out() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").split()
    let_in = [line[1:] for line in lines if line.startswith("!")]
    assert "*" in lines
    assert [name for name in let_in if not (ROOT / name).exists()] == []
    assert {"requirements.txt", "aics_app", "alembic", "rxconfig.py"} <= set(let_in)
    assert not {"tests", "data", ".venv", ".git", "."} & set(let_in)


@cache
def _rendered(overlay: str) -> list[Manifest]:
    command = [f"{sys.prefix}/bin/kubectl", "kustomize", str(ROOT / "k8s" / "overlays" / overlay)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [manifest for manifest in yaml.safe_load_all(done.stdout) if manifest]


def _pod(manifest: Manifest) -> Manifest:
    """The template of a Deployment, StatefulSet or Job; empty for anything else."""
    template: Manifest = manifest.get("spec", {}).get("template", {})
    return template


def _containers(pod: Manifest) -> list[Manifest]:
    spec = pod.get("spec", {})
    return [*spec.get("containers", []), *spec.get("initContainers", [])]


def _references(manifest: Manifest) -> set[tuple[str, str]]:
    """Every (kind, name) that a manifest counts on."""
    spec = manifest.get("spec", {})
    found = set()
    if target := spec.get("scaleTargetRef"):
        found.add((target["kind"], target["name"]))
    for rule in spec.get("rules", []) if manifest["kind"] == "Ingress" else []:
        found |= {("Service", path["backend"]["service"]["name"]) for path in rule["http"]["paths"]}
    found |= {("Secret", tls["secretName"]) for tls in spec.get("tls", [])}
    if manifest["kind"] == "StatefulSet":
        found.add(("Service", spec["serviceName"]))
    pod = _pod(manifest).get("spec", {})
    if "serviceAccountName" in pod:
        found.add(("ServiceAccount", pod["serviceAccountName"]))
    for volume in pod.get("volumes", []):
        if claim := volume.get("persistentVolumeClaim"):
            found.add(("PersistentVolumeClaim", claim["claimName"]))
    for container in _containers(_pod(manifest)):
        found |= _environment_references(container)
    return found


def _environment_references(container: Manifest) -> set[tuple[str, str]]:
    kinds = {
        "configMapRef": "ConfigMap",
        "configMapKeyRef": "ConfigMap",
        "secretRef": "Secret",
        "secretKeyRef": "Secret",
    }
    sources = container.get("envFrom", []) + [
        entry.get("valueFrom", {}) for entry in container.get("env", [])
    ]
    return {(kinds[kind], reference["name"]) for source in sources for kind, reference in source.items()}


def _selections(manifest: Manifest) -> list[tuple[dict[str, str], set[str]]]:
    """The labels that a manifest chooses pods by, and the ports that it expects of them by name."""
    spec = manifest.get("spec", {})
    if manifest["kind"] == "Service":
        return [(spec["selector"], {port["targetPort"] for port in spec["ports"]})]
    if manifest["kind"] == "PodDisruptionBudget":
        return [(spec["selector"]["matchLabels"], set())]
    if manifest["kind"] == "NetworkPolicy":
        ports = {port["port"] for rule in spec["ingress"] for port in rule["ports"]}
        return [(spec["podSelector"]["matchLabels"], ports)]
    return [(spec["selector"]["matchLabels"], set())] if "selector" in spec else []


def _environ(overlay: str, kind: str) -> dict[str, str]:
    manifest = next(manifest for manifest in _rendered(overlay) if manifest["kind"] == kind)
    data: dict[str, str] = manifest["data"]
    return (
        {name: base64.b64decode(value).decode() for name, value in data.items()} if kind == "Secret" else data
    )


def _secrets(overlay: str) -> list[str]:
    return sorted(_environ(overlay, "Secret"))


def _is_secret(variable: str) -> bool:
    section, key = variables()[variable]
    kind = Settings.model_fields[section].annotation
    assert isinstance(kind, type)
    return kind.model_fields[key].annotation is SecretStr
