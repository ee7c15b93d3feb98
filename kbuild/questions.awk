# SPDX-License-Identifier: GPL-2.0
# The object's undefined symbols ("U NAME" or "w NAME" a line) become a C file
# for the kernel's own compiler: one question a line, so that the line of an
# error names the question. A line that compiles leaves "->NAME VALUE" in the
# assembly, as the kernel's asm-offsets do. driver/kload/fact.def has the forms.

function ask(value)
{
	printf "void q%d(void); void q%d(void) { __asm__ volatile(" \
	       "\"\\n.ascii \\\"->%s %%c0\\\"\" : : \"i\" ((long)(%s))); }" \
	       " //@ %s %s\n", NR, NR, $2, value, $1, $2
}

# Without an error for its number of arguments a call has the right one.
function ask_args(function_name,	n, args)
{
	for (n = 0; n < 10; n++) {
		printf "void q%d_%d(void); void q%d_%d(void) { (%s)(%s); }" \
		       " //@ %s %s %d\n", NR, n, NR, n, function_name, args, \
		       $1, $2, n
		args = args (n ? ", 0" : "0")
	}
}

BEGIN {
	print "// SPDX-License-Identifier: GPL-2.0"
	print "#include \"../headers.h\""
}

{
	name = $2
	sub(/^[a-z]*\./, "", name)
	parts = split(name, part, ".")
}

$2 ~ /^koff\./ {
	member = part[2]
	for (i = 3; i <= parts; i++)
		member = member "." part[i]
	ask("__builtin_offsetof(struct " part[1] ", " member ")")
}

$2 ~ /^ksize\./ { ask("sizeof(struct " part[1] ")") }
$2 ~ /^kenum\./ { ask(part[1]) }
$2 ~ /^kargs\./ { ask_args(part[1]) }
