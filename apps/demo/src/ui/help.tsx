import HelpPanel from '@cloudscape-design/components/help-panel'
import type { ReactNode } from 'react'
import type { Route } from './route.ts'

interface Topic {
  readonly title: string
  readonly text: readonly string[]
}

const topics: Partial<Readonly<Record<Route['page'], Topic>>> = {
  jobs: {
    title: 'Transcription jobs',
    text: [
      'A job turns one recording in S3 into text. It runs by itself: close this page and come back.',
      'The list asks again by itself while a job is under way.',
    ],
  },
  'create-job': {
    title: 'Create job',
    text: [
      'First say which recording and which model, then what else you want of it. A custom language model must be of the same language as the job.',
      'A NarrowBand model is for audio below 16 kHz, a WideBand model for audio from there.',
      'What you have filled in stays when the page is reloaded, and when you go to train a model on the way.',
    ],
  },
  job: {
    title: 'Transcript',
    text: [
      'Play the recording, and the transcript follows word by word. Choose a word to hear it.',
      'Words of which the service is less sure are underlined: with dots from 60 to 90 %, with a wave below.',
    ],
  },
  models: {
    title: 'Custom language models',
    text: [
      'A custom language model knows the words of your field, and how they follow each other, from text that you give.',
      'Base model upgrade tells whether a newer base model exists. A model keeps the base that it was trained from: to use a newer one, train a new model.',
    ],
  },
  'create-model': {
    title: 'Train model',
    text: [
      'Training data is text of your field, in files of plain text. Tuning data is text as it is spoken: transcripts of such recordings.',
      'A model can only hear words that its training text holds.',
    ],
  },
  compare: {
    title: 'Compare models',
    text: [
      'The same recording is transcribed twice, without and with a model. What differs is marked.',
      'With a reference text, the words that each got wrong are counted: replaced, left out, or put in.',
    ],
  },
  live: {
    title: 'Real-time transcription',
    text: [
      'Words in italics may still change. With partial result stabilization, underlined words of a caption will not change any more.',
      'Over WebSocket the page speaks to the service itself, with a URL that the server has signed. Over HTTP/2 the server speaks for the page, and signs every frame.',
      'The inspector shows the frames as they go by.',
    ],
  },
  requests: {
    title: 'Requests',
    text: [
      'Each call that the emulator has answered, from this console and from any other client. Choose one to see who signed it and why it was refused.',
    ],
  },
}

export const helpFor = (page: Route['page']): Topic | undefined => topics[page]

export const Help = ({ topic }: { readonly topic: Topic }): ReactNode => (
  <HelpPanel header={<h2>{topic.title}</h2>}>
    {topic.text.map((text) => (
      <p key={text}>{text}</p>
    ))}
  </HelpPanel>
)
