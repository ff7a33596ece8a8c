// SPDX-License-Identifier: MIT
//
// An HTTP server that fetches each answer from an upstream: both roles in one
// process. With workers, node's cluster shares its listener among them.
// Ends in order on SIGTERM. Called by node.bats: PORT UPSTREAM WORKERS.

'use strict';

const cluster = require('node:cluster');
const http = require('node:http');

const [port, upstream, workers] = process.argv.slice(2).map(Number);

function relay(request, response) {
	const options = { host: '127.0.0.1', port: upstream, agent: false };

	http.get(options, (answer) => {
		response.writeHead(answer.statusCode, { 'X-Pid': process.pid });
		answer.pipe(response);
	}).on('error', (error) => response.destroy(error));
}

if (workers && cluster.isPrimary) {
	for (let i = 0; i < workers; i++)
		cluster.fork();
	// So that a test can tell when all of them are there.
	cluster.on('listening', (worker) => console.log(worker.process.pid));
	process.on('SIGTERM', () => cluster.disconnect());
} else {
	const server = http.createServer(relay).listen(port, '::');

	process.on('SIGTERM', () => {
		server.close();
		server.closeAllConnections();
	});
}
