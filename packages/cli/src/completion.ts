/** Completion in bash and zsh: the script that a shell loads, and what the command answers when that script asks. */

/** Stands before the words of an unfinished command line; the argument library's name for it. */
const asked = '--get-yargs-completions'

export const isCompleting = (words: readonly string[]): boolean => words[0] === asked

/** Options are offered where one is begun: elsewhere the shell may have files to offer. */
export function fitting(found: string, words: readonly string[]): string {
  // The library writes the short options with two dashes behind two.
  const unfit = words.at(-1)?.startsWith('-') ? /^--\w(:|$)/ : /^-/
  return found
    .split('\n')
    .filter((line) => !unfit.test(line))
    .join('\n')
}

/** What `source <(scribelite completion)` loads. One text for both shells: a command cannot see which of them reads it. */
export const completionScript = `if [ -n "\${ZSH_VERSION-}" ]; then
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  _scribelite() {
    local -a found
    found=(\${(f)"$(SHELL=zsh scribelite ${asked} "\${(@)words[1,CURRENT]}")"})
    (( $#found )) && _describe scribelite found || _files
  }
  compdef _scribelite scribelite
else
  _scribelite() {
    local IFS=$'\\n' word="\${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=($(compgen -W "$(scribelite ${asked} "\${COMP_WORDS[@]:0:COMP_CWORD+1}")" -- "$word"))
  }
  complete -o bashdefault -o default -F _scribelite scribelite
fi
`
