# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Chromium with its sandbox: each renderer was killed for the getsockopt() that
# the library made after each descriptor sent, with multipathtcp=0 as well, and
# no page was ever loaded. As an ordinary user, since it has no sandbox as root.
# ctest calls it.

load lib

NOBODY=65534

setup() {
	needs_programs chromium setpriv
	[ "$(id -u)" = 0 ] || skip "needs root, to be somebody else"
	setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups \
		unshare --user true 2>/dev/null ||
		[ -u /usr/lib/chromium/chrome-sandbox ] ||
		skip "an ordinary user can't have a sandbox here"
	home=$(mktemp -d)
	cp "$SHIM" "$home/shim.so"
	chmod 755 "$home" "$home/shim.so"
}

teardown() {
	reap
	rm -rf "$home"
}

# dom NAME [VARIABLE=VALUE...]: the page, as its script has made it.
dom() {
	local name=$1 own=$home/$1

	shift
	mkdir "$own"
	chown $NOBODY:$NOBODY "$own"
	(cd / && timeout -k 5 60 setpriv --reuid=$NOBODY --regid=$NOBODY \
		--clear-groups env "HOME=$own" "TMPDIR=$own" \
		"XDG_RUNTIME_DIR=$own" "$@" chromium --headless --disable-gpu \
		--disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync \
		"--user-data-dir=$own/data" --virtual-time-budget=3000 \
		--dump-dom "http://127.0.0.1:$port/") >"$T/$name" \
		2>"$T/$name.err" </dev/null 3>&- || {
		tail -n 5 "$T/$name.err"
		return 1
	}
}

serve_page() {
	port=$(free_port)
	mkdir "$T/www"
	cat >"$T/www/index.html" <<-'END'
		<p id=x>empty</p><script>
		fetch("/data").then(r => r.text()).then(
			t => { document.getElementById("x").textContent = t })
		</script>
	END
	echo payload >"$T/www/data"
	start web none "$PYTHON" -m http.server -d "$T/www" --bind 127.0.0.1 \
		"$port"
	wait_listening web "$port"
}

@test "chromium loads a page in its sandbox, in every mode" {
	local mode

	serve_page
	dom plain
	grep -q payload "$T/plain"
	for mode in 0 1 2 3; do
		dom "$mode" "LD_PRELOAD=$home/shim.so" \
			"MPTCPDEFAULT=multipathtcp=$mode,report=none"
		diff -u "$T/plain" "$T/$mode"
	done
	stop web KILL 137
}
