# SPDX-License-Identifier: GPL-2.0-only OR MIT
#
# capture.zsh FOLDER LINE: prints what an interactive zsh offers for LINE, with
# the functions in FOLDER. A zsh runs on a terminal of its own, and compadd
# writes what matches to a file.
zmodload zsh/zpty

export folder=$1
cat >$folder/rc <<'RC'
PS1=
fpath=($folder $fpath)
autoload -Uz compinit
compinit -u -D
compadd()
{
	local -a matches

	if [[ " ${(j: :)@[1,(i)(-|--)]}" != *' -'[a-zA-Z]#(O|A|D)\ * ]]; then
		builtin compadd -A matches "$@"
		print -rl -- $matches >>$folder/matches
	fi
	builtin compadd "$@"
}
finish() { print end >>$folder/finished }
zle -N finish
bindkey '^X' finish
bindkey '^I' complete-word
print >$folder/started
RC

wait_for()
{
	repeat 300; do
		[[ ! -e $folder/$1 ]] || return 0
		sleep 0.1
	done
	print "no $1"
	exit 1
}

zpty shell zsh -f -i
zpty -w shell "source $folder/rc"
wait_for started
zpty -n -w shell "$2"$'\t'$'\x18'
wait_for finished
[[ ! -e $folder/matches ]] || print -r -- "$(<$folder/matches)"
zpty -d shell
