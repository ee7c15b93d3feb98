# SPDX-License-Identifier: GPL-2.0
# What pahole prints, in the form of dump.c: a line for each struct and union.

# The name that a declaration gives; sets `width` for a bit-field.
function name_of(decl,    at) {
	width = ""
	while ((at = index(decl, "__attribute__((")))
		decl = substr(decl, 1, at - 1)
	sub(/[ ;]+$/, "", decl)
	if (match(decl, /:[0-9]+$/)) {
		width = substr(decl, RSTART + 1)
		decl = substr(decl, 1, RSTART - 1)
	}
	# A pointer to a function, maybe an array of them.
	if (match(decl, /\([ ]*\*[ *]*[A-Za-z_0-9]+/)) {
		decl = substr(decl, RSTART, RLENGTH)
	} else {
		while (sub(/\[[^]]*\]$/, "", decl))
			;
	}
	if (decl ~ /^[ \t]*}[ \t*]*$/)
		return ""
	return match(decl, /[A-Za-z_0-9]+$/) ? substr(decl, RSTART) : ""
}

/^(typedef )?(struct|union) .*\{$/ {
	sub(/^typedef /, "")
	tag = $1
	name = $2 == "{" ? "-" : $2
	members = ""
	size = ""
	depth = 0
	next
}
# A type that is declared in another is printed as one of its members, without
# a place: it is none.
/^\t+(struct|union) .*\{$/ { before[++depth] = members }
/^\t+\};?$/ && depth { members = before[depth--]; next }
/^\t+\}/ && depth { depth-- }
/^\}/ {
	if (size != "")
		print tag, name, size members
	size = ""
	next
}
/^\t\/\* size: [0-9]+,/ { size = $3 + 0; next }
/\/\* +[0-9]+(: *[0-9]+)? +[0-9]+ \*\/$/ {
	match($0, /\/\* +[0-9]+(: *[0-9]+)? +[0-9]+ \*\/$/)
	decl = substr($0, 1, RSTART - 1)
	place = substr($0, RSTART + 2, RLENGTH - 4)
	member = name_of(decl)
	if (split(place, part, ":") == 2) {
		split(part[2], bit, " ")
		members = members "|" member " " part[1] * 8 + bit[1] " " width
	} else {
		split(place, word, " ")
		members = members "|" member " " word[1] " " word[2]
	}
}
