# SPDX-License-Identifier: GPL-2.0
# Judges a guest's kernel log.

# Fatal wherever they stand.
readonly LOG_FATAL='BUG: |Oops: |kernel BUG at|Kernel panic|'\
'general protection fault[,:]|Unable to handle|double fault:|'\
'Unpatched return thunk|UBSAN: |KASAN: |KCSAN: |'\
'list_(add|del) corruption|Slab corruption|Object .*corrupt|ODEBUG: |'\
'non-static key|unreferenced object'
# Noise of an emulated machine's boot; fatal once COMMAND has started. "trap
# int3" is a task killed by a breakpoint that nobody knows any more.
readonly LOG_AFTER_START='WARNING: |cut here|Call Trace:|soft lockup|'\
'[Hh]ard LOCKUP|blocked for more than|detected stall|'\
'detected expedited stalls|self-detected stall|RT throttling activated|'\
'trap int3 |uprobe.* failed to|[Ll]eaked .*probe|ref_ctr|unregister_netdev|'\
'refcount_t:|scheduling while atomic|nobody cared'

# log_complaints LOG: prints the line numbers of what the kernel complains
# about; status 1 when there is nothing. The stacks that a timeout asks for are
# not complaints.
log_complaints() {
	awk -v fatal="$LOG_FATAL" -v late="$LOG_AFTER_START" '
	/stapx-lab: command starts/ { started = 1 }
	/stapx-lab: timeout/ { exit }
	/stapx-lab: / { next }
	$0 ~ fatal || (started && $0 ~ late) { print NR; found = 1 }
	END { exit !found }' "$1"
}

# log_show LOG LINE_NUMBERS: the lines around the complaints, each once.
log_show() {
	awk -v numbers="$2" '
	BEGIN {
		n = split(numbers, at, "\n")
		for (i = 1; i <= n; i++)
			for (j = at[i] - 5; j <= at[i] + 40; j++)
				wanted[j] = 1
	}
	NR in wanted {
		if (last && last != NR - 1)
			print "..."
		last = NR
		sub(/\r$/, "")
		print
		if (++shown == 300) {
			print "... (the rest is in the log)"
			exit
		}
	}' "$1" >&2
}

log_tail() {
	tail -n "$2" "$1" | tr -d '\r' >&2
}

# log_since_timeout LOG: what the timeout asked the kernel for.
log_since_timeout() {
	awk '/stapx-lab: timeout/ { on = 1 }
	on && shown++ < 150 { sub(/\r$/, ""); print }' "$1" >&2
}
