# SPDX-License-Identifier: GPL-2.0
# The object's declarations of kernel functions against the headers', as a C
# file of assertions. Reads
#   answers=     which kernel function answers which name
#   declared=    what -aux-info wrote of the headers' declarations
# the questions, the sources (for KSIG and for the names behind __asm__), and
# what -aux-info wrote of them.
#
# Compared are the number of parameters, the size of each and of the result,
# that all are scalars, and the struct that a pointer points to where both
# sides name one. The kernel may take fewer parameters than are passed, unless
# KSIG states the number. Functions whose number of parameters the object asks
# for (kargs) adapt themselves: they are not compared.

function fail(text)
{
	print "stapx: " text >"/dev/stderr"
	failed = 1
}

# Sets param[1..n] and result from "extern RESULT NAME (TYPE, ...);".
function parse(text, name, param,	at, depth, n, i, c, list)
{
	sub(/^\/\*[^*]*\*\/ */, "", text)
	at = index(text, " " name " (")
	if (!at)
		at = index(text, "*" name " (")
	result = substr(text, 1, at)
	gsub(/(extern|static|inline) /, "", result)
	sub(/ +$/, "", result)
	list = substr(text, at + length(name) + 3)
	n = 1
	param[1] = ""
	for (i = 1; i <= length(list); i++) {
		c = substr(list, i, 1)
		depth += (c == "(") - (c == ")")
		if (depth < 0)
			break
		if (c == "," && !depth)
			param[++n] = ""
		else if (c != " " || param[n] != "")
			param[n] = param[n] c
	}
	return param[1] == "void" ? 0 : n
}

function quoted(text)
{
	gsub(/["\\]/, "\\\\&", text)
	return text
}

function same_type(name, what, ours, kernels,	text)
{
	text = quoted(name "(): its " what " is \"" ours "\" in kmod/, \"" \
		kernels "\" in the kernel's headers")
	if (ours == "..." || kernels == "...") {
		if (ours != kernels)
			fail(text)
		return
	}
	printf "_Static_assert(sizeof(%s) == sizeof(%s) && sizeof((%s)0),\n" \
	       "\t\"%s\");\n", ours, kernels, kernels, text
	gsub(/const /, "", ours)
	gsub(/const /, "", kernels)
	if (ours ~ /^struct [a-z_0-9]+ \*$/ && kernels ~ /^struct /)
		printf "_Static_assert(__builtin_types_compatible_p(%s, %s)," \
		       "\n\t\"%s\");\n", ours, kernels, text
}

function compare(name, ours, kernels,	nr, kernel_nr, i, our_result)
{
	split("", our_param)
	split("", kernel_param)
	nr = parse(ours, identifier[name], our_param)
	our_result = result
	kernel_nr = parse(kernels, kernel_name[name], kernel_param)
	if (nr < kernel_nr || nr > kernel_nr && name in stated)
		fail(name "() has " kernel_nr " parameters in this kernel, " \
		     "the sources were written for " nr)
	if (name in stated && stated[name] != nr)
		fail("KSIG(" name ", " stated[name] "): it is declared with " \
		     nr " parameters")
	for (i = 1; i <= kernel_nr && i <= nr; i++)
		same_type(name, "parameter " i, our_param[i], kernel_param[i])
	if (our_result != "void")
		same_type(name, "result", our_result, result)
	compared++
}

function read_answers(	line, at, symbol)
{
	while ((getline line <answers) > 0) {
		at = index(line, "=")
		symbol = substr(line, at + 1)
		sub(/^stapx_stub_/, "", symbol)
		kernel_name[substr(line, 1, at - 1)] = symbol
	}
	while ((getline line <declared) > 0) {
		if (match(line, /[a-zA-Z_0-9]+ \(/))
			prototype[substr(line, RSTART, RLENGTH - 2)] = line
	}
}

BEGIN {
	read_answers()
	print "// SPDX-License-Identifier: GPL-2.0"
	print "#include \"../headers.h\""
	print "typedef size_t sx_size;"
}

FILENAME ~ /questions$/ {
	if (sub(/^kargs\./, "", $2))
		varies[$2] = 1
	next
}

# -aux-info: a declaration, no definition.
FILENAME ~ /\.aux$/ {
	if ($2 ~ /(^|\/)kmod\/.*:NC$/ && match($0, /[a-zA-Z_0-9]+ \(/))
		our_prototype[substr($0, RSTART, RLENGTH - 2)] = $0
	next
}

# Sources, a line at a time: statements end with a semicolon.
/^extern / { statement = "" }

{ statement = statement " " $0 }

/;/ {
	if (match(statement, /KSIG\([a-z_0-9]+, [0-9]+\)/)) {
		split(substr(statement, RSTART + 5, RLENGTH - 6), field, ", ")
		stated[field[1]] = field[2]
	}
	at = index(statement, "__asm__")
	head = at ? substr(statement, 1, at - 1) : statement
	sub(/__attribute__.*/, "", head)
	if (head ~ /^ extern / && match(head, /[a-zA-Z_0-9]+\(/)) {
		name = substr(head, RSTART, RLENGTH - 1)
		symbol = name
		if (at) {
			symbol = substr(statement, at + 7)
			sub(/^[^"]*"/, "", symbol)
			sub(/"[^"]*$/, "", symbol)
			gsub(/"[ \t]*"/, "", symbol)
		}
		identifier[symbol] = name
	}
	statement = ""
}

END {
	for (name in identifier) {
		symbol = kernel_name[name]
		if (!(name in kernel_name) || symbol == "absent" ||
		    symbol in varies)
			continue
		if (!(identifier[name] in our_prototype))
			fail(name ": no declaration that -aux-info shows")
		else if (!(symbol in prototype))
			fail(name ": the headers do not declare " symbol "()")
		else
			compare(name, our_prototype[identifier[name]],
				prototype[symbol])
	}
	for (name in stated) {
		if (kernel_name[name] && !(name in identifier))
			fail("KSIG(" name ", " stated[name] "): no declaration")
	}
	print "/* " compared " functions */"
	exit failed
}
