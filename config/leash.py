"""Starts one child of the supervisor so that it cannot outlive it: `python leash.py SUPERVISOR_PID command…`.

Run as a file, not as a module: it becomes the command a few milliseconds later, and needs nothing of the project.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>; it survives exec


def main(supervisor: int, command: list[str]) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != supervisor:  # it died before the leash was on
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - becoming the command is the point


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
