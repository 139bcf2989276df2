import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AwsError } from '../aws-error.ts'
import { batchModel, type OperationName } from './batch.gen.ts'
import { streamingModel } from './streaming.gen.ts'
import { isOperationName, operationNames, validateInput, validateMembers } from './validation.ts'

function refusal(action: () => unknown): { code: string; message: string } {
  try {
    action()
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('nothing was refused')
}

const refusalOf = (operation: OperationName, input: unknown) => refusal(() => validateInput(operation, input))
const job = { TranscriptionJobName: 'job', Media: { MediaFileUri: 's3://bucket/a.wav' } }
const failed = (value: string, path: string, rule: string): string =>
  `Value ${value} at '${path}' failed to satisfy constraint: ${rule}`

describe('the model', () => {
  it('has the 44 operations and the five streaming ones', () => {
    expect(operationNames).toHaveLength(44)
    expect(Object.keys(streamingModel.operations)).toHaveLength(5)
    expect(isOperationName('UpdateLanguageModel')).toBe(true)
    expect(isOperationName('toString')).toBe(false)
  })

  it('is closed: every shape that is named is there, every pattern compiles', () => {
    let parts = 0
    for (const { operations, shapes } of [batchModel, streamingModel]) {
      for (const { input } of Object.values(operations)) expect(shapes[input]?.type).toBe('structure')
      for (const shape of Object.values(shapes)) {
        if (shape.type === 'string' && shape.pattern !== undefined) expect(new RegExp(shape.pattern)).toBeDefined()
        const named =
          shape.type === 'structure'
            ? Object.values(shape.members)
            : shape.type === 'list'
              ? [shape.of]
              : shape.type === 'map'
                ? [shape.key, shape.value]
                : []
        for (const name of named) expect(shapes).toHaveProperty(name)
        parts += named.length
      }
    }
    expect(parts).toBeGreaterThan(200)
  })
})

describe('an input that the model allows', () => {
  it('comes back without what the model does not know, and without nulls', () => {
    const input = { ...job, LanguageCode: null, Unknown: 1, Settings: { MaxSpeakerLabels: 2, Foo: [] } }
    expect(validateInput('StartTranscriptionJob', input)).toEqual({ ...job, Settings: { MaxSpeakerLabels: 2 } })
  })

  it('may name a map key anything that the model allows', () => {
    const input = { ...job, KMSEncryptionContext: JSON.parse('{"__proto__":"v"}') }
    const { KMSEncryptionContext } = validateInput('StartTranscriptionJob', input)
    expect(Object.entries(KMSEncryptionContext ?? {})).toEqual([['__proto__', 'v']])
  })

  it('loses the fraction of a whole number', () => {
    expect(validateInput('ListLanguageModels', { MaxResults: 5.9 })).toEqual({ MaxResults: 5 })
  })
})

describe('a violated constraint is worded as AWS does', () => {
  it('for the role of a language model, word for word as reported from AWS', () => {
    const role = 'arn:aws:iam::123456789012:user/terraform'
    const InputDataConfig = { S3Uri: 's3://bucket/train/', DataAccessRoleArn: role }
    const input = { LanguageCode: 'en-US', BaseModelName: 'WideBand', ModelName: 'demo', InputDataConfig }
    expect(refusalOf('CreateLanguageModel', input)).toEqual({
      code: 'BadRequestException',
      message: `1 validation error detected: Value '${role}' at 'inputDataConfig.dataAccessRoleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: ^arn:(aws|aws-cn|aws-us-gov|aws-iso-{0,1}[a-z]{0,1}):iam::[0-9]{0,63}:role/[A-Za-z0-9:_/+=,@.-]{0,1024}$`,
    })
  })

  it('for an enum, in the order of the model', () => {
    expect(refusalOf('StartTranscriptionJob', { ...job, LanguageCode: 'xx' }).message).toMatch(
      /^1 validation error detected: Value 'xx' at 'languageCode' failed to satisfy constraint: Member must satisfy enum value set: \[af-ZA, ar-AE, ar-SA, .*\]$/,
    )
  })

  const name = '^[0-9a-zA-Z._-]+'
  it.each<[string, OperationName, unknown, string[]]>([
    [
      'a missing member',
      'GetTranscriptionJob',
      {},
      [failed('null', 'transcriptionJobName', 'Member must not be null')],
    ],
    [
      'a null member',
      'DeleteLanguageModel',
      { ModelName: null },
      [failed('null', 'modelName', 'Member must not be null')],
    ],
    [
      'a pattern, the whole value being matched though the model lacks the end',
      'GetTranscriptionJob',
      { TranscriptionJobName: 'my job' },
      [failed("'my job'", 'transcriptionJobName', `Member must satisfy regular expression pattern: ${name}`)],
    ],
    [
      'two at once',
      'GetTranscriptionJob',
      { TranscriptionJobName: '' },
      [
        failed("''", 'transcriptionJobName', `Member must satisfy regular expression pattern: ${name}`),
        failed("''", 'transcriptionJobName', 'Member must have length greater than or equal to 1'),
      ],
    ],
    [
      'a length',
      'DescribeLanguageModel',
      { ModelName: 'm'.repeat(201) },
      [failed(`'${'m'.repeat(201)}'`, 'modelName', 'Member must have length less than or equal to 200')],
    ],
    [
      'a value',
      'ListTranscriptionJobs',
      { MaxResults: 0 },
      [failed("'0'", 'maxResults', 'Member must have value greater than or equal to 1')],
    ],
    [
      'another value',
      'ListTranscriptionJobs',
      { MaxResults: 101 },
      [failed("'101'", 'maxResults', 'Member must have value less than or equal to 100')],
    ],
    [
      'a missing member inside',
      'StartTranscriptionJob',
      { ...job, ContentRedaction: { RedactionType: 'PII' } },
      [failed('null', 'contentRedaction.redactionOutput', 'Member must not be null')],
    ],
    [
      'a structure in a list',
      'TagResource',
      {
        ResourceArn: 'arn:aws:transcribe:us-east-1:000000000000:language-model/m',
        Tags: [
          { Key: 'a', Value: '' },
          { Key: '', Value: 'b' },
        ],
      },
      [failed("''", 'tags.2.member.key', 'Member must have length greater than or equal to 1')],
    ],
    [
      'plain values in a list, all constraints at the list',
      'UntagResource',
      { ResourceArn: 'arn:aws:transcribe:us-east-1:000000000000:language-model/m', TagKeys: ['a', ''] },
      [
        failed(
          "'[a, ]'",
          'tagKeys',
          'Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]',
        ),
      ],
    ],
    [
      'the size of a map',
      'StartTranscriptionJob',
      { ...job, KMSEncryptionContext: {} },
      [failed("'{}'", 'kMSEncryptionContext', 'Member must have length greater than or equal to 1')],
    ],
    [
      'values of a map',
      'StartTranscriptionJob',
      { ...job, KMSEncryptionContext: { k: 'é', l: 'b' } },
      [
        failed(
          "'{k=é, l=b}'",
          'kMSEncryptionContext',
          'Map value must satisfy constraint: [Member must have length less than or equal to 2000, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ^[\\x20-\\x7E]+$]',
        ),
      ],
    ],
    [
      'a structure in a map',
      'StartTranscriptionJob',
      { ...job, LanguageIdSettings: { 'en-US': { LanguageModelName: 'a b' } } },
      [
        failed(
          "'a b'",
          'languageIdSettings.en-US.member.languageModelName',
          `Member must satisfy regular expression pattern: ${name}`,
        ),
      ],
    ],
  ])('for %s', (_, operation, input, clauses) => {
    const count = `${clauses.length} validation error${clauses.length > 1 ? 's' : ''} detected: `
    expect(refusalOf(operation, input)).toEqual({ code: 'BadRequestException', message: count + clauses.join('; ') })
  })

  it('for keys of a map', () => {
    const { message } = refusalOf('StartTranscriptionJob', { ...job, LanguageIdSettings: { xx: {} } })
    expect(message).toMatch(
      /^1 validation error detected: Value '\{xx=\{\}\}' at 'languageIdSettings' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must satisfy enum value set: \[af-ZA, /,
    )
  })

  it('for not more than ten of them', () => {
    const Tags = Array.from({ length: 20 }, () => ({ Key: '', Value: '' }))
    const { message } = refusalOf('TagResource', { ResourceArn: 'x', Tags })
    expect(message).toMatch(/^10 validation errors detected: /)
    expect(message.split('; ')).toHaveLength(10)
  })

  it('without the value of a sensitive member', () => {
    const input = { MedicalScribeContext: { PatientContext: { Pronouns: 'SECRET' } } }
    const { message } = refusalOf('StartMedicalScribeJob', input)
    expect(message).toContain("Value '***Sensitive Data***' at 'medicalScribeContext.patientContext.pronouns'")
    expect(message).not.toContain('SECRET')
  })

  it('counting characters, not UTF-16 units', () => {
    const Tags = (length: number) => [{ Key: '🎧'.repeat(length), Value: '' }]
    const ResourceArn = 'arn:aws:transcribe:us-east-1:000000000000:language-model/m'
    expect(validateInput('TagResource', { ResourceArn, Tags: Tags(128) })).toHaveProperty('Tags')
    expect(refusalOf('TagResource', { ResourceArn, Tags: Tags(129) }).message).toContain('tags.1.member.key')
  })
})

describe('a wrong JSON type', () => {
  it.each<[unknown, string]>([
    [{ MaxResults: '5' }, 'class java.lang.String can not be converted to an Integer'],
    [{ MaxResults: true }, 'class java.lang.Boolean can not be converted to an Integer'],
    [{ MaxResults: [] }, 'Start of list found where not expected'],
    [{ MaxResults: {} }, 'Start of structure or map found where not expected.'],
    [{ NextToken: 5 }, 'class java.lang.Integer can not be converted to an String'],
    [{ NextToken: 0.5 }, 'class java.lang.Double can not be converted to an String'],
    [{ NextToken: false }, 'class java.lang.Boolean can not be converted to an String'],
    [{ NextToken: [] }, 'Start of list found where not expected'],
    [{ MaxResults: 0, NextToken: {} }, 'Start of structure or map found where not expected.'],
    [[], ''],
    ['text', ''],
    [null, ''],
  ])('is refused before any constraint: %j', (input, message) => {
    expect(refusalOf('ListLanguageModels', input)).toEqual({ code: 'SerializationException', message })
  })

  it.each<[unknown, string]>([
    [{ IdentifyLanguage: 'foo' }, "'FOO' can not be converted to an Boolean"],
    [{ IdentifyLanguage: 1 }, 'class java.lang.Integer can not be converted to an Boolean'],
    [{ Media: 'x' }, 'Expected null'],
    [{ Media: [] }, 'Start of list found where not expected'],
    [{ Tags: 'x' }, 'Expected list or null'],
    [{ Tags: {} }, 'Start of structure or map found where not expected.'],
    [{ Tags: ['x'] }, 'Expected null'],
    [{ KMSEncryptionContext: 'x' }, 'Expected map or null'],
    [{ KMSEncryptionContext: { k: 1 } }, 'class java.lang.Integer can not be converted to an String'],
  ])('is refused inside: %j', (input, message) => {
    expect(refusalOf('StartTranscriptionJob', input)).toEqual({ code: 'SerializationException', message })
  })
})

it('answers any JSON to any operation with a value or an AwsError', () => {
  fc.assert(
    fc.property(fc.constantFrom(...operationNames), fc.jsonValue(), (operation, input) => {
      // Random members hardly hit the model's, so they are hung on the names of its members.
      const { members } = batchModel.shapes[batchModel.operations[operation].input] as { members: object }
      const named = Object.fromEntries(Object.keys(members).map((member) => [member, input]))
      for (const candidate of [input, named]) {
        try {
          expect(validateInput(operation, candidate)).toBeTypeOf('object')
        } catch (error) {
          expect(error).toBeInstanceOf(AwsError)
        }
      }
    }),
  )
})

it('checks the events of streams by the same rules', () => {
  const input = { ChannelDefinitions: [{ ChannelId: 0, ParticipantRole: 'BOSS' }] }
  expect(refusal(() => validateMembers(streamingModel.shapes, 'ConfigurationEvent', input)).message).toBe(
    "2 validation errors detected: Value '[{ChannelId=0, ParticipantRole=BOSS}]' at 'channelDefinitions' failed to satisfy constraint: Member must have length greater than or equal to 2; Value 'BOSS' at 'channelDefinitions.1.member.participantRole' failed to satisfy constraint: Member must satisfy enum value set: [AGENT, CUSTOMER]",
  )
})
