// SPDX-License-Identifier: MIT
// "client PORT" or "server": once a line comes, reads the connection by
// "while (in.available() > 0) in.read()". Run by ioctl_available.py, which is
// the other end.

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

class Available {
	static final InetAddress HERE = InetAddress.getLoopbackAddress();

	// As programs do that know no length.
	static int drain(Socket socket) throws Exception {
		InputStream in = socket.getInputStream();
		int all = 0;

		while (in.available() > 0) {
			if (in.read() < 0)
				return -1;
			all++;
		}
		return all;
	}

	public static void main(String[] args) throws Exception {
		Socket socket;

		if (args[0].equals("client")) {
			socket = new Socket(HERE, Integer.parseInt(args[1]));
		} else {
			ServerSocket server = new ServerSocket(0, 5, HERE);

			System.out.println(server.getLocalPort());
			socket = server.accept();
		}
		System.in.read(); // until all has been sent, and the end
		System.out.println("drained " + drain(socket));
	}
}
