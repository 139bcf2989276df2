/** The same call in other hands, to copy. */
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import Tabs from '@cloudscape-design/components/tabs'
import type { ReactNode } from 'react'
import type { Snippets } from '../api/api.ts'

const ways = [
  { id: 'cli', label: 'AWS CLI' },
  { id: 'boto3', label: 'Python (boto3)' },
  { id: 'javascript', label: 'JavaScript SDK' },
] as const

export const CallSnippets = ({ snippets }: { readonly snippets: Snippets }): ReactNode => (
  <Tabs
    ariaLabel="The same call as"
    tabs={ways.map(({ id, label }) => ({
      id,
      label,
      content: <Code text={snippets[id]} name={label} />,
    }))}
  />
)

export const Code = ({ text, name }: { readonly text: string; readonly name: string }): ReactNode => (
  <div className="code">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
    {/* biome-ignore lint/a11y/useSemanticElements: a section would lose the text's form. */}
    <pre tabIndex={0} role="region" aria-label={name}>
      <code>{text}</code>
    </pre>
    <div className="code-copy">
      <CopyToClipboard
        copyButtonAriaLabel={`Copy ${name}`}
        copySuccessText="Copied"
        copyErrorText="The browser did not allow it: select the text and copy it"
        textToCopy={text}
        variant="icon"
      />
    </div>
  </div>
)
