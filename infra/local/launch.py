"""Becomes another program after giving it what `subprocess` can't: an end with its parent, and another user.

Run as `python -I -S launch.py PARENT SIGNAL USER -- COMMAND…`. It ends by exec, so the pid that was started stays the
program's own.

- Should the thread of PARENT that started it end, even by `kill -9`, the kernel sends SIGNAL: no server outlives its
  stack.
- USER is `-` (stay), `NAME` (setuid) or `NAME@namespace`: the same rights to files as before, but seen as NAME, in a
  user namespace. PostgreSQL refuses to run as root, and no other user could reach a checkout below /root.
"""

import ctypes
import os
import pwd
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def call_libc(name: str, *arguments: int) -> None:
    """Call a function of the C library; OSError where it refuses."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def become_user(name: str) -> None:
    """Give up root for good."""
    user = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def enter_namespace(name: str) -> None:
    """Be seen as `name` from here on, with the rights to files of who we are and without root's privileges."""
    user, uid, gid = pwd.getpwnam(name), os.geteuid(), os.getegid()
    call_libc("unshare", CLONE_NEWUSER)
    for file, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user.pw_uid} {uid} 1"),
        ("gid_map", f"{user.pw_gid} {gid} 1"),
    ):
        with open(f"/proc/self/{file}", "w") as target:  # noqa: PTH123 - pathlib would double the start-up time
            target.write(line)


def end_with_parent(parent: int, signal: int) -> None:
    """Ask for `signal` at the parent's death; after the change of user, which clears the wish."""
    if sys.platform == "linux":
        call_libc("prctl", PR_SET_PDEATHSIG, signal)
        if os.getppid() != parent:  # it died before we asked
            os._exit(128 + signal)


def main(arguments: list[str]) -> None:
    """Change the user, tie the life to the parent's, become the command."""
    parent, signal, user, _, *command = arguments
    name, _, namespace = user.partition("@")
    if namespace:
        enter_namespace(name)
    elif name != "-":
        become_user(name)
    end_with_parent(int(parent), int(signal))
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
