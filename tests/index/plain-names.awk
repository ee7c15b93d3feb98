# SPDX-License-Identifier: GPL-2.0
# Functions of two lists in the form of dump.c: the second one's, with a name's
# namespaces taken off where the first list has the plain name at that address.

function name(line) {
	sub(/^[^ ]* /, "", line)
	sub(/ [0-9]*$/, "", line)
	return line
}

NR == FNR {
	plain[$1, ++nr[$1]] = name($0)
	next
}
{
	text = name($0)
	for (i = 1; i <= nr[$1]; i++) {
		at = length(text) - length(plain[$1, i]) + 1
		if (at > 2 && substr(text, at - 2) == "::" plain[$1, i])
			print $1, plain[$1, i], $NF
	}
	print
}
