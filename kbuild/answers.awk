# SPDX-License-Identifier: GPL-2.0
# Answers of a header tree. Reads
#   symvers=     Module.symvers: what modules may import
#   declared=    what -aux-info wrote: functions that the headers declare
#   private=     pahole's text of structs that no header has (may be empty)
#   facts=       a facts file, for the same ("": none)
#   release=     the kernel's
# the questions ("U NAME" or "w NAME" a line), the C file with the reasons of
# those without a value, and its assembly. Writes
#   answers=     NAME=VALUE as in a facts file (docs/kload.md), and the symbol
#                that answers a name with alternatives
#   prelude=     assembler text that gives every name its value
#   stubs=       STAPX_STUB(FUNCTION) for those that modules may not import

function fail(name, text)
{
	print "stapx: fact " name ": " text >"/dev/stderr"
	failed = 1
}

# The value that stands for "the kernel has no such thing": fact.def.
function absent_value(name)
{
	return name ~ /^(koff|ksize)\./ ? -1 : 0
}

function answer(name, value, text)
{
	print name "=" text >answers
	printf "__asm__(\".set %s, %s\");\n", name, value >prelude
}

function answer_absent(name)
{
	answer(name, absent_value(name), "absent")
}

function answer_value(name, value)
{
	answer(name, value, value)
}

# Structs that live in a .c file of the kernel, and those that are absent where
# the subject itself is: everything else must be in headers.h.
function set_exceptions()
{
	home["uprobe"] = "kernel/events/uprobes.c"
	may_lack["pcpu_hot"] = 1
}

# "	TYPE NAME;	/* OFFSET SIZE */", the members one tab deep.
function read_private(	line, name, field)
{
	while ((getline line <private) > 0) {
		if (line ~ /^struct /) {
			split(line, field, " ")
			name = field[2]
		}
		if (line ~ /^\t[^\t]/ &&
		    match(line, /[a-zA-Z_0-9]+;[ \t]*\/\*[ \t]*[0-9]+/)) {
			split(substr(line, RSTART, RLENGTH), field, /[;\/* \t]+/)
			elsewhere["koff." name "." field[1]] = field[2]
		}
	}
}

function read_facts(	line, at)
{
	while (facts && (getline line <facts) > 0) {
		at = index(line, "=")
		if (at)
			elsewhere[substr(line, 1, at - 1)] = substr(line, at + 1)
	}
	if (facts && elsewhere["release"] != release)
		fail("release", facts " is of kernel " elsewhere["release"])
}

function read_symbols(	line, field)
{
	while ((getline line <symvers) > 0) {
		split(line, field, "\t")
		exported[field[2]] = 1
	}
	if (!("vfree" in exported))
		fail("vfree", symvers " does not list what modules may " \
		     "import: install the headers of a built kernel")
	while ((getline line <declared) > 0) {
		if (match(line, /[a-zA-Z_0-9]+ \(/))
			prototype[substr(line, RSTART, RLENGTH - 2)] = line
	}
}

BEGIN {
	set_exceptions()
	read_private()
	read_facts()
	read_symbols()
	printf "" >stubs
	print "# " release >answers
	print "/* SPDX-License-Identifier: GPL-2.0 */" >prelude
}

# First file: the questions.
FILENAME == ARGV[1] {
	weak[$2] = $1 == "w"
	order[++nr] = $2
	next
}

# Second: the reasons.
FILENAME == ARGV[2] && $1 == "//@" {
	if ($2 == "kargs" && !($3 in value))
		value[$3] = $4
	else if ($2 != "kargs")
		reason[$3] = $2
	next
}

# Third: the values.
FILENAME == ARGV[3] && /->k[a-z]*\.[^ ]* -?[0-9]+/ {
	match($0, /->[^ ]* -?[0-9]+/)
	split(substr($0, RSTART + 2, RLENGTH - 2), field, " ")
	value[field[1]] = field[2]
}

# kenum.NAME.or.DEFAULT
function answer_default(name,	at)
{
	at = index(name, ".or.")
	if (at)
		answer_value(name, substr(name, at + 4))
	else if (weak[name])
		answer_absent(name)
	else
		fail(name, "the headers have no such enumerator")
}

function answer_unknown(name, subject)
{
	if (subject in home && elsewhere[name] ~ /^[0-9]+$/) {
		answer_value(name, elsewhere[name])
	} else if (weak[name] && (subject in home || subject in may_lack)) {
		answer_absent(name)
		if (subject in home)
			print "stapx: " name " is absent: struct " subject \
			      " is private to " home[subject] \
			      " (FACTS=FILE: docs/kload.md)" >"/dev/stderr"
	} else {
		fail(name, "struct " subject " is in no header that " \
		     "kbuild/headers.h includes")
	}
}

function answer_type(name, subject)
{
	if (name in value)
		answer_value(name, value[name])
	else if (name ~ /^kenum\./ && reason[name] == "absent")
		answer_default(name)
	else if (reason[name] == "unknown")
		answer_unknown(name, subject)
	else if (reason[name] == "absent" && weak[name])
		answer_absent(name)
	else if (reason[name] == "absent")
		fail(name, "the headers' struct " subject \
		     " has no such member (or it is a bit-field)")
	else if (reason[name] == "undeclared" && !(subject in exported))
		answer_absent(name)
	else
		fail(name, "the headers do not declare " subject "()")
}

# The text of a declaration, read where the compiler found it: the first
# comment of -aux-info is FILE:LINE:KIND.
function declaration_text(name,	place, n, field, command, line, text)
{
	split(prototype[name], place, " ")
	n = split(place[2], field, ":")
	command = "sed -n '" field[n - 1] ",/;/p' '" field[1] "'"
	while ((command | getline line) > 0)
		text = text " " line
	close(command)
	return text
}

# kparam.FUNCTION.NAME: position of the parameter that the headers call so.
function answer_parameter(name, subject, wanted,	text, n, i, part, found)
{
	if (!(subject in prototype)) {
		if (subject in exported)
			fail(name, "the headers do not declare " subject "()")
		answer_absent(name)
		return
	}
	text = declaration_text(subject)
	if (!match(text, "[ \t*]" subject "\\([^()]*\\)")) {
		fail(name, "the declaration cannot be read: " text)
		return
	}
	text = substr(text, RSTART, RLENGTH - 1)
	n = split(substr(text, index(text, "(") + 1), part, ",")
	for (i = 1; i <= n; i++) {
		if (part[i] ~ "[ \t*]" wanted "[ \t]*$")
			found = i
	}
	answer_value(name, found + 0)
}

# Functions that modules may not import are reached through a stub.
function reach(name, symbol)
{
	if (symbol in exported)
		return symbol
	print "STAPX_STUB(" symbol ")" >stubs
	return "stapx_stub_" symbol
}

# kany.A..B, or a plain name: what may be imported comes first.
function answer_symbol(name, alternatives,	n, i, symbol, found)
{
	n = split(alternatives, symbol, /\.\./)
	for (i = n; i; i--) {
		if (!(found in exported) && symbol[i] in prototype ||
		    symbol[i] in exported)
			found = symbol[i]
	}
	if (!found || !(found in exported) && weak[name]) {
		if (!weak[name])
			fail(name, "neither may modules import it, nor is " \
			     "it a function that the headers declare")
		print name "=absent" >answers
		return
	}
	found = reach(name, found)
	print name "=" found >answers
	if (found != name)
		printf "__asm__(\".set %s, %s\");\n", name, found >prelude
}

# kpcpu.current, kpcpu.cpu: a member of pcpu_hot, or a variable.
function answer_percpu(name, subject,	member, symbol)
{
	symbol = subject == "current" ? "current_task" : subject == "cpu" ? \
		"cpu_number" : subject
	member = "koff.pcpu_hot." symbol
	if ("pcpu_hot" in exported && member in value)
		symbol = "pcpu_hot+" value[member]
	else if (!(symbol in exported))
		fail(name, "no module may import per-CPU variable " symbol)
	answer(name, symbol, symbol)
}

END {
	for (i = 1; i <= nr; i++) {
		name = order[i]
		kind = name
		sub(/\..*/, ".", kind)
		subject = substr(name, length(kind) + 1)
		rest = subject
		if (kind ~ /^(koff|kparam|kenum)\.$/)
			sub(/\..*/, "", subject)
		sub(/^[^.]*\./, "", rest)
		if (name ~ /^__x86_|^__this_module$/)
			continue
		else if (kind ~ /^(koff|ksize|kenum|kargs)\.$/)
			answer_type(name, subject)
		else if (kind == "kparam.")
			answer_parameter(name, subject, rest)
		else if (kind == "khave.")
			answer_value(name, subject in exported ? 1 : 0)
		else if (kind == "kpcpu.")
			answer_percpu(name, subject)
		else
			answer_symbol(name, kind == "kany." ? subject : name)
	}
	exit failed
}
