"""Starts the product's processes, restarts what dies, stops all of them cleanly."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STOP_SECONDS = 20.0
RESTART_SECONDS = 2.0
PR_SET_PDEATHSIG = 1


@dataclass
class Process:
    """One process to keep alive: `arguments` after the Python interpreter, output appended to `log`."""

    name: str
    arguments: Sequence[str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    next_start: float = 0.0


@dataclass
class Supervisor:
    """Keeps processes alive until `stop`. Their output goes to files, so that the terminal stays readable."""

    processes: list[Process]
    environment: Mapping[str, str]
    folder: Path

    def start(self) -> None:
        """Starts every process."""
        for process in self.processes:
            self._launch(process)

    def check(self) -> list[str]:
        """Restarts what died; their names."""
        died = []
        for process in self.processes:
            if process.running is None or process.running.poll() is None:
                continue
            if time.monotonic() >= process.next_start:
                died.append(process.name)
                process.restarts += 1
                self._launch(process)
        return died

    def stop(self) -> None:
        """Asks all to finish what they have in hand, and ends those that do not within 20 s."""
        for process in self.processes:
            if process.running is not None and process.running.poll() is None:
                process.running.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.processes:
            if process.running is None:
                continue
            try:
                process.running.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.running.pid, signal.SIGKILL)
                process.running.wait()

    def _launch(self, process: Process) -> None:
        process.next_start = time.monotonic() + RESTART_SECONDS * (process.restarts + 1)
        process.log.parent.mkdir(parents=True, exist_ok=True)
        with process.log.open("ab") as log:
            process.running = subprocess.Popen(
                [sys.executable, *process.arguments],
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )


def _die_with_parent() -> None:
    """On Linux a child whose supervisor was killed gets SIGTERM; elsewhere it lives on."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
