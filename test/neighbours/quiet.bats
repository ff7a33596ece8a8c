# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Preload libraries that have no business with sockets: libfaketime,
# libeatmydata and jemalloc do their work beside the shim, and it does its own,
# whichever comes first. ctest calls it; guest: neighbour.c.

# shellcheck disable=SC2034,SC2154 # for lib.bash and from it
load lib

setup() {
	prepare
	year=$(date -u +%Y)
	export FAKETIME="@2001-02-03 04:05:06" # libfaketime reads it
}

teardown() {
	reap
}

@test "none: what the guest says without a neighbour" {
	preload=$SHIM works "year $year, fsync fails"
}

@test "libfaketime: another year" {
	library faketime/libfaketime.so.1
	in_both_orders works "year 2001, fsync fails"
}

@test "faketime, the launcher" {
	needs faketime
	unset FAKETIME
	wrapper=(faketime "2001-02-03 04:05:06")
	preload=$SHIM works "year 2001, fsync fails"
}

@test "libeatmydata: nothing is synced" {
	library libeatmydata.so
	in_both_orders works "year $year, fsync works"
}

# jemalloc and libfaketime hang together, without the shim as well.
@test "one in front and one behind" {
	library libeatmydata.so
	preload=$library:$SHIM
	library faketime/libfaketime.so.1
	preload=$preload:$library works "year 2001, fsync works"
}

# stats_print: at the end jemalloc tells what it has given out.
without_stats() {
	local stats
	stats=$(sed -n '/Begin jemalloc stat/,$p' "$T/$1.err")
	[[ $stats == *"Allocated: "* ]] || {
		echo "no word of jemalloc's from $1"
		return 1
	}
	sed -i '/^___ Begin jemalloc stat/,$d' "$T/$1.err"
}

@test "jemalloc: its statistics tell of the guest's memory" {
	library libjemalloc.so.2
	export MALLOC_CONF=stats_print:true
	says() {
		without_stats "$1"
		is "$(<"$T/$1.err")" "$2" "what $1 sees"
	}
	in_both_orders works "year $year, fsync fails"
}
