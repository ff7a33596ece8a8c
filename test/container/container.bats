#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# scripts/container, with podman and crun, no daemon and no registry: the
# images are built and run as its README says. What runs in them reports on
# its standard error what became of its listener.

# bats sets status and output.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0

HERE=$BATS_TEST_DIRNAME
SOURCE=${SOURCE:-$(cd "$HERE/../.." && pwd)}
up='listener default: seen=1 upgraded=1'

unset LD_PRELOAD MPTCPDEFAULT MPTCPDEFAULT_LIB GODEBUG

# No skip here: bats before 1.9 takes that for a failure.
setup_file()
{
	export WHY='' W=$BATS_FILE_TMPDIR SOURCE
	local c

	for c in podman crun busybox musl-gcc unshare; do
		command -v $c >/dev/null || WHY="$c is missing"
	done
	PROGRAM=${PROGRAM:-$SOURCE/build/mptcpdefault}
	[ -e "$SHIM" ] || WHY="no library at $SHIM"
	! readelf -l "$PROGRAM" | grep -q INTERP ||
		WHY="the launcher of this build is not static"
	[ -z "$WHY" ] || return 0
	mkdir "$W/context"
	cp "$SHIM" "$W/context/libmptcpdefault.so"
	cp "$PROGRAM" "$W/context/mptcpdefault"

	"$HERE/rootfs" "$W/glibc" /bin/dash /bin/cat /usr/bin/env /bin/cp
	gcc -O2 -o "$W/glibc/usr/bin/listens" "$HERE/listens.c"
	# As Alpine: musl, and busybox for all that is not the program.
	"$HERE/rootfs" "$W/musl" "$(command -v busybox)"
	for c in cat env cp; do
		ln -s "$(basename "$(readlink -f "$(command -v busybox)")")" \
			"$W/musl/usr/bin/$c"
	done
	musl-gcc -O2 -o "$W/musl/usr/bin/listens" "$HERE/listens.c"
	c=$(readelf -l "$W/musl/usr/bin/listens" |
		sed -n 's/.*interpreter: \(.*\)]/\1/p')
	cp -L "$c" "$W/musl$c"
	# A program and libc, nothing else; and not even libc.
	"$HERE/rootfs" "$W/bare-glibc" '' "$W/glibc/usr/bin/listens"
	mv "$W/bare-glibc$W/glibc/usr/bin/listens" "$W/bare-glibc/usr/bin"
	rm -r "$W/bare-glibc/${W#/}" "$W/bare-glibc/etc"/*
	mkdir -p "$W/bare-musl${c%/*}" "$W/bare-musl/usr/bin" "$W/empty"
	cp "$W/musl/usr/bin/listens" "$W/bare-musl/usr/bin"
	cp -L "$c" "$W/bare-musl$c"
	gcc -static -O2 -o "$W/empty/listens" "$HERE/listens.c"

	printf 'FROM scratch\nCOPY / /\n' >"$W/Containerfile.root"
	printf '%s\n' 'FROM localhost/entry-glibc' 'RUN env >/built' \
		'USER nobody' 'CMD ["listens"]' >"$W/Containerfile.app"
	inside <<-'SCRIPT' || [ -n "$WHY" ]
	build() { podman build -q --pull=never --network=host "$@"; }
	for libc in glibc musl; do
		build -f Containerfile.root -t localhost/$libc $libc
		for way in entrypoint env; do
			build --build-arg BASE=localhost/$libc -f \
				"$SOURCE/scripts/container/Containerfile.$way" \
				-t localhost/${way%point}-$libc context
		done
	done
	for bare in bare-glibc bare-musl empty; do
		build -f Containerfile.root -t localhost/$bare $bare
		build --build-arg BASE=localhost/$bare -f \
			"$SOURCE/scripts/container/Containerfile.entrypoint" \
			-t localhost/entry-$bare context
	done
	build -f Containerfile.app -t localhost/app context
	SCRIPT
}

setup()
{
	[ -z "$WHY" ] || skip "$WHY"
}

# inside <<SCRIPT: where podman works.
inside()
{
	local rc=0

	cat >"$W/script"
	"$HERE/enter" "$W" "$W/script" 2>&1 || rc=$?
	[ $rc -ne 77 ] || WHY="podman can't run here"
	return $rc
}

says()
{
	[[ $output == *"$1"* ]] || {
		printf 'missing: %s\nin:\n%s\n' "$1" "$output"
		return 1
	}
}

says_not()
{
	[[ $output != *"$1"* ]] || {
		printf 'unwanted: %s\nin:\n%s\n' "$1" "$output"
		return 1
	}
}

@test "container: the entrypoint: the command is process 1 and upgraded" {
	run -0 inside <<<'podman run --rm localhost/entry-glibc listens'
	says "pid 1 uid 0"
	says "$up"
	run -0 inside <<<'podman run --rm localhost/glibc listens'
	says "pid 1 uid 0"
	says_not mptcpdefault
}

@test "container: a derived image: own CMD, not root, RUN without us" {
	run -0 inside <<-'SCRIPT'
	podman run --rm localhost/app
	podman run --rm localhost/app cat /built
	SCRIPT
	says "pid 1 uid 65534"
	says "$up"
	says PATH=
	says_not LD_PRELOAD
}

@test "container: read-only, no capability, no new privileges" {
	for image in app env-glibc entry-musl; do
		run -0 inside <<<"podman run --rm --read-only --user 65534 \
			--cap-drop=all --security-opt=no-new-privileges \
			localhost/$image listens"
		says "uid 65534"
		says "$up"
	done
}

@test "container: the caller's LD_PRELOAD and setting arrive, exit codes leave" {
	lib=/usr/lib/mptcpdefault/libmptcpdefault.so
	run -0 inside <<-'SCRIPT'
	podman run --rm -e LD_PRELOAD=libc.so.6 localhost/entry-glibc env
	podman run --rm -e MPTCPDEFAULT=multipathtcp=0 localhost/entry-glibc listens
	podman run --rm -e MPTCPDEFAULT=multipathtcp=3 localhost/entry-glibc env
	SCRIPT
	says "LD_PRELOAD=libc.so.6:$lib"
	says "multipathtcp=0 (MPTCPDEFAULT)"
	says "seen=1 upgraded=0 kept=1"
	says GODEBUG=multipathtcp=3
	run -9 inside <<<'podman run --rm localhost/entry-glibc sh -c "exit 9"'
	run -127 inside <<<'podman run --rm localhost/entry-glibc no-such'
}

# exec goes past an ENTRYPOINT, not past ENV; process 1 gets SIGTERM.
@test "container: signals, exec" {
	run -0 inside <<-'SCRIPT'
	for way in entry-glibc env-glibc entry-musl env-musl; do
		podman run -d -q --name $way localhost/$way listens stay >/dev/null
		end=$((SECONDS + 10))
		until podman logs $way 2>&1 | grep -q 'pid 1 '; do
			[ $SECONDS -lt $end ]
			sleep 0.05
		done
		podman exec $way listens 2>&1 | sed "s/^/exec $way: /"
		podman kill -s TERM $way >/dev/null
		echo "$way ended with $(podman wait $way)"
		podman logs $way 2>&1 | sed "s/^/log $way: /"
		podman rm $way >/dev/null
	done
	SCRIPT
	for libc in glibc musl; do
		says_not "exec entry-$libc: mptcpdefault"
		for way in entry env; do
			says "$way-$libc ended with 7"
			[ "$(grep -c "^log $way-$libc: .*$up" <<<"$output")" = 1 ]
		done
		[ "$(grep -c "^exec env-$libc: .*$up" <<<"$output")" = 1 ]
	done
}

@test "container: a musl image, as Alpine's" {
	run -0 inside <<-'SCRIPT'
	podman run --rm localhost/entry-musl listens
	podman run --rm localhost/env-musl listens
	podman run --rm --entrypoint cat localhost/musl /usr/bin/listens |
		grep -c ld-musl
	SCRIPT
	[ "$(grep -c "$up" <<<"$output")" = 2 ]
}

# Distroless ones, say.
@test "container: images with a program and libc, and no shell" {
	for libc in glibc musl; do
		[ "$(find "$W/bare-$libc" -type f ! -name '*.so*')" = \
			"$W/bare-$libc/usr/bin/listens" ]
		run -0 inside <<-SCRIPT
		podman run --rm --read-only --cap-drop=all --user 65534 \
			localhost/entry-bare-$libc listens
		SCRIPT
		says "pid 1 uid 65534"
		says "$up"
		run -127 inside <<<"podman run --rm localhost/entry-bare-$libc no"
		says "no: No such file or directory"
		run -127 inside <<<"podman run --rm --entrypoint sh \
			localhost/entry-bare-$libc -c :"
	done
}

# LD_PRELOAD is nothing to a static program; it runs all the same.
@test "container: an image with a static program alone" {
	run -0 inside <<<"podman run --rm localhost/entry-empty /listens"
	says "pid 1 uid 0"
	says_not mptcpdefault
	run -0 inside <<-'SCRIPT'
	podman run --rm localhost/entry-empty \
		/usr/lib/mptcpdefault/entrypoint /listens
	podman run --rm --entrypoint /usr/lib/mptcpdefault/entrypoint \
		localhost/entry-empty /listens
	SCRIPT
	[ "$(grep -c "pid 1 uid 0" <<<"$output")" = 2 ]
}

# pod_json: the manifest, to be read by jq.
pod_json()
{
	command -v ruby >/dev/null || skip "ruby is missing"
	ruby -ryaml -rjson -e 'puts JSON.dump(YAML.load_file(ARGV[0]))' \
		"$SOURCE/scripts/container/pod.yaml" >"$W/pod.json"
}

# The manifest's own commands, mounts and variables, with podman for kubelet.
@test "container: the pod: the library copied into an image as it is" {
	pod_json
	for libc in glibc musl; do
		jq -r --arg libc $libc '
			.spec as $s |
			def run($c; $image): ["podman run --rm --read-only",
				"--cap-drop=all --user",
				($s.securityContext.runAsUser | tostring),
				"--security-opt=no-new-privileges",
				($c.env // [] | .[] | "-e \(.name)=\(.value)"),
				($c.volumeMounts[] | "-v $PWD/shared:\(.mountPath)" +
					if .readOnly then ":ro" else "" end),
				$image] | join(" ");
			"rm -rf shared; mkdir -m 777 shared",
			run($s.initContainers[0]; "--entrypoint cp " +
				"localhost/entry-glibc " +
				($s.initContainers[0].command[1:] | join(" "))),
			run($s.containers[0]; "localhost/\($libc) listens")' \
			"$W/pod.json" >"$W/pod"
		grep 'entrypoint cp .* /mptcpdefault/' "$W/pod"
		run -0 inside <"$W/pod"
		says "pid 1 uid 65534"
		says "$up"
	done
}

# Decoded into the types of the API and printed again: what is unknown or
# misspelt would be gone, what has the wrong type an error.
@test "container: the pod: every field is one that Kubernetes knows" {
	command -v kubectl >/dev/null || skip "kubectl is missing"
	pod_json
	typed() { kubectl set env --local -f "$1" TEST=1 -o json; }
	lost() {
		typed "$1" | jq --slurpfile ours "$1" '
			. as $typed | $ours[0] | [paths(scalars)] -
			[$typed | paths(scalars)] | length'
	}
	[ "$(lost "$W/pod.json")" = 0 ]
	jq '.spec.containers[0].comand = "x"' "$W/pod.json" >"$W/bad.json"
	[ "$(lost "$W/bad.json")" = 1 ]
	jq '.spec.containers[0].command = "x"' "$W/pod.json" >"$W/bad.json"
	run ! typed "$W/bad.json"
}
