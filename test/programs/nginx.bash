# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# nginx with a configuration of its own, for the .bats files that start it.

load lib

# configure USER LINES: LINES go into the http block. The default places for
# logs and temporary files belong to the system's nginx.
configure() {
	mkdir -p "$T/www" "$T/tmp"
	cp "$PAYLOAD" "$T/www/payload"
	cat >"$T/nginx.conf" <<-END
		user $1;
		daemon off;
		worker_processes ${WORKERS:-1};
		pid $T/nginx.pid;
		error_log stderr;
		events { worker_connections 64; }
		http {
			access_log off;
			client_body_temp_path $T/tmp/body;
			proxy_temp_path $T/tmp/proxy;
			fastcgi_temp_path $T/tmp/fastcgi;
			uwsgi_temp_path $T/tmp/uwsgi;
			scgi_temp_path $T/tmp/scgi;
			root $T/www;
			$2
		}
	END
}

# start_nginx MODE PORT
start_nginx() {
	start nginx "$1" nginx -p "$T" -e stderr -c "$T/nginx.conf"
	wait_listening nginx "$2"
}
