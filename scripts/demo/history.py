"""What git says happened, read without any of Herald's code: the judge of the demo."""

import hashlib
import subprocess
from dataclasses import dataclass

SUBMODULE = b"160000"
GIT = ["git", "-c", "log.showSignature=false", "-c", "log.diffMerges=separate", "-c", "diff.ignoreSubmodules=none"]


@dataclass(frozen=True)
class Change:
    """A file as a commit left it; `kind` None means the path is gone."""

    path: bytes
    commit: str
    kind: str | None
    added: int | None
    deleted: int | None
    executable: bool


class GitFailed(Exception):
    pass


def git(repo, *arguments):
    done = subprocess.run([*GIT, "-C", repo, *arguments], capture_output=True)
    if done.returncode != 0:
        raise GitFailed(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def commit_count(repo):
    return int(git(repo, "rev-list", "--first-parent", "--count", "HEAD"))


def files_at_head(repo):
    """The paths of the tree at HEAD, submodule links left out."""
    entries = git(repo, "ls-tree", "-r", "-z", "--full-tree", "HEAD").split(b"\0")
    return {entry.split(b"\t", 1)[1] for entry in entries if entry and not entry.startswith(SUBMODULE)}


def tokens(stream):
    """NUL-separated pieces of a stream, one at a time: a history need not fit in memory."""
    rest = b""
    while block := stream.read(1 << 16):
        pieces = (rest + block).split(b"\0")
        rest = pieces.pop()
        yield from pieces
    if rest.strip(b"\n"):
        yield rest


def commits(repo):
    """(commit id, [Change]) of the first-parent line, oldest first."""
    command = [*GIT, "-C", repo, "log", "--first-parent", "-m", "--reverse", "--no-renames", "--raw", "--numstat", "-z",
               "--no-abbrev", "--no-ext-diff", "--no-textconv", "--format=tformat:%x01%H"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as log:
        commit, raw, counts = None, [], {}
        pieces = tokens(log.stdout)
        for piece in pieces:
            piece = piece.lstrip(b"\n")
            if not piece:
                continue
            if piece.startswith(b"\x01"):
                if commit:
                    yield commit, changes(commit, raw, counts)
                commit, raw, counts = piece[1:].decode(), [], {}
            elif piece.startswith(b":"):
                raw.append((piece, next(pieces)))
            else:
                added, deleted, path = piece.split(b"\t", 2)
                counts[path] = (None, None) if added == b"-" else (int(added), int(deleted))
        if commit:
            yield commit, changes(commit, raw, counts)
        if log.wait() != 0:
            raise GitFailed(f"git log of {repo} ended with {log.returncode}")


def changes(commit, raw, counts):
    found = []
    for description, path in raw:
        old_mode, new_mode, _, _, status = description[1:].split(b" ")
        was, is_now = old_mode not in (b"000000", SUBMODULE), new_mode not in (b"000000", SUBMODULE)
        if not was and not is_now:
            continue
        if not is_now:
            kind = None
        elif not was:
            kind = "ADDED"
        else:
            kind = "TYPE_CHANGED" if status.startswith(b"T") else "MODIFIED"
        added, deleted = counts.get(path, (None, None))
        found.append(Change(path, commit, kind, added, deleted, new_mode == b"100755"))
    return found


class Digest:
    """A sum over records that does not depend on their order, in constant memory."""

    def __init__(self):
        self.count = 0
        self.total = 0

    def add(self, *fields):
        text = repr(fields).encode()
        self.total = (self.total + int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "big")) % (1 << 128)
        self.count += 1

    def __eq__(self, other):
        return (self.count, self.total) == (other.count, other.total)


def digest_of(repo, report):
    """(digest of all changes, digest of all commits, tombstones) as git tells them; `report(commits done)` as it goes."""
    records, made, tombstones = Digest(), Digest(), 0
    half = commit_count(repo) - commit_count(repo) // 2
    for index, (commit, changed) in enumerate(commits(repo)):
        made.add(commit, len(changed))
        for change in changed:
            if change.kind is None:
                tombstones += 1
                records.add(change.path, None)
            else:
                # Version 1 had no field for the mode: its records read as the default, not executable.
                executable = change.executable if index >= half else False
                records.add(change.path, change.commit, change.kind, change.added, change.deleted, executable)
        report(index + 1)
    return records, made, tombstones
