"""The datasheet says what the data say."""

from __future__ import annotations

import subprocess
import sys

from analysis.paths import shipped


def test_the_datasheet_is_what_its_command_writes() -> None:
    script = shipped("data/reports").parents[1] / "tools" / "build_datasheet.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
