/**
 * How many columns a text takes on a terminal, for the help: plain letters, one column each. `string-width`, which yargs
 * brings three times, can also measure emoji; its expressions for that take a third of the time until `serve` answers.
 */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')

export default (text) => text.replace(colours, '').length
