"""``python -m ombud``: the program."""

import signal
import sys

from . import _native


def main() -> int:
    """Runs the program on the command line and gives its exit code."""
    # The program does not come back to Python before it is done: an interrupt ends it, as elsewhere.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.main(["ombud", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
