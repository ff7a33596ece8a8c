#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The .deb, the .rpm and the source installation: built from this source,
# installed where it does no harm, used, and removed without a trace.

load common

setup_file()
{
	export P=$BATS_FILE_TMPDIR
	# Listens once; the report goes where MPTCPDEFAULT says.
	cat >"$P/listens" <<-'PY'
	#!/usr/bin/python3
	import socket
	s = socket.socket()
	s.bind(("127.0.0.1", 0))
	s.listen()
	PY
	chmod 755 "$P/listens"
}

# Built once, for the tests that need it.
deb()
{
	need dpkg-deb dpkg
	[ -n "$(find "$P/deb" -name '*.deb' 2>/dev/null)" ] ||
		"$BUILD" deb "$P/deb"
	DEB=$(echo "$P"/deb/*.deb)
}

@test "deb: contents: multiarch path, no maintainer script, nothing in /etc" {
	deb
	run -0 dpkg-deb -c "$DEB"
	arch=$(gcc -print-multiarch)
	[[ $output == *"./usr/lib/$arch/libmptcpdefault.so"* ]]
	[[ $output == *"./usr/share/man/man1/mptcpdefault.1.gz"* ]]
	[[ $output != *./etc* ]]
	[[ $output != *systemd* ]]
	run -0 dpkg-deb -e "$DEB" "$BATS_TEST_TMPDIR/control"
	[ "$(cd "$BATS_TEST_TMPDIR/control" && echo *)" = \
		"control md5sums triggers" ]
}

@test "deb: lintian finds no error" {
	need lintian
	deb
	lintian --allow-root --fail-on error "$DEB"
}

@test "deb: the same source makes the same package" {
	deb
	export SOURCE_DATE_EPOCH=1700000000
	"$BUILD" deb "$BATS_TEST_TMPDIR/one"
	"$BUILD" deb "$BATS_TEST_TMPDIR/two/elsewhere"
	cmp "$BATS_TEST_TMPDIR"/one/*.deb "$BATS_TEST_TMPDIR"/two/elsewhere/*.deb
}

# The older version is this one by another number, with a file more, so that
# the upgrade has something to remove.
@test "deb: install, use, upgrade under a running program, purge" {
	deb
	dpkg-deb -R "$DEB" "$BATS_TEST_TMPDIR/older"
	sed -i 's/^Version: .*/Version: 0.0.1-1/' \
		"$BATS_TEST_TMPDIR/older/DEBIAN/control"
	mkdir "$BATS_TEST_TMPDIR/older/usr/share/mptcpdefault"
	: >"$BATS_TEST_TMPDIR/older/usr/share/mptcpdefault/gone"
	dpkg-deb -b --root-owner-group "$BATS_TEST_TMPDIR/older" \
		"$P/older.deb" >/dev/null
	throwaway "$P" <<-'SCRIPT'
	export DEBIAN_FRONTEND=noninteractive
	uses() {
		mptcpdefault run --report=file:/tmp/report /mnt/listens
		grep "listener default: seen=1 upgraded=1" /tmp/report
		rm /tmp/report
	}
	# Or each step indexes all the manuals of this machine anew.
	rm -f /var/lib/man-db/auto-update
	dpkg -i /mnt/older.deb
	test ! -e /etc/ld.so.preload
	uses
	zcat /usr/share/man/man1/mptcpdefault.1.gz | grep -q '^.Dt MPTCPDEFAULT 1'
	mptcpdefault run sleep 1000 &
	pid=$!
	until grep -q libmptcpdefault /proc/$pid/maps; do sleep 0.05; done
	dpkg -i /mnt/deb/*.deb
	kill -0 $pid
	kill $pid
	uses
	test ! -e /usr/share/mptcpdefault/gone
	dpkg -V libmptcpdefault
	dpkg --purge libmptcpdefault
	test -z "$(find /tmp/changed/etc /tmp/changed/usr ! -type d \
		! -name ld.so.cache)"
	test ! -e /usr/share/mptcpdefault
	test ! -e /usr/share/doc/libmptcpdefault
	test -z "$(find /var/lib/dpkg/info -name '*mptcpdefault*')"
	SCRIPT
}

# Debian's loader does not look in /usr/lib64, where an .rpm belongs.
@test "rpm: install, use, upgrade, erase" {
	need rpm rpmbuild
	"$BUILD" rpm "$P/rpm"
	run -0 rpm -qp --scripts "$P"/rpm/*.rpm
	[ -z "$output" ]
	run -0 rpm -qp --requires "$P"/rpm/*.rpm
	# The program is static, the library takes what the program has.
	run ! grep -v -e '^rpmlib(' -e '^rtld(' <<<"$output"
	throwaway "$P" <<-'SCRIPT'
	uses() {
		mptcpdefault run --report=file:/tmp/report /mnt/listens
		grep "listener default: seen=1 upgraded=1" /tmp/report
		rm /tmp/report
	}
	echo /usr/lib64 >/etc/ld.so.conf.d/lib64.conf
	rpm -i --nodeps /mnt/rpm/*.rpm
	ldconfig
	uses
	rpm -V --nodeps libmptcpdefault
	rpm -U --force --nodeps /mnt/rpm/*.rpm
	uses
	rpm -e libmptcpdefault
	test "$(find /tmp/changed/etc /tmp/changed/usr ! -type d \
		! -name ld.so.cache)" = /tmp/changed/etc/ld.so.conf.d/lib64.conf
	test ! -e /usr/share/mptcpdefault
	test ! -e /usr/share/doc/libmptcpdefault
	SCRIPT
}

@test "source: install and uninstall leave nothing behind" {
	b=$BATS_TEST_TMPDIR/build
	prefix=$BATS_TEST_TMPDIR/prefix
	cmake -S "$SOURCE" -B "$b" -DBUILD_TESTING=OFF \
		-DCMAKE_INSTALL_PREFIX="$prefix" >/dev/null
	cmake --build "$b" >/dev/null
	run ! cmake --build "$b" --target uninstall
	cmake --install "$b" >/dev/null
	"$prefix/bin/mptcpdefault" run \
		--report=file:"$BATS_TEST_TMPDIR/report" "$P/listens"
	grep "listener default: seen=1 upgraded=1" "$BATS_TEST_TMPDIR/report"
	: >"$prefix/bin/somebody-elses"
	cmake --build "$b" --target uninstall
	[ "$(find "$prefix" ! -type d)" = "$prefix/bin/somebody-elses" ]
	[ -z "$(find "$prefix" -name '*mptcpdefault*')" ]

	# The same into a packager's directory.
	export DESTDIR=$BATS_TEST_TMPDIR/dest
	cmake --install "$b" >/dev/null
	[ -x "$DESTDIR$prefix/bin/mptcpdefault" ]
	[ ! -e "$prefix/bin/mptcpdefault" ]
	cmake --build "$b" --target uninstall
	[ -z "$(find "$DESTDIR" ! -type d)" ]
}
