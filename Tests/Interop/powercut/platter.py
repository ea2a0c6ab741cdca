"""What a disk may hold after the power was cut, from what powercut.c wrote down.

What was synced is there. Of what was not, any mixture may be: page by page of a file the old bytes, the new ones or a torn
page; its size the old, the new or one between; names made, changed or removed since the last sync of their directory each by
itself, as long as what they build on is. Everything is drawn from one seed.
"""

import os
import shutil
import struct

PAGE = 4096
HEAD = struct.Struct("<cQQII")


class File:
    def __init__(self, data=b""):
        self.durable = bytearray(data)
        # (number of the record, position, bytes), or (number, size, None) for a cut.
        self.pending = []

    def apply(self, upTo):
        """A sync that began after `upTo` records."""
        while self.pending and self.pending[0][0] < upTo:
            _, place, data = self.pending.pop(0)
            self._do(self.durable, place, data)

    @staticmethod
    def _do(target, place, data):
        if data is None:
            if place < len(target):
                del target[place:]
            else:
                target.extend(bytes(place - len(target)))
            return
        if place > len(target):
            target.extend(bytes(place - len(target)))
        target[place:place + len(data)] = data

    def lose(self, random):
        current = bytearray(self.durable)
        for _, place, data in self.pending:
            self._do(current, place, data)
        self.pending = []
        how = random.randrange(4)
        if how == 1:
            self.durable = current
        elif how > 1:
            self.durable = self._torn(current, random)

    def _torn(self, current, random):
        old, new = bytes(self.durable), bytes(current)
        shorter, longer = sorted((len(old), len(new)))
        size = random.choice([shorter, longer, random.randint(shorter, longer)])
        torn = bytearray(size)
        for start in range(0, size, PAGE):
            end = min(start + PAGE, size)
            cut = random.choice([start, end, random.randint(start, end)])
            for first, last, source in ((start, cut, new), (cut, end, old)):
                piece = source[first:last]
                torn[first:last] = piece + bytes(last - first - len(piece))
        return torn


class Directory:
    def __init__(self):
        self.current, self.durable, self.pending = {}, {}, []

    def note(self, change):
        self._do(self.current, change)
        self.pending.append(change)

    @staticmethod
    def _do(names, change):
        kind, name, other = change
        if kind == "add":
            names[name] = other
        elif kind == "remove":
            names.pop(name, None)
        elif name in names:
            names[other] = names.pop(name)

    def sync(self):
        self.durable, self.pending = dict(self.current), []

    def lose(self, random):
        lost = set()
        mostly = random.random() < 0.5
        for change in self.pending:
            kind, name, other = change
            names = {name, other} if kind == "rename" else {name}
            survives = random.random() < (0.75 if mostly else 0.5)
            if survives and not lost & names:
                self._do(self.durable, change)
            else:
                lost |= names
        self.current, self.pending = dict(self.durable), []
        for name in sorted(self.current):
            self.current[name].lose(random)


class Platter:
    """The disk below `root`, which is as it is now when this is made."""

    def __init__(self, root):
        self.root = root
        self.nodes = {}
        self.tree = self._load(root)

    def _load(self, path):
        directory = Directory()
        for name in os.listdir(path):
            whole = os.path.join(path, name)
            if os.path.isdir(whole):
                node = self._load(whole)
            else:
                with open(whole, "rb") as file:
                    node = File(file.read())
                self.nodes[os.stat(whole).st_ino] = node
            directory.current[name] = node
        directory.durable = dict(directory.current)
        return directory

    def _find(self, path):
        node = self.tree
        for name in os.path.relpath(path, self.root).split("/"):
            if name != ".":
                node = node.current[name]
        return node

    def _parent(self, path):
        return self._find(os.path.dirname(path)), os.path.basename(path)

    def replay(self, journal):
        with open(journal, "rb") as file:
            bytes = file.read()
        position, number = 0, 0
        while position + HEAD.size <= len(bytes):
            kind, node, value, pathLength, count = HEAD.unpack_from(bytes, position)
            position += HEAD.size
            path = bytes[position:position + pathLength].decode()
            data = bytes[position + pathLength:position + pathLength + count]
            position += pathLength + count
            # The last may be half written: then it has not happened.
            if position > len(bytes):
                break
            self._take(kind, node, value, path, data, number)
            number += 1
        return number

    def _take(self, kind, node, value, path, data, number):
        if kind == b"c":
            self.nodes[node] = File()
            directory, name = self._parent(path)
            directory.note(("add", name, self.nodes[node]))
        elif kind == b"m":
            directory, name = self._parent(path)
            directory.note(("add", name, Directory()))
        elif kind == b"w":
            self.nodes[node].pending.append((number, value, data))
        elif kind == b"t":
            self.nodes[node].pending.append((number, value, None))
        elif kind == b"s":
            self.nodes[node].apply(value)
        elif kind == b"d":
            self._find(path).sync()
        elif kind == b"r":
            directory, name = self._parent(path)
            target, newName = self._parent(data.decode())
            assert directory is target, "renames stay in one directory"
            directory.note(("rename", name, newName))
        elif kind == b"u":
            directory, name = self._parent(path)
            directory.note(("remove", name, None))

    def cut(self, random):
        """Cuts the power: what is left is written to `root`."""
        self.tree.lose(random)
        shutil.rmtree(self.root)
        os.mkdir(self.root)
        self._store(self.tree, self.root)

    def _store(self, directory, path):
        for name, node in directory.current.items():
            whole = os.path.join(path, name)
            if isinstance(node, Directory):
                os.mkdir(whole)
                self._store(node, whole)
            else:
                with open(whole, "wb") as file:
                    file.write(node.durable)
