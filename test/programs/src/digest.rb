# SPDX-License-Identifier: MIT
#
# Answers each connection with the sha256 of what it got, by a thread for
# each; holds a connection to itself until SIGTERM, then uses it. A child made
# by fork listens for itself. Called by ruby.bats: PORT CHILD FILE.

require 'socket'
require 'digest'

def serve(listeners)
  listeners.each do |listener|
    Thread.new do
      loop do
        Thread.new(listener.accept) do |client|
          client.write(Digest::SHA256.hexdigest(client.read))
          client.close
        end
      end
    end
  end
end

child = fork do
  trap('TERM') { exit }
  serve([TCPServer.new('127.0.0.1', ARGV[1].to_i)])
  sleep
end

# No handler may do much: it only wakes up who waits for it.
told, teller = IO.pipe
trap('TERM') { teller.write_nonblock('.') }

port = ARGV[0].to_i
serve(%w[127.0.0.1 ::1].map { |host| TCPServer.new(host, port) })
connection = TCPSocket.new('::1', port)

told.read(1)
connection.write(File.binread(ARGV[2]))
connection.close_write
puts connection.read

Process.kill('TERM', child)
Process.wait(child)
exit($?.success?)
