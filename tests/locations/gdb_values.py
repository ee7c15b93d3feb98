# SPDX-License-Identifier: GPL-2.0
"""Run by gdb: stops at addresses, and writes what the variables there are.

$LOCATIONS_JOB is a JSON file: {"program": path, "functions": [names],
"lines": [addresses], "stops": how many, "seed": n, "prologues": bool}; the
answer goes to the path "out" in it: a list of stops, each with its address and
variables, a variable being its name and the numbers in it:
[expression of a script, number as 64 bits with a sign | null: optimised out].
"""
import json
import os
import random
import struct

import gdb

LEAVES_MAX = 12
WHOLE = {gdb.TYPE_CODE_INT, gdb.TYPE_CODE_CHAR, gdb.TYPE_CODE_BOOL,
         gdb.TYPE_CODE_ENUM}
CONSTANT = {gdb.SYMBOL_LOC_CONST, gdb.SYMBOL_LOC_CONST_BYTES}
RECORD = {gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION}
REFERENCE = {gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF}


def signed(number):
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


class Leaves:
    """The numbers of a value, each with the expression that names it."""

    def __init__(self):
        self.rows = []
        self.seen = {}

    def add(self, expr, number):
        # A member of a base class that has the name of another one.
        if expr in self.seen:
            self.seen[expr] += 1
            return
        self.seen[expr] = 1
        self.rows.append([expr, number])

    def result(self):
        return [r for r in self.rows if self.seen[r[0]] == 1][:LEAVES_MAX]

    def number(self, value, code):
        if code == gdb.TYPE_CODE_FLT:
            if value.type.strip_typedefs().sizeof > 8:
                return "long double"
            return struct.unpack("<q", struct.pack("<d", float(value)))[0]
        if code in REFERENCE:
            return signed(int(value.referenced_value().address))
        return signed(int(value))

    def leaf(self, value, expr, code):
        try:
            if value.is_optimized_out:
                self.add(expr, None)
                return False
            self.add(expr, self.number(value, code))
            return True
        except gdb.MemoryError:
            return False
        except gdb.error as error:
            text = str(error)
            if "optimized out" in text:
                self.add(expr, None)
            elif "synthetic pointer" in text:
                self.add(expr, "synthetic")
            elif "Cannot access memory" not in text:
                raise
            return "synthetic pointer" in text

    def walk(self, value, expr, pointers=1, depth=0):
        kind = value.type.strip_typedefs()
        code = kind.code
        if len(self.rows) >= LEAVES_MAX * 2 or depth > 6:
            return
        if code in RECORD:
            self.members(value, kind, expr, pointers, depth)
        elif code == gdb.TYPE_CODE_ARRAY:
            first, last = kind.range()
            for i in sorted({first, first + 1, last}):
                if first <= i <= last:
                    self.walk(value[i], f"{expr}[{i}]", 0, depth + 1)
        elif code in WHOLE or code == gdb.TYPE_CODE_FLT:
            self.leaf(value, expr, code)
        elif code == gdb.TYPE_CODE_PTR or code in REFERENCE:
            if self.leaf(value, expr, code) and pointers:
                self.follow(value, kind, expr, depth)

    def follow(self, value, kind, expr, depth):
        target = kind.target().strip_typedefs()
        if target.code not in RECORD or not target.fields():
            return
        try:
            to = value.referenced_value()
            to.fetch_lazy()
        except gdb.error:
            return
        self.walk(to, expr, 0, depth + 1)

    def members(self, value, kind, expr, pointers, depth):
        for field in kind.fields():
            name = field.name
            if not hasattr(field, "bitpos"):
                continue  # static
            if name and not field.is_base_class and \
                    not name.replace("_", "a").isalnum():
                continue  # the compiler's own
            if field.is_base_class or not name:
                self.walk(value[field], expr, pointers, depth + 1)
            else:
                self.walk(value[field], f"{expr}->{name}", pointers,
                          depth + 1)


def variables(address):
    """The innermost first, as far as the function's own block."""
    block = gdb.block_for_pc(address)
    frame = gdb.newest_frame()
    names, found = set(), []
    while block is not None and not block.is_global and not block.is_static:
        for symbol in block:
            if not (symbol.is_variable or symbol.is_argument or
                    symbol.addr_class in CONSTANT) or \
                    symbol.name in names or not symbol.name.isidentifier():
                continue
            names.add(symbol.name)
            leaves = Leaves()
            try:
                leaves.walk(symbol.value(frame), "$" + symbol.name)
            except gdb.error as error:
                if "optimized out" not in str(error):
                    found.append([symbol.name, [], str(error)])
                    continue
                leaves.add("$" + symbol.name, None)
            if leaves.result():
                found.append([symbol.name, leaves.result(), None])
        if block.function is not None:
            break
        block = block.superblock
    return found


def globals_of(names):
    found = []
    for name, expr in names:
        leaves = Leaves()
        try:
            leaves.walk(gdb.parse_and_eval(name), expr)
        except gdb.error as error:
            # The library, or the thread's block of it, is not there yet.
            if "No symbol" not in str(error) and \
                    "thread-local " not in str(error):
                raise
            leaves.add(expr, "fault")
        found.append([name, leaves.result(), None])
    return found


def entries(functions):
    """Where gdb itself stops for a function, and where each begins."""
    at, prologues = [], []
    for name in functions:
        try:
            point = gdb.Breakpoint(f"-function {name} -qualified",
                                   internal=True)
        except (gdb.error, RuntimeError):
            continue
        for location in point.locations:
            block = gdb.block_for_pc(location.address)
            while block is not None and block.function is None:
                block = block.superblock
            if block is None or block.function.name.split("(")[0] != name:
                continue
            at.append(location.address)
            prologues.append((block.start, location.address))
        point.delete()
    return at, prologues


def is_start(address):
    block = gdb.block_for_pc(address)
    while block is not None:
        if block.function is not None and block.start == address:
            return True
        block = block.superblock
    return False


def main():
    with open(os.environ["LOCATIONS_JOB"], encoding="utf-8") as file:
        job = json.load(file)
    gdb.execute("set pagination off")
    gdb.execute("set confirm off")
    gdb.execute("set startup-with-shell off")
    gdb.execute("unset environment")
    gdb.execute("set print inferior-events off")
    gdb.execute("set breakpoint pending off")
    gdb.execute("starti", to_string=True)
    bias = int(gdb.parse_and_eval("(long)&_start")) - job["entry"]
    at, prologues = entries(job["functions"])
    rnd = random.Random(job["seed"])
    lines = [a + bias for a in job["lines"]]
    if not job["prologues"]:
        at = [a for a in at if not is_start(a)]
        lines = [a for a in lines if not is_start(a) and
                 not any(low <= a < high for low, high in prologues)]
    rnd.shuffle(at)
    rnd.shuffle(lines)
    points = set(at[:job["stops"]] + lines[:job["stops"] * 3])
    for address in points:
        gdb.Breakpoint(f"*{address:#x}", temporary=True)
    stops = []
    while len(stops) < job["stops"]:
        gdb.execute("continue", to_string=True)
        if not gdb.selected_inferior().pid:
            break
        frame = gdb.newest_frame()
        block = gdb.block_for_pc(frame.pc())
        stops.append({"address": frame.pc() - bias, "function": frame.name(),
                      "inlined": frame.type() == gdb.INLINE_FRAME,
                      "variables": variables(frame.pc()) if block else [],
                      "globals": globals_of(job["globals"])})
    if gdb.selected_inferior().pid:
        gdb.execute("kill")
    with open(job["out"], "w", encoding="utf-8") as file:
        json.dump(stops, file)


main()
