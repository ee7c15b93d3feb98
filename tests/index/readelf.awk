# SPDX-License-Identifier: GPL-2.0
# Functions of `readelf -wi`, in the form of dump.c: those that have a body.

function value(line) {
	sub(/^[^:]*: */, "", line)
	# (indirect string, offset: 0x1), (alt indirect string, ...), (addr_index: 0x1)
	while (sub(/^\([^)]*\): */, "", line))
		;
	sub(/[ \t]+$/, "", line)
	return line
}

# An offset without the 0x and the <> around it; "alt " stays apart.
function offset(text) {
	gsub(/[<>]/, "", text)
	sub(/^0x/, "", text)
	return text
}

/^ *<[0-9a-f]+><[0-9a-f]+>: Abbrev Number: [1-9]/ {
	split($0, part, /[<>]/)
	depth = part[2] + 0
	die = part[4]
	tag = $0
	sub(/.*\(/, "", tag)
	sub(/\)$/, "", tag)
	if (tag == "DW_TAG_subprogram") {
		in_function[depth] = die
		functions[++nr] = die
	} else {
		# A parameter pack is no level of its own.
		in_function[depth] = tag == "DW_TAG_GNU_formal_parameter_pack" ? \
			in_function[depth - 1] : ""
		if (tag == "DW_TAG_formal_parameter" &&
		    depth > 0 && in_function[depth - 1] != "")
			parameters[in_function[depth - 1]]++
	}
	next
}
/DW_AT_name *:/ { if (tag == "DW_TAG_subprogram") name[die] = value($0) }
/DW_AT_low_pc *:/ { if (tag == "DW_TAG_subprogram") low[die] = offset(value($0)) }
/DW_AT_abstract_origin *:/ { if (tag == "DW_TAG_subprogram") from[die] = offset(value($0)) }
/DW_AT_specification *:/ { if (tag == "DW_TAG_subprogram") from[die] = offset(value($0)) }

END {
	for (i = 1; i <= nr; i++) {
		die = functions[i]
		if (!(die in low))
			continue
		text = die
		for (k = 0; !(text in name) && k < 4 && (text in from); k++)
			text = from[text]
		origin = (die in from) ? from[die] : die
		sub(/^0+/, "", low[die])
		# What the linker threw away lies at 0.
		if (low[die] == "")
			continue
		print low[die], name[text], parameters[origin] + 0
	}
}
