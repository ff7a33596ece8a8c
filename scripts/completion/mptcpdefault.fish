# SPDX-License-Identifier: MIT
#
# fish completion of mptcpdefault. Goes into vendor_completions.d. What commands
# and settings there are, the program's help says.

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
for verb in (mptcpdefault help 2>/dev/null | string replace -rf '.* mptcpdefault ([a-z]+) .*' '$1')
    set -l about (mptcpdefault help $verb 2>/dev/null)
    complete -c mptcpdefault -n __fish_use_subcommand -a $verb -d (string trim -- $about[2])
    complete -c mptcpdefault -n '__fish_seen_subcommand_from help; and not __mptcpdefault_in_run' -a $verb
end

# --dial=default|enabled|disabled, and for some what each value is.
for line in (mptcpdefault help run 2>/dev/null | string match -r '^ +--[a-z].*')
    set -l part (string match -r '^ +--([a-z-]+)=(\S+) *(.*)' -- $line)
    set -l values (string split '|' -- $part[3] | string replace PATH '')
    set -l about (string split ', ' -- $part[4])
    if test (count $about) -eq (count $values)
        for i in (seq (count $values))
            set values[$i] "$values[$i]\\t$about[$i]"
        end
    end
    complete -c mptcpdefault -n __mptcpdefault_settings -l $part[2] -x -a "$values"
end

complete -c mptcpdefault -n __mptcpdefault_in_run -a '(__mptcpdefault_run_line)'

complete -c mptcpdefault -n '__fish_seen_subcommand_from check; and not __mptcpdefault_in_run' -l json -d 'one JSON object'
complete -c mptcpdefault -n '__fish_seen_subcommand_from check; and not __mptcpdefault_in_run' -a '(__fish_complete_command; __fish_complete_pids)'

complete -c mptcpdefault -n '__fish_seen_subcommand_from enable disable; and not __mptcpdefault_in_run' -l now -d 'restart the unit'
complete -c mptcpdefault -n '__fish_seen_subcommand_from enable disable show; and not __mptcpdefault_in_run' -l global -d 'all services'
complete -c mptcpdefault -n '__fish_seen_subcommand_from enable disable show; and not __mptcpdefault_in_run' -l user -d "the user's manager"
complete -c mptcpdefault -n '__fish_seen_subcommand_from enable disable show; and not __mptcpdefault_in_run' -a '(__mptcpdefault_units)'
