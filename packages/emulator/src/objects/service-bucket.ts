/** The bucket in which Transcribe keeps the output of jobs that name none. It is the service's, not the caller's. */
export const serviceBucket = (region: string): string => `aws-transcribe-${region}-prod`

export const isServiceBucket = (name: string): boolean => /^aws-transcribe-.+-prod$/.test(name)
