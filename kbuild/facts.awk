# SPDX-License-Identifier: GPL-2.0
# What the compiler said of the questions. Reads its messages, then the
# questions; writes those that have a value, and of the others the reason as a
# comment "//@ REASON NAME [DETAIL]". Any other message ends the build.

function fail(text)
{
	print "stapx: " text >"/dev/stderr"
	failed = 1
}

FNR == NR && /: (fatal )?error: / {
	text = $0
	sub(/^.*: (fatal )?error: /, "", text)
	if (match($0, /questions\.c:[0-9]+:/)) {
		line = substr($0, RSTART + 12, RLENGTH - 13)
		if (!(line in message))
			message[line] = text
	} else {
		fail("the kernel's headers do not compile: " $0)
	}
}

FNR == NR { next }

!/ \/\/@ / { print; next }

{
	split(substr($0, index($0, " //@ ") + 5), field, " ")
	strength = field[1]
	name = field[2]
	text = message[FNR]
}

# The arguments are all 0: only their number can be wrong.
name ~ /^kargs\./ {
	if (text ~ /undeclared|implicit declaration/)
		print "//@ undeclared", name
	else if (text !~ /too (few|many) arguments/)
		print "//@ kargs", name, field[3]
	next
}

!text { print; next }

text ~ /no member named|bit-field/ && name ~ /^koff\./ ||
text ~ /undeclared/ && name ~ /^kenum\./ {
	print "//@ absent", name
	next
}

text ~ /undefined type|incomplete type/ {
	print "//@ unknown", name
	next
}

{ fail("fact " name ": " text) }

END { exit failed }
