"""The command `intercom-elt`, also `python -m pipelines.intercom_pipeline`.

Every command is imported when it is asked for, so that `--help` answers at once.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from .arguments import PROG, parse
from .cli import log
from .cli.stop_signals import install
from .errors import OK


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a failure is one sentence on stderr."""
    asked = parse(argv)
    install()
    form, quiet = getattr(asked, "log_format", None), getattr(asked, "quiet", False)
    log.configure(form=form or "text", quiet=quiet)
    try:
        if asked.command not in _WITHOUT_SETTINGS:
            _refuse_misspelled()
        code = _COMMANDS[asked.command](asked)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (Exception, KeyboardInterrupt) as error:
        return _report(error, asked)


def _refuse_misspelled() -> None:
    from . import config, spelling

    config.prepare()
    spelling.refuse()


def _report(error: BaseException, asked: Namespace) -> int:
    from .cli import answers
    from .failures import explain, trace

    stop = explain(error)
    if asked.debug:
        sys.stderr.write(trace(error))
    if getattr(asked, "json", False):
        answers.show({}, code=stop.code, errors=[stop.sentence])
    print(f"{PROG}: {stop.sentence}", file=sys.stderr)
    return stop.code


def _demo(asked: Namespace) -> int:
    from .demo import demo

    return demo(asked.conversations)


def _sync(asked: Namespace) -> int:
    from .commands import sync

    return sync(asked)


def _transform(asked: Namespace) -> int:
    from .commands import transform

    return transform(asked)


def _show(asked: Namespace) -> int:
    from .commands import show

    return show(asked)


def _check(asked: Namespace) -> int:
    from .commands import check

    return check(asked)


def _verify(asked: Namespace) -> int:
    from .verify import verify

    return verify(asked)


def _query(asked: Namespace) -> int:
    from .cli.query import query

    return query(asked)


def _status(asked: Namespace) -> int:
    from .status import status

    return status(asked)


def _doctor(asked: Namespace) -> int:
    from .doctor import doctor

    return doctor(asked)


def _resources(asked: Namespace) -> int:
    from .resources import listing

    return listing(as_json=asked.json, check_token=asked.check)


def _sandbox(asked: Namespace) -> int:
    from sandbox.__main__ import main as serve

    return serve(asked.rest)


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "demo": _demo,
    "sync": _sync,
    "transform": _transform,
    "show": _show,
    "check": _check,
    "verify": _verify,
    "query": _query,
    "status": _status,
    "doctor": _doctor,
    "resources": _resources,
    "sandbox": _sandbox,
}

_WITHOUT_SETTINGS = {"demo", "sandbox"}

if __name__ == "__main__":
    raise SystemExit(main())
