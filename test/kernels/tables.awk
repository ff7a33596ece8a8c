# SPDX-License-Identifier: MIT
# Makes markdown of the records of inside.sh, one file per machine, whose name
# is the column's title. Called by scripts/kernels; exit status 1 if a machine
# showed what no setting asks for. today: the date.

BEGIN {
	FS = "\t"
}

function wrong(what) {
	problems[++problems_count] = what
}

# One word for several results of the same cell, in the order met.
function merge(table, key, value) {
	key = key SUBSEP column
	if (!(key in table))
		table[key] = value
	else if (index(", " table[key] ", ", ", " value ", ") == 0)
		table[key] = table[key] ", " value
}

function order(list, key,   i) {
	for (i = 1; i <= list[0]; i++)
		if (list[i] == key)
			return
	list[++list[0]] = key
}

function field(said, name) {
	if (!match(said, "(^| )" name "=[^ ]*"))
		return ""
	said = substr(said, RSTART, RLENGTH)
	sub(/^[^=]*=/, "", said)
	return said
}

FNR == 1 {
	column = FILENAME
	columns[++columns_count] = column
}

/^BEGIN / {
	release[column] = substr($0, 7)
	sub(/-cloud-.*/, "", release[column])
}

# What the setting asks for, or an honest word about why not.
function expected(guest, mode, role, outcome) {
	if (guest == "static")
		return outcome == "none"
	if (outcome ~ /^refused: /)
		return refuses(column)
	if (role == "dialer")
		return outcome == (mode % 2 ? "upgraded" : "kept")
	return outcome == (mode == 1 || mode == 2 ? "upgraded" : "kept")
}

function refuses(name) {
	return name ~ /mptcp-off/ || name ~ /^5\.10/
}

$1 == "MODE" {
	guest = $2; mode = $3; role = $4; family = $5; peer = $6; said = $8
	here = "kernel " column ", " guest ", mode " mode ", " role ", v" \
		family ", " peer " peer: "
	if (said ~ /failed=socket:Address family not supported/ &&
	    family == 6 && column ~ /ipv6-off/) {
		merge(outcomes, guest SUBSEP role SUBSEP mode, "no IPv6 (as TCP)")
		next
	}
	order(guests, guest)
	merge(outcomes, guest SUBSEP role SUBSEP mode, $7)
	if (!expected(guest, mode, role, $7))
		wrong(here "outcome " $7)
	if (field(said, "bytes") != 100000 ||
	    field(said, "there-bytes") != 100000)
		wrong(here "bytes did not come through: " said)
	if (field(said, "seen") != "tcp")
		wrong(here "the program sees " field(said, "seen"))
	multipath = $7 == "upgraded" && peer == "mptcp"
	if (multipath != (field(said, "there") == "mptcp"))
		wrong(here "on the wire: " field(said, "there"))
}

$1 == "OPTION" {
	asking[column]
	result = $5 == "declined: option" ? "declined" : $5
	if ($6 != "same") {
		result = result " (shows)"
		wrong("kernel " column ", " $2 ", " $4 ": " $7)
	}
	order(options, $4)
	merge(option_results, $2 SUBSEP $4, result)
}

# No table of its own: nothing to tell as long as nothing shows.
$1 == "TIME64" && $3 != "same" {
	wrong("kernel " column ", 64-bit time_t, mode " $2 ": " $4)
}

# What compare said of the cells.
$1 == "CELLS" {
	cells[$2, column] = $3 + $4 " (" $3 ")"
	cells["of", column] = $5
}

/^FAILED / {
	wrong("kernel " column ": " $0)
}

function row(title, table, key,   i, line) {
	line = "| " title " |"
	for (i = 1; i <= columns_count; i++)
		line = line " " table[key, columns[i]] " |"
	print line
}

# Only the machines that were asked about this are columns.
function head(title, asked,   i, line, rule) {
	line = "| " title " |"
	rule = "| --- |"
	for (i = 1; i <= columns_count; i++)
		if (!asked || columns[i] in asking) {
			line = line " " columns[i] " |"
			rule = rule " --- |"
		}
	print ""
	print line
	print rule
}

# A guest whose outcomes are another's as well shares its rows.
function same_guest(a, b,   role, mode, i) {
	for (role in roles)
		for (mode = 0; mode < 4; mode++)
			for (i = 1; i <= columns_count; i++)
				if (outcomes[a, role, mode, columns[i]] != \
				    outcomes[b, role, mode, columns[i]])
					return 0
	return 1
}

function guest_rows(guest, names,   r, role, mode) {
	if (guest == "static") {
		row("static", outcomes, guest SUBSEP "dialer" SUBSEP 1)
		return
	}
	for (r = 1; r <= 2; r++) {
		role = r == 1 ? "listener" : "dialer"
		for (mode = 0; mode < 4; mode++)
			row(names ", " role ", mode " mode, outcomes, \
				guest SUBSEP role SUBSEP mode)
	}
}

# Options with the same results share a row.
function option_rows(title, role,   i, j, line, shared, count, names) {
	head(title, 1)
	for (i = 1; i <= options[0]; i++) {
		line = ""
		for (j = 1; j <= columns_count; j++)
			if (columns[j] in asking)
				line = line " " option_results[role, \
					options[i], columns[j]] " |"
		if (line ~ /^[ |]*$/)
			continue
		if (!(line in names)) {
			shared[++count] = line
			names[line] = options[i]
		} else {
			names[line] = names[line] ", " options[i]
		}
	}
	for (i = 1; i <= count; i++)
		print "| " names[shared[i]] " |" shared[i]
}

function name_of(guest) {
	if (guest == "roles")
		return "glibc"
	return guest == "roles32" ? "32-bit" : guest
}

END {
	print "Measured on " today "."
	head("kernel", 0)
	for (i = 1; i <= columns_count; i++)
		releases["r", columns[i]] = release[columns[i]]
	row("release", releases, "r")
	roles["listener"]
	roles["dialer"]
	for (g = 1; g <= guests[0]; g++) {
		if (guests[g] in told)
			continue
		names = name_of(guests[g])
		for (i = g + 1; i <= guests[0]; i++)
			if (same_guest(guests[g], guests[i])) {
				names = names ", " name_of(guests[i])
				told[guests[i]]
			}
		guest_rows(guests[g], names)
	}
	row("cells that differ (beyond known.tsv), mode 0", cells, 0)
	row("cells that differ (beyond known.tsv), mode 2", cells, 2)
	row("of", cells, "of")
	option_rows("listener with option, mode 2", "listener")
	option_rows("dialer with option, mode 1", "dialer")
	fflush()
	for (i = 1; i <= problems_count; i++)
		print "WRONG: " problems[i] > "/dev/stderr"
	exit problems_count > 0
}
