# SPDX-License-Identifier: MIT
# Makes one markdown table of the records of bugs/run, one file per kernel:
# which kernel shows what. Called by scripts/kernels.

BEGIN {
	FS = "\t"
}

/^BEGIN / {
	title = substr($0, 7)
	sub(/-cloud-.*|-[^0-9].*/, "", title)
	sub(/\+deb.*/, "", title)
	columns[++columns_count] = title
}

$1 == "BUG" {
	name = verdict = $2
	sub(/:.*/, "", name)
	sub(/^[^:]*: /, "", verdict)
	sub(/ \(.*/, "", verdict)
	if (!(name in seen))
		names[++names_count] = name
	seen[name]
	cell[name, title] = verdict
}

END {
	if (!names_count)
		exit
	line = "| fault |"
	rule = "| --- |"
	for (c = 1; c <= columns_count; c++) {
		line = line " " columns[c] " |"
		rule = rule " --- |"
	}
	print ""
	print line
	print rule
	for (n = 1; n <= names_count; n++) {
		line = "| " names[n] " |"
		for (c = 1; c <= columns_count; c++)
			line = line " " cell[names[n], columns[c]] " |"
		print line
	}
}
