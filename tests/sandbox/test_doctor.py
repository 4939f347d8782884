"""What `examiner doctor` says: what is essential, and prescriptions that exist."""

import re
import sys
from pathlib import Path

import pytest

from examiner.sandbox import confine, doctor

# Settings of Linux, and of the distribution that has it where it is not Linux's own.
SYSCTLS = {
    "user.max_user_namespaces": "Linux",
    "kernel.unprivileged_userns_clone": "Debian",
    "kernel.apparmor_restrict_unprivileged_userns": "Ubuntu",
}
REMEDIES = {name: remedy for name, _, _, _, remedy in doctor.PROBES}


@pytest.mark.parametrize("name", REMEDIES)
def test_each_setting_that_is_prescribed_exists(name):
    for setting in re.findall(r"sysctl ([\w.]+)=\d", REMEDIES[name]):
        owner = SYSCTLS[setting]
        assert owner == "Linux" or f"{owner}" in REMEDIES[name]
        if sys.platform == "linux":
            path = Path("/proc/sys", setting.replace(".", "/"))
            assert path.exists() if owner == "Linux" else path.parent.is_dir()


def test_settings_are_prescribed_in_that_form():
    assert sum(remedy.count("sysctl") for remedy in REMEDIES.values()) == len(SYSCTLS)
    assert "=" not in re.sub(r"sysctl [\w.]+=\d+|lsm=landlock|seccomp=unconfined", "", "".join(REMEDIES.values()))


@pytest.mark.parametrize("wall", ["namespaces", "limits", "landlock", "seccomp"])
def test_each_wall_that_a_machine_lacks_stops_grading(wall, monkeypatch):
    found = [
        doctor.Protection(name, name != wall, "", f"get {name}", "", essential) for name, essential, *_ in doctor.PROBES
    ]
    monkeypatch.setattr(doctor, "protections", lambda: found)
    assert [p.name for p in doctor.missing_essential()] == [wall]
    assert doctor.available_walls() == set(confine.WALLS) - {wall}
    assert f"cannot be run safely here: {wall} missing" in doctor.report()
    assert f"get {wall}" in doctor.report()
