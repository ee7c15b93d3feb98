# SPDX-License-Identifier: GPL-2.0
# What `pahole -a` prints in the form of btf_layout.

function text_before_comment(line) {
	sub(/[ \t]*\/\* +[0-9]+(: *[0-9]+)? +[0-9]+ \*\/$/, "", line)
	gsub(/__attribute__\(\([^;]*\)\)/, "", line)
	sub(/^[\t ]+/, "", line)
	sub(/[; ]+$/, "", line)
	return line
}

# Of `int (*name)(void)`, `char name[3]`, `} * name`, `}`, `struct type`.
function member_name(decl) {
	if (match(decl, /\(\*[ (*]*(const )*[A-Za-z_][A-Za-z_0-9]*/)) {
		decl = substr(decl, RSTART, RLENGTH)
	} else {
		sub(/:[0-9]+$/, "", decl)
		while (sub(/\[[0-9]*\]$/, "", decl));
		sub(/ +$/, "", decl)
	}
	if (decl ~ /}$/ || decl ~ /^(const )?(struct|union) [A-Za-z_0-9]+$/)
		return ""
	match(decl, /[A-Za-z_0-9]+$/)
	return substr(decl, RSTART)
}

/^(struct|union) [^ ]+ \{$/ { what = $1 " " $2; kind = $1; members = ""; size = ""; next }
/^typedef (struct|union) \{$/ { what = "typedef"; kind = $2; members = ""; size = ""; next }

/^}/ {
	if (what == "typedef") {
		name = $0
		gsub(/__attribute__\(\([^;]*\)\)/, "", name)
		gsub(/[}; \t]/, "", name)
		what = "typedef " name
	}
	print what ": " members (kind == "struct" ? "size " size : "")
	next
}

/^\t\/\* size: [0-9]+/ { size = $3; sub(/,.*/, "", size); next }

/\/\* +[0-9]+(: *[0-9]+)? +[0-9]+ \*\/$/ {
	decl = text_before_comment($0)
	match($0, /\/\* +[0-9]+(: *[0-9]+)? +[0-9]+ \*\/$/)
	place = substr($0, RSTART + 2, RLENGTH - 4)
	if (place ~ /:/) {
		split(place, part, /[: ]+/)
		bits = decl
		sub(/.*:/, "", bits)
		members = members member_name(decl) " " part[2] * 8 + part[3] " :" bits "; "
	} else {
		split(place, part, / +/)
		members = members member_name(decl) " " part[2] * 8 " " part[3] "; "
	}
}
