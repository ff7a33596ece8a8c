# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's OpenSSH under the shim: a private sshd, which runs itself anew for
# each connection, ssh and scp both ways, and a port forward, for which ssh
# listens and dials and the sshd of that session dials. ctest calls it.

load lib

setup() {
	needs_programs sshd ssh scp ssh-keygen
	payload
	[ "$(id -u)" = 0 ] || skip "sshd lets only root serve any user"
	configure
}

teardown() {
	reap
}

configure() {
	local key
	# Fixed at build time, and the package makes it only when it starts.
	[ -d /run/sshd ] || mkdir -m 755 /run/sshd
	for key in host user; do
		[ -e "$BATS_FILE_TMPDIR/$key" ] ||
			ssh-keygen -q -t ed25519 -N '' -f "$BATS_FILE_TMPDIR/$key"
	done
	port=$(free_port)
	cat >"$T/sshd_config" <<-END
		Port $port
		ListenAddress 127.0.0.1
		ListenAddress ::1
		HostKey $BATS_FILE_TMPDIR/host
		AuthorizedKeysFile $BATS_FILE_TMPDIR/user.pub
		PidFile none
		StrictModes no
		UsePAM no
		PermitRootLogin prohibit-password
		PasswordAuthentication no
		UseDNS no
		Subsystem sftp internal-sftp
	END
	cat >"$T/ssh_config" <<-END
		Host *
		Port $port
		User $(id -un)
		IdentityFile $BATS_FILE_TMPDIR/user
		IdentitiesOnly yes
		IdentityAgent none
		UserKnownHostsFile $T/known_hosts
		StrictHostKeyChecking no
		BatchMode yes
		LogLevel ERROR
	END
}

# sshd insists on its full path, to be able to run itself anew.
start_sshd() {
	start sshd "$1" "$(command -v sshd)" -D -e -f "$T/sshd_config"
	wait_listening sshd "$port" 2
}

copies() {
	local mode=$1
	start_sshd "$mode"
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener

	cp "$PAYLOAD" "$T/ssh.in"
	freeze sshd
	start ssh "$mode" ssh -F "$T/ssh_config" 127.0.0.1 \
		"cat >'$T/over' && exit 7"
	expect_ends "$port" "$(want_dialer "$mode")" "$(want_listener "$mode")"
	thaw sshd
	finish ssh 7
	is "$(sum_of "$T/over")" "$PAYLOAD_SUM" "what ssh sent"

	poll "the end of that connection" unconnected "$port"
	freeze sshd
	start plain none ssh -F "$T/ssh_config" ::1 "cat '$T/over'"
	expect_ends "$port" tcp "$(want_listener "$mode")"
	thaw sshd
	finish plain 0
	is "$(sum_of "$T/plain.out")" "$PAYLOAD_SUM" "what plain ssh fetched"

	under scp "$mode" scp -q -F "$T/ssh_config" "$PAYLOAD" \
		"127.0.0.1:$T/up"
	is "$(sum_of "$T/up")" "$PAYLOAD_SUM" "what scp sent"
	under scp "$mode" scp -q -F "$T/ssh_config" -o IPQoS=none \
		"[::1]:$T/up" "$T/down"
	is "$(sum_of "$T/down")" "$PAYLOAD_SUM" "what scp fetched"

	poll "the sessions to end" has_family sshd 1
	stop sshd TERM 0
	expect_report sshd "$mode" sshd listener=2
	expect_report ssh "$mode" ssh dialer=1
	expect_report scp "$mode" ssh dialer=2
}

@test "ssh and scp, multipathtcp=0" { copies 0; }
@test "ssh and scp, multipathtcp=1" { copies 1; }
@test "ssh and scp, multipathtcp=2" { copies 2; }
@test "ssh and scp, multipathtcp=3" { copies 3; }

# On IPv6 ssh marks its packets by IPV6_TCLASS before it dials, which MPTCP
# refuses: it gets the TCP that can do it, and nothing to complain about.
marks() {
	local mode=$1 outcome=kept
	[ "$(want_dialer "$mode")" = tcp ] || outcome=declined
	start_sshd none
	is "$(under ssh "$mode" ssh -F "$T/ssh_config" -o IPQoS=af21 ::1 \
		echo marked 2>&1)" marked "what ssh said"
	stop sshd TERM 0
	expect_report ssh "$mode" ssh dialer=1:"$outcome"
}

@test "ssh marks its packets, multipathtcp=1" { marks 1; }
@test "ssh marks its packets, multipathtcp=2" { marks 2; }
@test "ssh marks its packets, multipathtcp=3" { marks 3; }

forwards() {
	local mode=$1 door target
	door=$(free_port)
	target=$(free_port)
	start_peer target sink mptcp 127.0.0.1 "$target"
	wait_listening target "$target"
	start_sshd "$mode"
	# ssh stays as long as what it runs does: until its input ends.
	mkfifo "$T/ssh.in"
	start ssh "$mode" ssh -F "$T/ssh_config" -o ExitOnForwardFailure=yes \
		-L "127.0.0.1:$door:127.0.0.1:$target" 127.0.0.1 cat
	exec 9>"$T/ssh.in"
	wait_listening ssh "$door"
	is "$(listener_proto "$door")" "$(want_listener "$mode")" \
		"the listener of ssh"
	mkfifo "$T/client.in"
	start_peer client talk mptcp 127.0.0.1 "$door"
	exec 8>"$T/client.in"
	expect_ends "$door" mptcp "$(want_listener "$mode")"
	expect_ends "$port" "$(want_dialer "$mode")" "$(want_listener "$mode")"
	expect_ends "$target" "$(want_dialer "$mode")" mptcp
	cat "$PAYLOAD" >&8
	exec 8>&-
	finish client 0
	finish target 0
	is "$(cat "$T/client.out")" "$PAYLOAD_SUM" "what came through"
	exec 9>&-
	finish ssh 0
	poll "the session to end" has_family sshd 1
	stop sshd TERM 0
	expect_report ssh "$mode" ssh dialer=1 listener=1
	expect_report sshd "$mode" sshd listener=2 dialer=1
}

@test "ssh forwards, both roles, multipathtcp=0" { forwards 0; }
@test "ssh forwards, both roles, multipathtcp=1" { forwards 1; }
@test "ssh forwards, both roles, multipathtcp=2" { forwards 2; }
@test "ssh forwards, both roles, multipathtcp=3" { forwards 3; }
