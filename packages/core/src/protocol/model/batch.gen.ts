// Made by packages/core/build/model.js from botocore 1.43.107 transcribe/2017-10-26. Not edited by hand.
import type { Model, Operation } from './model.ts'

/** Every operation of the batch API. */
export type OperationName =
  | 'CreateCallAnalyticsCategory'
  | 'CreateLanguageModel'
  | 'CreateMedicalVocabulary'
  | 'CreateVocabulary'
  | 'CreateVocabularyFilter'
  | 'DeleteCallAnalyticsCategory'
  | 'DeleteCallAnalyticsJob'
  | 'DeleteLanguageModel'
  | 'DeleteMedicalScribeJob'
  | 'DeleteMedicalTranscriptionJob'
  | 'DeleteMedicalVocabulary'
  | 'DeleteTranscriptionJob'
  | 'DeleteVocabulary'
  | 'DeleteVocabularyFilter'
  | 'DescribeLanguageModel'
  | 'GetCallAnalyticsCategory'
  | 'GetCallAnalyticsJob'
  | 'GetMedicalScribeJob'
  | 'GetMedicalTranscriptionJob'
  | 'GetMedicalVocabulary'
  | 'GetTranscriptionJob'
  | 'GetVocabulary'
  | 'GetVocabularyFilter'
  | 'ListCallAnalyticsCategories'
  | 'ListCallAnalyticsJobs'
  | 'ListLanguageModels'
  | 'ListMedicalScribeJobs'
  | 'ListMedicalTranscriptionJobs'
  | 'ListMedicalVocabularies'
  | 'ListTagsForResource'
  | 'ListTranscriptionJobs'
  | 'ListVocabularies'
  | 'ListVocabularyFilters'
  | 'StartCallAnalyticsJob'
  | 'StartMedicalScribeJob'
  | 'StartMedicalTranscriptionJob'
  | 'StartTranscriptionJob'
  | 'TagResource'
  | 'UntagResource'
  | 'UpdateCallAnalyticsCategory'
  | 'UpdateLanguageModel'
  | 'UpdateMedicalVocabulary'
  | 'UpdateVocabulary'
  | 'UpdateVocabularyFilter'

/** The batch API model as data: operations, and the shapes that their input is made of. */
export const batchModel: Model<OperationName, Operation> = {
  operations: {
    CreateCallAnalyticsCategory: { input: "CreateCallAnalyticsCategoryRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    CreateLanguageModel: { input: "CreateLanguageModelRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    CreateMedicalVocabulary: { input: "CreateMedicalVocabularyRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    CreateVocabulary: { input: "CreateVocabularyRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    CreateVocabularyFilter: { input: "CreateVocabularyFilterRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    DeleteCallAnalyticsCategory: { input: "DeleteCallAnalyticsCategoryRequest", errors: ["NotFoundException", "LimitExceededException", "BadRequestException", "InternalFailureException"] },
    DeleteCallAnalyticsJob: { input: "DeleteCallAnalyticsJobRequest", errors: ["LimitExceededException", "BadRequestException", "InternalFailureException"] },
    DeleteLanguageModel: { input: "DeleteLanguageModelRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    DeleteMedicalScribeJob: { input: "DeleteMedicalScribeJobRequest", errors: ["LimitExceededException", "BadRequestException", "InternalFailureException"] },
    DeleteMedicalTranscriptionJob: { input: "DeleteMedicalTranscriptionJobRequest", errors: ["LimitExceededException", "BadRequestException", "InternalFailureException"] },
    DeleteMedicalVocabulary: { input: "DeleteMedicalVocabularyRequest", errors: ["NotFoundException", "LimitExceededException", "BadRequestException", "InternalFailureException"] },
    DeleteTranscriptionJob: { input: "DeleteTranscriptionJobRequest", errors: ["LimitExceededException", "BadRequestException", "InternalFailureException"] },
    DeleteVocabulary: { input: "DeleteVocabularyRequest", errors: ["NotFoundException", "LimitExceededException", "BadRequestException", "InternalFailureException"] },
    DeleteVocabularyFilter: { input: "DeleteVocabularyFilterRequest", errors: ["NotFoundException", "LimitExceededException", "BadRequestException", "InternalFailureException"] },
    DescribeLanguageModel: { input: "DescribeLanguageModelRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException"] },
    GetCallAnalyticsCategory: { input: "GetCallAnalyticsCategoryRequest", errors: ["NotFoundException", "LimitExceededException", "InternalFailureException", "BadRequestException"] },
    GetCallAnalyticsJob: { input: "GetCallAnalyticsJobRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException"] },
    GetMedicalScribeJob: { input: "GetMedicalScribeJobRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException"] },
    GetMedicalTranscriptionJob: { input: "GetMedicalTranscriptionJobRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException"] },
    GetMedicalVocabulary: { input: "GetMedicalVocabularyRequest", errors: ["NotFoundException", "LimitExceededException", "InternalFailureException", "BadRequestException"] },
    GetTranscriptionJob: { input: "GetTranscriptionJobRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException"] },
    GetVocabulary: { input: "GetVocabularyRequest", errors: ["NotFoundException", "LimitExceededException", "InternalFailureException", "BadRequestException"] },
    GetVocabularyFilter: { input: "GetVocabularyFilterRequest", errors: ["NotFoundException", "LimitExceededException", "InternalFailureException", "BadRequestException"] },
    ListCallAnalyticsCategories: { input: "ListCallAnalyticsCategoriesRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    ListCallAnalyticsJobs: { input: "ListCallAnalyticsJobsRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    ListLanguageModels: { input: "ListLanguageModelsRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    ListMedicalScribeJobs: { input: "ListMedicalScribeJobsRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    ListMedicalTranscriptionJobs: { input: "ListMedicalTranscriptionJobsRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    ListMedicalVocabularies: { input: "ListMedicalVocabulariesRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    ListTagsForResource: { input: "ListTagsForResourceRequest", errors: ["BadRequestException", "NotFoundException", "LimitExceededException", "InternalFailureException"] },
    ListTranscriptionJobs: { input: "ListTranscriptionJobsRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    ListVocabularies: { input: "ListVocabulariesRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    ListVocabularyFilters: { input: "ListVocabularyFiltersRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException"] },
    StartCallAnalyticsJob: { input: "StartCallAnalyticsJobRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    StartMedicalScribeJob: { input: "StartMedicalScribeJobRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    StartMedicalTranscriptionJob: { input: "StartMedicalTranscriptionJobRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    StartTranscriptionJob: { input: "StartTranscriptionJobRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "ConflictException"] },
    TagResource: { input: "TagResourceRequest", errors: ["BadRequestException", "ConflictException", "NotFoundException", "LimitExceededException", "InternalFailureException"] },
    UntagResource: { input: "UntagResourceRequest", errors: ["LimitExceededException", "BadRequestException", "ConflictException", "NotFoundException", "InternalFailureException"] },
    UpdateCallAnalyticsCategory: { input: "UpdateCallAnalyticsCategoryRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException", "ConflictException"] },
    UpdateLanguageModel: { input: "UpdateLanguageModelRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException", "ConflictException"] },
    UpdateMedicalVocabulary: { input: "UpdateMedicalVocabularyRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException", "ConflictException"] },
    UpdateVocabulary: { input: "UpdateVocabularyRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException", "ConflictException"] },
    UpdateVocabularyFilter: { input: "UpdateVocabularyFilterRequest", errors: ["BadRequestException", "LimitExceededException", "InternalFailureException", "NotFoundException", "ConflictException"] },
  },
  shapes: {
    AbsoluteTimeRange: { type: "structure", members: { StartTime: "TimestampMilliseconds", EndTime: "TimestampMilliseconds", First: "TimestampMilliseconds", Last: "TimestampMilliseconds" } },
    BaseModelName: { type: "string", enum: ["NarrowBand", "WideBand"] },
    Boolean: { type: "boolean" },
    CLMLanguageCode: { type: "string", enum: ["en-US", "hi-IN", "es-US", "en-GB", "en-AU", "de-DE", "ja-JP"] },
    CallAnalyticsJobName: { type: "string", min: 1, max: 200, pattern: "^[0-9a-zA-Z._-]+" },
    CallAnalyticsJobSettings: { type: "structure", members: { VocabularyName: "VocabularyName", VocabularyFilterName: "VocabularyFilterName", VocabularyFilterMethod: "VocabularyFilterMethod", LanguageModelName: "ModelName", ContentRedaction: "ContentRedaction", LanguageOptions: "LanguageOptions", LanguageIdSettings: "LanguageIdSettingsMap", Summarization: "Summarization" } },
    CallAnalyticsJobStatus: { type: "string", enum: ["QUEUED", "IN_PROGRESS", "FAILED", "COMPLETED"] },
    CategoryName: { type: "string", min: 1, max: 200, pattern: "^[0-9a-zA-Z._-]+" },
    ChannelDefinition: { type: "structure", members: { ChannelId: "ChannelId", ParticipantRole: "ParticipantRole" } },
    ChannelDefinitions: { type: "list", of: "ChannelDefinition", min: 2, max: 2 },
    ChannelId: { type: "integer", min: 0, max: 1 },
    ClinicalNoteGenerationSettings: { type: "structure", members: { NoteTemplate: "MedicalScribeNoteTemplate" } },
    ContentRedaction: { type: "structure", members: { RedactionType: "RedactionType", RedactionOutput: "RedactionOutput", PiiEntityTypes: "PiiEntityTypes" }, required: ["RedactionType", "RedactionOutput"] },
    CreateCallAnalyticsCategoryRequest: { type: "structure", members: { CategoryName: "CategoryName", Rules: "RuleList", Tags: "TagList", InputType: "InputType" }, required: ["CategoryName", "Rules"] },
    CreateLanguageModelRequest: { type: "structure", members: { LanguageCode: "CLMLanguageCode", BaseModelName: "BaseModelName", ModelName: "ModelName", InputDataConfig: "InputDataConfig", EncryptionConfiguration: "EncryptionConfiguration", Tags: "TagList" }, required: ["LanguageCode", "BaseModelName", "ModelName", "InputDataConfig"] },
    CreateMedicalVocabularyRequest: { type: "structure", members: { VocabularyName: "VocabularyName", LanguageCode: "LanguageCode", VocabularyFileUri: "Uri", Tags: "TagList" }, required: ["VocabularyName", "LanguageCode", "VocabularyFileUri"] },
    CreateVocabularyFilterRequest: { type: "structure", members: { VocabularyFilterName: "VocabularyFilterName", LanguageCode: "LanguageCode", Words: "Words", VocabularyFilterFileUri: "Uri", Tags: "TagList", DataAccessRoleArn: "DataAccessRoleArn", EncryptionConfiguration: "EncryptionConfiguration" }, required: ["VocabularyFilterName", "LanguageCode"] },
    CreateVocabularyRequest: { type: "structure", members: { VocabularyName: "VocabularyName", LanguageCode: "LanguageCode", Phrases: "Phrases", VocabularyFileUri: "Uri", Tags: "TagList", DataAccessRoleArn: "DataAccessRoleArn", EncryptionConfiguration: "EncryptionConfiguration" }, required: ["VocabularyName", "LanguageCode"] },
    DataAccessRoleArn: { type: "string", min: 20, max: 2048, pattern: "^arn:(aws|aws-cn|aws-us-gov|aws-iso-{0,1}[a-z]{0,1}):iam::[0-9]{0,63}:role/[A-Za-z0-9:_/+=,@.-]{0,1024}$" },
    DeleteCallAnalyticsCategoryRequest: { type: "structure", members: { CategoryName: "CategoryName" }, required: ["CategoryName"] },
    DeleteCallAnalyticsJobRequest: { type: "structure", members: { CallAnalyticsJobName: "CallAnalyticsJobName" }, required: ["CallAnalyticsJobName"] },
    DeleteLanguageModelRequest: { type: "structure", members: { ModelName: "ModelName" }, required: ["ModelName"] },
    DeleteMedicalScribeJobRequest: { type: "structure", members: { MedicalScribeJobName: "TranscriptionJobName" }, required: ["MedicalScribeJobName"] },
    DeleteMedicalTranscriptionJobRequest: { type: "structure", members: { MedicalTranscriptionJobName: "TranscriptionJobName" }, required: ["MedicalTranscriptionJobName"] },
    DeleteMedicalVocabularyRequest: { type: "structure", members: { VocabularyName: "VocabularyName" }, required: ["VocabularyName"] },
    DeleteTranscriptionJobRequest: { type: "structure", members: { TranscriptionJobName: "TranscriptionJobName" }, required: ["TranscriptionJobName"] },
    DeleteVocabularyFilterRequest: { type: "structure", members: { VocabularyFilterName: "VocabularyFilterName" }, required: ["VocabularyFilterName"] },
    DeleteVocabularyRequest: { type: "structure", members: { VocabularyName: "VocabularyName" }, required: ["VocabularyName"] },
    DescribeLanguageModelRequest: { type: "structure", members: { ModelName: "ModelName" }, required: ["ModelName"] },
    EncryptionConfiguration: { type: "structure", members: { KMSEncryptionContext: "KMSEncryptionContextMap", KMSKey: "KMSKeyId" }, required: ["KMSKey"] },
    GetCallAnalyticsCategoryRequest: { type: "structure", members: { CategoryName: "CategoryName" }, required: ["CategoryName"] },
    GetCallAnalyticsJobRequest: { type: "structure", members: { CallAnalyticsJobName: "CallAnalyticsJobName" }, required: ["CallAnalyticsJobName"] },
    GetMedicalScribeJobRequest: { type: "structure", members: { MedicalScribeJobName: "TranscriptionJobName" }, required: ["MedicalScribeJobName"] },
    GetMedicalTranscriptionJobRequest: { type: "structure", members: { MedicalTranscriptionJobName: "TranscriptionJobName" }, required: ["MedicalTranscriptionJobName"] },
    GetMedicalVocabularyRequest: { type: "structure", members: { VocabularyName: "VocabularyName" }, required: ["VocabularyName"] },
    GetTranscriptionJobRequest: { type: "structure", members: { TranscriptionJobName: "TranscriptionJobName" }, required: ["TranscriptionJobName"] },
    GetVocabularyFilterRequest: { type: "structure", members: { VocabularyFilterName: "VocabularyFilterName" }, required: ["VocabularyFilterName"] },
    GetVocabularyRequest: { type: "structure", members: { VocabularyName: "VocabularyName" }, required: ["VocabularyName"] },
    InputDataConfig: { type: "structure", members: { S3Uri: "Uri", TuningDataS3Uri: "Uri", DataAccessRoleArn: "DataAccessRoleArn" }, required: ["S3Uri", "DataAccessRoleArn"] },
    InputType: { type: "string", enum: ["REAL_TIME", "POST_CALL"] },
    InterruptionFilter: { type: "structure", members: { Threshold: "TimestampMilliseconds", ParticipantRole: "ParticipantRole", AbsoluteTimeRange: "AbsoluteTimeRange", RelativeTimeRange: "RelativeTimeRange", Negate: "Boolean" } },
    JobExecutionSettings: { type: "structure", members: { AllowDeferredExecution: "Boolean", DataAccessRoleArn: "DataAccessRoleArn" } },
    KMSEncryptionContextMap: { type: "map", key: "PrintableNonEmptyString", value: "PrintableNonEmptyString", min: 1, max: 10 },
    KMSKeyId: { type: "string", min: 1, max: 2048, pattern: "^[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,2048}$" },
    LanguageCode: { type: "string", enum: ["af-ZA", "ar-AE", "ar-SA", "am-ET", "cy-GB", "da-DK", "de-CH", "de-DE", "en-AB", "en-AU", "en-GB", "en-IE", "en-IN", "en-US", "en-WL", "es-ES", "es-MX", "es-US", "fa-AF", "fa-IR", "fr-CA", "fr-FR", "ga-IE", "gd-GB", "he-IL", "hi-IN", "ht-HT", "id-ID", "it-IT", "ja-JP", "jv-ID", "km-KH", "ko-KR", "my-MM", "ms-MY", "nl-NL", "pt-BR", "pt-PT", "ru-RU", "ta-IN", "te-IN", "tr-TR", "zh-CN", "zh-TW", "th-TH", "en-ZA", "en-NZ", "vi-VN", "sv-SE", "ab-GE", "ast-ES", "az-AZ", "ba-RU", "be-BY", "bg-BG", "bn-IN", "bs-BA", "ca-ES", "ckb-IQ", "ckb-IR", "cs-CZ", "cy-WL", "el-GR", "et-EE", "et-ET", "eu-ES", "fi-FI", "gl-ES", "gu-IN", "ha-NG", "hr-HR", "hu-HU", "hy-AM", "is-IS", "ka-GE", "kab-DZ", "kk-KZ", "kn-IN", "ky-KG", "lg-IN", "lt-LT", "lv-LV", "mhr-RU", "mi-NZ", "mk-MK", "ml-IN", "mn-MN", "mr-IN", "mt-MT", "no-NO", "ne-NP", "or-IN", "pa-IN", "pl-PL", "ps-AF", "ro-RO", "rw-RW", "si-LK", "sk-SK", "sl-SI", "so-SO", "sq-AL", "sr-RS", "su-ID", "sw-BI", "sw-KE", "sw-RW", "sw-TZ", "sw-UG", "tl-PH", "tt-RU", "ug-CN", "uk-UA", "uz-UZ", "wo-SN", "zh-HK", "zu-ZA"] },
    LanguageIdSettings: { type: "structure", members: { VocabularyName: "VocabularyName", VocabularyFilterName: "VocabularyFilterName", LanguageModelName: "ModelName" } },
    LanguageIdSettingsMap: { type: "map", key: "LanguageCode", value: "LanguageIdSettings", min: 1, max: 5 },
    LanguageOptions: { type: "list", of: "LanguageCode", min: 1 },
    ListCallAnalyticsCategoriesRequest: { type: "structure", members: { NextToken: "NextToken", MaxResults: "MaxResults" } },
    ListCallAnalyticsJobsRequest: { type: "structure", members: { Status: "CallAnalyticsJobStatus", JobNameContains: "CallAnalyticsJobName", NextToken: "NextToken", MaxResults: "MaxResults" } },
    ListLanguageModelsRequest: { type: "structure", members: { StatusEquals: "ModelStatus", NameContains: "ModelName", NextToken: "NextToken", MaxResults: "MaxResults" } },
    ListMedicalScribeJobsRequest: { type: "structure", members: { Status: "MedicalScribeJobStatus", JobNameContains: "TranscriptionJobName", NextToken: "NextToken", MaxResults: "MaxResults" } },
    ListMedicalTranscriptionJobsRequest: { type: "structure", members: { Status: "TranscriptionJobStatus", JobNameContains: "TranscriptionJobName", NextToken: "NextToken", MaxResults: "MaxResults" } },
    ListMedicalVocabulariesRequest: { type: "structure", members: { NextToken: "NextToken", MaxResults: "MaxResults", StateEquals: "VocabularyState", NameContains: "VocabularyName" } },
    ListTagsForResourceRequest: { type: "structure", members: { ResourceArn: "TranscribeArn" }, required: ["ResourceArn"] },
    ListTranscriptionJobsRequest: { type: "structure", members: { Status: "TranscriptionJobStatus", JobNameContains: "TranscriptionJobName", NextToken: "NextToken", MaxResults: "MaxResults" } },
    ListVocabulariesRequest: { type: "structure", members: { NextToken: "NextToken", MaxResults: "MaxResults", StateEquals: "VocabularyState", NameContains: "VocabularyName" } },
    ListVocabularyFiltersRequest: { type: "structure", members: { NextToken: "NextToken", MaxResults: "MaxResults", NameContains: "VocabularyFilterName" } },
    MaxAlternatives: { type: "integer", min: 2, max: 10 },
    MaxResults: { type: "integer", min: 1, max: 100 },
    MaxSpeakers: { type: "integer", min: 2, max: 30 },
    Media: { type: "structure", members: { MediaFileUri: "Uri", RedactedMediaFileUri: "Uri" } },
    MediaFormat: { type: "string", enum: ["mp3", "mp4", "wav", "flac", "ogg", "amr", "webm", "m4a"] },
    MediaSampleRateHertz: { type: "integer", min: 8000, max: 48000 },
    MedicalContentIdentificationType: { type: "string", enum: ["PHI"] },
    MedicalMediaSampleRateHertz: { type: "integer", min: 16000, max: 48000 },
    MedicalScribeChannelDefinition: { type: "structure", members: { ChannelId: "MedicalScribeChannelId", ParticipantRole: "MedicalScribeParticipantRole" }, required: ["ChannelId", "ParticipantRole"] },
    MedicalScribeChannelDefinitions: { type: "list", of: "MedicalScribeChannelDefinition", min: 2, max: 2 },
    MedicalScribeChannelId: { type: "integer", min: 0, max: 1 },
    MedicalScribeContext: { type: "structure", members: { PatientContext: "MedicalScribePatientContext" } },
    MedicalScribeJobStatus: { type: "string", enum: ["QUEUED", "IN_PROGRESS", "FAILED", "COMPLETED"] },
    MedicalScribeNoteTemplate: { type: "string", enum: ["HISTORY_AND_PHYSICAL", "GIRPP", "BIRP", "SIRP", "DAP", "BEHAVIORAL_SOAP", "PHYSICAL_SOAP"] },
    MedicalScribeParticipantRole: { type: "string", enum: ["PATIENT", "CLINICIAN"] },
    MedicalScribePatientContext: { type: "structure", members: { Pronouns: "Pronouns" } },
    MedicalScribeSettings: { type: "structure", members: { ShowSpeakerLabels: "Boolean", MaxSpeakerLabels: "MaxSpeakers", ChannelIdentification: "Boolean", VocabularyName: "VocabularyName", VocabularyFilterName: "VocabularyFilterName", VocabularyFilterMethod: "VocabularyFilterMethod", ClinicalNoteGenerationSettings: "ClinicalNoteGenerationSettings" } },
    MedicalTranscriptionSetting: { type: "structure", members: { ShowSpeakerLabels: "Boolean", MaxSpeakerLabels: "MaxSpeakers", ChannelIdentification: "Boolean", ShowAlternatives: "Boolean", MaxAlternatives: "MaxAlternatives", VocabularyName: "VocabularyName" } },
    ModelName: { type: "string", min: 1, max: 200, pattern: "^[0-9a-zA-Z._-]+" },
    ModelSettings: { type: "structure", members: { LanguageModelName: "ModelName" } },
    ModelStatus: { type: "string", enum: ["IN_PROGRESS", "FAILED", "COMPLETED"] },
    NextToken: { type: "string", max: 8192, pattern: ".+" },
    NonEmptyString: { type: "string", min: 1, max: 2000, pattern: ".*\\S.*" },
    NonTalkTimeFilter: { type: "structure", members: { Threshold: "TimestampMilliseconds", AbsoluteTimeRange: "AbsoluteTimeRange", RelativeTimeRange: "RelativeTimeRange", Negate: "Boolean" } },
    OutputBucketName: { type: "string", max: 64, pattern: "[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9]" },
    OutputKey: { type: "string", min: 1, max: 1024, pattern: "[a-zA-Z0-9-_.!*'()/]{1,1024}$" },
    ParticipantRole: { type: "string", enum: ["AGENT", "CUSTOMER"] },
    Percentage: { type: "integer", min: 0, max: 100 },
    Phrase: { type: "string", min: 0, max: 256, pattern: ".+" },
    Phrases: { type: "list", of: "Phrase" },
    PiiEntityType: { type: "string", enum: ["BANK_ACCOUNT_NUMBER", "BANK_ROUTING", "CREDIT_DEBIT_NUMBER", "CREDIT_DEBIT_CVV", "CREDIT_DEBIT_EXPIRY", "PIN", "EMAIL", "ADDRESS", "NAME", "PHONE", "SSN", "DATE_TIME", "PASSPORT_NUMBER", "DRIVER_ID", "URL", "AGE", "USERNAME", "PASSWORD", "AWS_ACCESS_KEY", "AWS_SECRET_KEY", "IP_ADDRESS", "MAC_ADDRESS", "LICENSE_PLATE", "VEHICLE_IDENTIFICATION_NUMBER", "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", "CA_HEALTH_NUMBER", "CA_SOCIAL_INSURANCE_NUMBER", "INTERNATIONAL_BANK_ACCOUNT_NUMBER", "SWIFT_CODE", "ALL"] },
    PiiEntityTypes: { type: "list", of: "PiiEntityType", min: 0, max: 29 },
    PrintableNonEmptyString: { type: "string", min: 1, max: 2000, pattern: "^[\\x20-\\x7E]+$" },
    Pronouns: { type: "string", enum: ["HE_HIM", "SHE_HER", "THEY_THEM"], sensitive: true },
    RedactionOutput: { type: "string", enum: ["redacted", "redacted_and_unredacted"] },
    RedactionType: { type: "string", enum: ["PII"] },
    RelativeTimeRange: { type: "structure", members: { StartPercentage: "Percentage", EndPercentage: "Percentage", First: "Percentage", Last: "Percentage" } },
    Rule: { type: "structure", members: { NonTalkTimeFilter: "NonTalkTimeFilter", InterruptionFilter: "InterruptionFilter", TranscriptFilter: "TranscriptFilter", SentimentFilter: "SentimentFilter" }, union: true },
    RuleList: { type: "list", of: "Rule", min: 1, max: 20 },
    SentimentFilter: { type: "structure", members: { Sentiments: "SentimentValueList", AbsoluteTimeRange: "AbsoluteTimeRange", RelativeTimeRange: "RelativeTimeRange", ParticipantRole: "ParticipantRole", Negate: "Boolean" }, required: ["Sentiments"] },
    SentimentValue: { type: "string", enum: ["POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED"] },
    SentimentValueList: { type: "list", of: "SentimentValue", min: 1, max: 1 },
    Settings: { type: "structure", members: { VocabularyName: "VocabularyName", ShowSpeakerLabels: "Boolean", MaxSpeakerLabels: "MaxSpeakers", ChannelIdentification: "Boolean", ShowAlternatives: "Boolean", MaxAlternatives: "MaxAlternatives", VocabularyFilterName: "VocabularyFilterName", VocabularyFilterMethod: "VocabularyFilterMethod" } },
    Specialty: { type: "string", enum: ["PRIMARYCARE"] },
    StartCallAnalyticsJobRequest: { type: "structure", members: { CallAnalyticsJobName: "CallAnalyticsJobName", Media: "Media", OutputLocation: "Uri", OutputEncryptionKMSKeyId: "KMSKeyId", DataAccessRoleArn: "DataAccessRoleArn", Settings: "CallAnalyticsJobSettings", Tags: "TagList", ChannelDefinitions: "ChannelDefinitions" }, required: ["CallAnalyticsJobName", "Media"] },
    StartMedicalScribeJobRequest: { type: "structure", members: { MedicalScribeJobName: "TranscriptionJobName", Media: "Media", OutputBucketName: "OutputBucketName", OutputEncryptionKMSKeyId: "KMSKeyId", KMSEncryptionContext: "KMSEncryptionContextMap", DataAccessRoleArn: "DataAccessRoleArn", Settings: "MedicalScribeSettings", ChannelDefinitions: "MedicalScribeChannelDefinitions", Tags: "TagList", MedicalScribeContext: "MedicalScribeContext" }, required: ["MedicalScribeJobName", "Media", "OutputBucketName", "DataAccessRoleArn", "Settings"] },
    StartMedicalTranscriptionJobRequest: { type: "structure", members: { MedicalTranscriptionJobName: "TranscriptionJobName", LanguageCode: "LanguageCode", MediaSampleRateHertz: "MedicalMediaSampleRateHertz", MediaFormat: "MediaFormat", Media: "Media", OutputBucketName: "OutputBucketName", OutputKey: "OutputKey", OutputEncryptionKMSKeyId: "KMSKeyId", KMSEncryptionContext: "KMSEncryptionContextMap", Settings: "MedicalTranscriptionSetting", ContentIdentificationType: "MedicalContentIdentificationType", Specialty: "Specialty", Type: "Type", Tags: "TagList" }, required: ["MedicalTranscriptionJobName", "LanguageCode", "Media", "OutputBucketName", "Specialty", "Type"] },
    StartTranscriptionJobRequest: { type: "structure", members: { TranscriptionJobName: "TranscriptionJobName", LanguageCode: "LanguageCode", MediaSampleRateHertz: "MediaSampleRateHertz", MediaFormat: "MediaFormat", Media: "Media", OutputBucketName: "OutputBucketName", OutputKey: "OutputKey", OutputEncryptionKMSKeyId: "KMSKeyId", KMSEncryptionContext: "KMSEncryptionContextMap", Settings: "Settings", ModelSettings: "ModelSettings", JobExecutionSettings: "JobExecutionSettings", ContentRedaction: "ContentRedaction", IdentifyLanguage: "Boolean", IdentifyMultipleLanguages: "Boolean", LanguageOptions: "LanguageOptions", Subtitles: "Subtitles", Tags: "TagList", LanguageIdSettings: "LanguageIdSettingsMap", ToxicityDetection: "ToxicityDetection" }, required: ["TranscriptionJobName", "Media"] },
    StringTargetList: { type: "list", of: "NonEmptyString", min: 1 },
    SubtitleFormat: { type: "string", enum: ["vtt", "srt"] },
    SubtitleFormats: { type: "list", of: "SubtitleFormat" },
    SubtitleOutputStartIndex: { type: "integer", min: 0, max: 1 },
    Subtitles: { type: "structure", members: { Formats: "SubtitleFormats", OutputStartIndex: "SubtitleOutputStartIndex" } },
    Summarization: { type: "structure", members: { GenerateAbstractiveSummary: "Boolean" }, required: ["GenerateAbstractiveSummary"] },
    Tag: { type: "structure", members: { Key: "TagKey", Value: "TagValue" }, required: ["Key", "Value"] },
    TagKey: { type: "string", min: 1, max: 128 },
    TagKeyList: { type: "list", of: "TagKey", min: 1, max: 200 },
    TagList: { type: "list", of: "Tag", min: 1, max: 200 },
    TagResourceRequest: { type: "structure", members: { ResourceArn: "TranscribeArn", Tags: "TagList" }, required: ["ResourceArn", "Tags"] },
    TagValue: { type: "string", min: 0, max: 256 },
    TimestampMilliseconds: { type: "long", min: 0, max: 14400000 },
    ToxicityCategories: { type: "list", of: "ToxicityCategory", min: 1, max: 1 },
    ToxicityCategory: { type: "string", enum: ["ALL"] },
    ToxicityDetection: { type: "list", of: "ToxicityDetectionSettings", min: 1, max: 1 },
    ToxicityDetectionSettings: { type: "structure", members: { ToxicityCategories: "ToxicityCategories" }, required: ["ToxicityCategories"] },
    TranscribeArn: { type: "string", min: 1, max: 1011, pattern: "arn:aws(-[^:]+)?:transcribe:[a-zA-Z0-9-]*:[0-9]{12}:[a-zA-Z-]*/[0-9a-zA-Z._-]+" },
    TranscriptFilter: { type: "structure", members: { TranscriptFilterType: "TranscriptFilterType", AbsoluteTimeRange: "AbsoluteTimeRange", RelativeTimeRange: "RelativeTimeRange", ParticipantRole: "ParticipantRole", Negate: "Boolean", Targets: "StringTargetList" }, required: ["TranscriptFilterType", "Targets"] },
    TranscriptFilterType: { type: "string", enum: ["EXACT"] },
    TranscriptionJobName: { type: "string", min: 1, max: 200, pattern: "^[0-9a-zA-Z._-]+" },
    TranscriptionJobStatus: { type: "string", enum: ["QUEUED", "IN_PROGRESS", "FAILED", "COMPLETED"] },
    Type: { type: "string", enum: ["CONVERSATION", "DICTATION"] },
    UntagResourceRequest: { type: "structure", members: { ResourceArn: "TranscribeArn", TagKeys: "TagKeyList" }, required: ["ResourceArn", "TagKeys"] },
    UpdateCallAnalyticsCategoryRequest: { type: "structure", members: { CategoryName: "CategoryName", Rules: "RuleList", InputType: "InputType" }, required: ["CategoryName", "Rules"] },
    UpdateLanguageModelRequest: { type: "structure", members: { ModelName: "ModelName", DataAccessRoleArn: "DataAccessRoleArn", EncryptionConfiguration: "EncryptionConfiguration" }, required: ["ModelName"] },
    UpdateMedicalVocabularyRequest: { type: "structure", members: { VocabularyName: "VocabularyName", LanguageCode: "LanguageCode", VocabularyFileUri: "Uri" }, required: ["VocabularyName", "LanguageCode", "VocabularyFileUri"] },
    UpdateVocabularyFilterRequest: { type: "structure", members: { VocabularyFilterName: "VocabularyFilterName", Words: "Words", VocabularyFilterFileUri: "Uri", DataAccessRoleArn: "DataAccessRoleArn", EncryptionConfiguration: "EncryptionConfiguration" }, required: ["VocabularyFilterName"] },
    UpdateVocabularyRequest: { type: "structure", members: { VocabularyName: "VocabularyName", LanguageCode: "LanguageCode", Phrases: "Phrases", VocabularyFileUri: "Uri", DataAccessRoleArn: "DataAccessRoleArn", EncryptionConfiguration: "EncryptionConfiguration" }, required: ["VocabularyName", "LanguageCode"] },
    Uri: { type: "string", min: 1, max: 2000, pattern: "(s3://|http(s*)://).+" },
    VocabularyFilterMethod: { type: "string", enum: ["remove", "mask", "tag"] },
    VocabularyFilterName: { type: "string", min: 1, max: 200, pattern: "^[0-9a-zA-Z._-]+" },
    VocabularyName: { type: "string", min: 1, max: 200, pattern: "^[0-9a-zA-Z._-]+" },
    VocabularyState: { type: "string", enum: ["PENDING", "READY", "FAILED"] },
    Word: { type: "string", min: 1, max: 256 },
    Words: { type: "list", of: "Word", min: 1 },
  },
}
