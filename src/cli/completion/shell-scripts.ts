/** What each shell needs to complete kulprit's command lines; the answers come from kulprit itself. */

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/**
 * The word that asks for completions: what follows is the command line so far, its last word the one
 * under the cursor. Answered in the protocol of cobra, which kubectl speaks to its plugins too: a line
 * `WORD<tab>MEANING` for each, then `:` and the sum of 2 (no space after it) and 4 (no file names).
 */
export const completionWord = '__complete'

export const noSpace = 2
export const noFiles = 4

const bash = `# kulprit completion for bash: source this file, or put it into your completions folder:
#   kulprit completion bash > ~/.local/share/bash-completion/completions/kulprit
_kulprit() {
  local line="\${COMP_LINE:0:COMP_POINT}" answer directive word reply=() typed lead
  local -a words
  # Bash splits at = and : too; kulprit's words end at blanks alone.
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  typed="\${words[-1]}"
  answer="$("\${words[0]}" ${completionWord} "\${words[@]:1}" 2>/dev/null)" || return
  directive="\${answer##*:}"
  lead="\${typed%"\${COMP_WORDS[COMP_CWORD]}"}"
  case "\${COMP_WORDS[COMP_CWORD]}" in =|:) lead="$typed" ;; esac
  while IFS=$'\\t' read -r word _; do
    [[ "$word" == :* || "$word" != "$typed"* ]] || reply+=("\${word#"$lead"}")
  done <<< "$answer"
  COMPREPLY=("\${reply[@]}")
  (( directive & ${noSpace} )) && compopt -o nospace
  (( directive & ${noFiles} )) || compopt -o default
}
complete -F _kulprit kulprit
`

const zsh = `#compdef kulprit
# kulprit completion for zsh: put it into a folder of your $fpath:
#   kulprit completion zsh > "\${fpath[1]}/_kulprit"
_kulprit() {
  local answer line word meaning
  local -a values shown
  answer="$("\${words[1]}" ${completionWord} "\${(@)words[2,CURRENT]}" 2>/dev/null)" || return 1
  local directive="\${answer##*:}"
  for line in "\${(@f)answer}"; do
    [[ "$line" == :* ]] && continue
    word="\${line%%$'\\t'*}"
    meaning="\${line#*$'\\t'}"
    values+=("$word")
    [[ -n "$meaning" && "$meaning" != "$word" ]] && shown+=("$word  -- $meaning") || shown+=("$word")
  done
  if (( $#values )); then
    if (( directive & ${noSpace} )); then compadd -S '' -l -d shown -a values
    else compadd -l -d shown -a values; fi
  fi
  (( directive & ${noFiles} )) || _files
}
if [[ "$funcstack[1]" == _kulprit ]]; then _kulprit; else compdef _kulprit kulprit; fi
`

const fish = `# kulprit completion for fish:
#   kulprit completion fish > ~/.config/fish/completions/kulprit.fish
function __kulprit_complete
    set -l words (commandline -opc)
    set -l answer ($words[1] ${completionWord} $words[2..-1] (commandline -ct) 2>/dev/null)
    or return
    set -l directive (string sub -s 2 -- $answer[-1])
    for line in $answer[1..-2]
        echo $line
    end
    if test (math "bitand($directive, ${noFiles})") -eq 0
        __fish_complete_path (commandline -ct)
    end
end
complete -c kulprit -f -a '(__kulprit_complete)'
`

export const shellScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish }
