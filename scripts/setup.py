"""Prepare this folder: `python3.11 scripts/setup.py [runtime|test|services]`.

Standard library only, and this file must parse on every Python 3, so that a wrong one gets a
sentence and not a syntax error. What is already in place is left alone: a second run takes a
fraction of a second.
"""

import sys


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit(
            "KPI Portal needs Python 3.11, but this is Python %d.%d. Install python3.11 "  # noqa: UP031  old Pythons
            "and start again, or name it: make run PYTHON=/path/to/python3.11"
            % sys.version_info[:2]
        )
    from provisioning.main import prepare

    return prepare(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
