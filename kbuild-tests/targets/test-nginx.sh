#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs in the guest. Asserts that the target nginx starts, answers under load
# from both workers' request path, and stops.
#
# usage: test-nginx.sh PROGRAM
set -euo pipefail
. "$(dirname "$(realpath "$0")")/common.sh"

nginx_start "$1"
echo "workers:" $(nginx_workers)
http_get /
http_get /proxy/hello
wrk_run 3 /hello | tee /tmp/report
echo "rate: $(wrk_rate </tmp/report)"
[[ $(wc -l <"$NGINX_PREFIX/access.log") -ge $(wrk_requests </tmp/report) ]]
workers=$(nginx_workers)
nginx_stop
for pid in $workers; do
	process_is_gone "$pid"
done
