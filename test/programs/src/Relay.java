// SPDX-License-Identifier: MIT
//
// Passes each connection on to an upstream, by a thread of its own for each
// way: both roles in one JVM. One port is listened on by a ServerSocket, the
// other by a channel in a selector. Called by java.bats.

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

public class Relay {
	private static int upstream;

	public static void main(String[] args) throws IOException {
		int blocking = Integer.parseInt(args[0]);
		int selecting = Integer.parseInt(args[1]);

		upstream = Integer.parseInt(args[2]);
		new Thread(() -> guard(() -> block(blocking))).start();
		new Thread(() -> guard(() -> select(selecting))).start();
	}

	private interface Work {
		void run() throws IOException;
	}

	private static void guard(Work work) {
		try {
			work.run();
		} catch (IOException e) {
			e.printStackTrace();
			System.exit(1);
		}
	}

	private static void block(int port) throws IOException {
		ServerSocket server = new ServerSocket(port);

		while (true)
			pass(server.accept(), new Socket(local(), upstream));
	}

	private static void select(int port) throws IOException {
		ServerSocketChannel server = ServerSocketChannel.open();
		Selector selector = Selector.open();

		// In the epoll set before it is bound and listens.
		server.configureBlocking(false);
		server.register(selector, SelectionKey.OP_ACCEPT);
		selector.selectNow();
		server.bind(new InetSocketAddress(port));
		while (true) {
			selector.select();
			selector.selectedKeys().clear();
			SocketChannel client = server.accept();
			if (client == null)
				continue;
			client.configureBlocking(true);
			pass(client.socket(), dial());
		}
	}

	private static Socket dial() throws IOException {
		return SocketChannel.open(
			new InetSocketAddress(local(), upstream)).socket();
	}

	private static InetAddress local() throws IOException {
		return InetAddress.getByName("127.0.0.1");
	}

	private static void pass(Socket one, Socket other) {
		new Thread(() -> guard(() -> pump(one, other))).start();
		new Thread(() -> guard(() -> pump(other, one))).start();
	}

	private static void pump(Socket from, Socket to) throws IOException {
		from.getInputStream().transferTo(to.getOutputStream());
		to.shutdownOutput();
	}
}
