# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Which faults of scripts/mutants leave the program the same.

No test can notice these, and the text alone proves it; each rule says why. What
only a look at other files could prove is planted, and judged by people.
"""

import itertools
import re

# Products, sums, and what two things have in common: of each function two
# neighbouring arguments alone are of one type.
SYMMETRICAL = {"calloc", "kx_range_overlaps", "kx_range_intersect", "smaller",
               "plus", "__builtin_add_overflow", "__builtin_mul_overflow",
               "kx_bytes_have"}
COMPARING = {"memcmp", "strcmp", "strncmp", "strcasecmp", "strncasecmp"}
# After a comparison: what asks more of it than whether it is 0.
MORE_THAN_EQUAL = re.compile(r"\s*(?:[<>]|[-+*/%&|^](?![&|])|$)")
ARRAY = re.compile(r"\t+(?:static |const |unsigned |struct )*\w+ \**(\w+)\[")
FIRST_VALUE = re.compile(r"^\t(?:const |unsigned |struct )*\w+ (\w+) = -?$")
# A call whose result says whether its last argument, a local, was set.
SETTING = r"(!?)\b(\w+)\((?:(?:[^;{}()]|\([^()]*\))*[ (])?&%s\)"


def line_around(code, start):
    return code[code.rfind("\n", 0, start) + 1:start]


def function_after(code, start):
    """To the brace in the first column that ends it."""
    end = code.find("\n}", start)
    return code[start:end if end >= 0 else len(code)]


def is_swap_same(code, fault):
    """Two factors, or two things that are asked whether they are equal."""
    name = re.search(r"(\w+)\($", code[:fault.start])
    if not name:
        return False
    if name.group(1) in SYMMETRICAL:
        return True
    if name.group(1) not in COMPARING:
        return False
    before, depth, at = code[:name.start()].rstrip(), 1, fault.start
    while depth:
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        at += 1
    # The sign counts where the result itself is handed on.
    return bool(re.match(r" [!=]= 0\b", code[at:])) or before.endswith("!") or \
        bool(re.search(r"(?:\bif \(|&&|\|\|)$", before) and
             not MORE_THAN_EQUAL.match(code[at:]))


def is_buffer_larger(code, fault):
    """An array without a list of values, which nobody asks for its size."""
    line = line_around(code, fault.start)
    found = ARRAY.fullmatch(line)
    # In a function: a struct's size may matter.
    in_function = code.rfind("\n{\n", 0, fault.start) > \
        code.rfind("\n}", 0, fault.start)
    if not found or not in_function or \
            not re.match(r"\](?:;| = \{ 0 \};)", code[fault.end:]):
        return False
    if int(fault.new.rstrip("uUlL"), 0) < int(fault.old.rstrip("uUlL"), 0):
        return False
    sized = re.compile(
        r"(?:sizeof|ARRAY_SIZE)\(\**(?:\w+(?:->|\.))*" + found.group(1) +
        r"(?:\[0\])?\)")
    return not sized.search(code)


def is_limit_same(code, fault):
    """A limit, or the larger of two: at equality both sides are the same."""
    if fault.new not in (fault.old + "=", fault.old.rstrip("=")):
        return False
    begin = max(code.rfind(text, 0, fault.start) for text in "\n(=,{") + 1
    begin = max(begin, code.rfind("return ", begin, fault.start) + 7
                if "return " in code[begin:fault.start] else begin)
    left = code[begin:fault.start].strip()
    rest = code[fault.end:]
    ternary = re.match(r"\s*([\w.>-]+)\s*\?\s*([\w.> -]+?)\s*:\s*([\w.>-]+?)"
                       r"\s*[;),}]", rest)
    if ternary:
        right, yes, no = ternary.groups()
        return {left, right} == {yes, no} or \
            no == "0" and {f"{left} - {right}", f"{right} - {left}"} & {yes}
    clamp = re.match(r" ([\w.>-]+)\)\n\t+([\w.>-]+) = ([\w.>-]+);", rest)
    return bool(clamp and code[:begin].endswith("if (") and
                {left, clamp.group(1)} == set(clamp.groups()[1:]))


def is_column_unread(code, fault):
    """A number in a row of a table, for a function that never reads it."""
    line = line_around(code, fault.start)
    found = re.search(r"\b(apply_\w+), [A-Z_ |]+, $", line)
    if not found or fault.old != "0" or code[fault.end] != ",":
        return False
    begin = code.find(f" {found.group(1)}(")
    body = code[code.find("\n{", begin):code.find("\n}", begin)]
    # A row that is handed on may be read there.
    return begin >= 0 and not re.search(r"(?<!\(void\))\brow\b(?!->name)", body)


def succeeds(match, booleans):
    """What a call's text says if it is true: that it did, or did not."""
    return (match.group(1) == "!") != (match.group(2) in booleans)


def is_first_value_unused(code, fault, booleans):
    """
    A local whose address goes to a call first, and that is only read where the
    call succeeded: results are set then (STYLE.md, rule 3).
    """
    found = FIRST_VALUE.match(line_around(code, fault.start))
    if not found or code[fault.end] != ";":
        return False
    name = found.group(1)
    body = function_after(code, fault.end)
    first = re.search(rf"\b{name}\b", body)
    call = first and next(
        (m for m in re.finditer(SETTING % name, body)
         if m.end() - 1 == first.end()), None)
    if not call:
        return False
    begin = max(body.rfind(text, 0, call.start()) for text in ";{}") + 1
    head = " ".join(body[begin:call.start()].split())
    end = body.find(";", call.end())
    statement = " ".join(body[begin:end].split())
    if re.search(r"\?|\b(?:for|while|else)\b", statement):
        return False
    if re.match(r"return\b", head) and "||" not in statement:
        return succeeds(call, booleans)
    left = re.match(r"if \((.*)\) ?(?:return|continue)\b(.*)", statement)
    if left and "&&" not in left.group(1):
        return not succeeds(call, booleans) and \
            not re.search(rf"\b{name}\b", left.group(2))
    checked = re.match(r"\s*if \(err\)\s*return err;", body[end + 1:])
    return bool(re.fullmatch(r"err =", head) and checked and
                call.group(2) not in booleans)


def booleans_of(texts):
    """Functions that return true for success."""
    return set(itertools.chain.from_iterable(
        re.findall(r"\bbool (?:\w+ )*(\w+)\(", text) for text in texts))


def is_same(code, fault, booleans):
    if fault.kind == "swap":
        return is_swap_same(code, fault)
    if fault.kind == "relation":
        return bool(is_limit_same(code, fault))
    return fault.kind == "constant" and (
        is_buffer_larger(code, fault) or is_column_unread(code, fault) or
        is_first_value_unused(code, fault, booleans))
