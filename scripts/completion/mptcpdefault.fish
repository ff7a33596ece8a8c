# SPDX-License-Identifier: MIT
#
# fish completion of mptcpdefault. Goes into vendor_completions.d.

function __mptcpdefault_units
    set -l user
    contains -- --user (commandline -opc); and set user --user
    begin
        systemctl $user list-unit-files --type=service --no-legend --no-pager --plain
        systemctl $user list-units --type=service --all --no-legend --no-pager --plain
    end 2>/dev/null | string replace -r '\s.*' ''
end

# What follows run and its settings is another command line.
function __mptcpdefault_in_run
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test "$words[2]" = run; or return 1
    for w in $words[3..-1]
        switch $w
            case --
                return 0
            case '-*'
            case '*'
                return 0
        end
    end
    not string match -q -- '-*' (commandline -ct)
end

function __mptcpdefault_settings
    set -l words (commandline -opc)
    test (count $words) -ge 2; or return 1
    switch $words[2]
        case enable
            return 0
        case run
            not __mptcpdefault_in_run
        case '*'
            return 1
    end
end

function __mptcpdefault_run_line
    set -l words (commandline -opc) (commandline -ct)
    set -e words[1..2]
    while string match -q -- '-*' "$words[1]"
        set -l first $words[1]
        set -e words[1]
        test "$first" = --; and break
    end
    complete -C "$(string escape -- $words[1..-2]) $words[-1]"
end

complete -c mptcpdefault -f
complete -c mptcpdefault -n __fish_use_subcommand -s h -l help -d usage
complete -c mptcpdefault -n __fish_use_subcommand -a run -d 'start a command under the library'
complete -c mptcpdefault -n __fish_use_subcommand -a check -d 'tell whether it has an effect'
complete -c mptcpdefault -n __fish_use_subcommand -a enable -d 'put a service under the library'
complete -c mptcpdefault -n __fish_use_subcommand -a disable -d 'undo enable'
complete -c mptcpdefault -n __fish_use_subcommand -a show -d 'what a service has'

complete -c mptcpdefault -n __mptcpdefault_settings -l multipathtcp -x -a '0\toff 1\tboth 2\tlisteners 3\tdialers'
complete -c mptcpdefault -n __mptcpdefault_settings -l dial -x -a 'default enabled disabled'
complete -c mptcpdefault -n __mptcpdefault_settings -l listen -x -a 'default enabled disabled'
complete -c mptcpdefault -n __mptcpdefault_settings -l report -x -a 'none stderr file:'
complete -c mptcpdefault -n __mptcpdefault_settings -l format -x -a 'text json'
complete -c mptcpdefault -n __mptcpdefault_settings -l log -x -a 'none stderr file:'

complete -c mptcpdefault -n __mptcpdefault_in_run -a '(__mptcpdefault_run_line)'

complete -c mptcpdefault -n '__fish_seen_subcommand_from check; and not __mptcpdefault_in_run' -l json -d 'one JSON object'
complete -c mptcpdefault -n '__fish_seen_subcommand_from check; and not __mptcpdefault_in_run' -a '(__fish_complete_command; __fish_complete_pids)'

complete -c mptcpdefault -n '__fish_seen_subcommand_from enable disable; and not __mptcpdefault_in_run' -l now -d 'restart the unit'
complete -c mptcpdefault -n '__fish_seen_subcommand_from enable disable show; and not __mptcpdefault_in_run' -l user -d "the user's manager"
complete -c mptcpdefault -n '__fish_seen_subcommand_from enable disable show; and not __mptcpdefault_in_run' -a '(__mptcpdefault_units)'
