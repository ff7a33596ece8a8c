# SPDX-License-Identifier: MIT
# Which options an established MPTCP connection answers otherwise than in the
# first file, a page with compare's table; the others hold such a table each,
# named after their kernels. Prints markdown. Called by scripts/kernels.

BEGIN {
	FS = " \\| "
}

function title_of(file) {
	sub(/.*\//, "", file)
	sub(/\.table$/, "", file)
	return file
}

FNR == 1 {
	tables[++count] = title_of(FILENAME)
}

function note(option, text) {
	if (!(option in listed))
		order[++options] = option
	listed[option]
	if ((option, count) in answer)
		text = answer[option, count] "; " text
	answer[option, count] = text
}

# A row has the answers that several options share.
$2 ~ /^(set |reads |an error)/ {
	sub(/^\| /, "")
	sub(/ \(after fallback too\)/, "")
	n = split($1, names, ", ")
	for (i = 1; i <= n; i++)
		note(names[i], $2 == "an error" ? "TCP refuses it too" : $3)
	next
}

# Other rows are of what happens in time, and the first page's have fallback
# in them: only what is in none of its rows.
/^\| [A-Z]/ {
	sub(/^\| /, "")
	if (count == 1)
		first[$1]
	else if (!($1 in first) && $3 !~ /^set-/)
		note($1, $3)
}

function said(option, i) {
	return (option, i) in answer ? answer[option, i] : "as TCP"
}

# Sizes that both can read differ from machine to machine, and what TCP itself
# has not is not missed.
function alike(a, b) {
	return a == b || a == "TCP refuses it too" ||
		a ~ /^reads [0-9a-f]+$/ && b ~ /^reads [0-9a-f]+$/
}

END {
	line = "| option, connected | 6.18 |"
	rule = "| --- | --- |"
	for (i = 2; i <= count; i++) {
		line = line " " tables[i] " |"
		rule = rule " --- |"
	}
	print "\n" line "\n" rule
	for (o = 1; o <= options; o++) {
		option = order[o]
		line = "| " option " | " said(option, 1) " |"
		differs = 0
		for (i = 2; i <= count; i++) {
			same = alike(said(option, i), said(option, 1))
			line = line (same ? " same |" : \
				" " said(option, i) " |")
			differs += !same
		}
		if (differs)
			print line
	}
}
