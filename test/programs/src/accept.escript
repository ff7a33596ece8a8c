%% SPDX-License-Identifier: MIT
%% Serves two connections by gen_tcp, on the backend and address named, and
%% says what it sees. Called by erlang.bats.
main([Backend, Host]) ->
    {ok, Ip} = inet:parse_address(Host),
    Family = case tuple_size(Ip) of 4 -> inet; 8 -> inet6 end,
    {ok, L} = gen_tcp:listen(0, [{inet_backend, list_to_atom(Backend)}, Family,
                                 binary, {ip, Ip}, {active, false},
                                 {packet, 4}, {nodelay, true}]),
    {ok, Port} = inet:port(L),
    io:format("port ~w~n", [Port]),
    serve(L, 2).

serve(_, 0) -> ok;
serve(L, N) ->
    case gen_tcp:accept(L) of
        {ok, S} ->
            {ok, Data} = gen_tcp:recv(S, 0),
            ok = gen_tcp:send(S, Data),
            io:format("~p ~p~n", [Data, inet:getopts(S, [nodelay, packet])]),
            gen_tcp:close(S),
            serve(L, N - 1);
        Error -> io:format("~p~n", [Error])
    end.
