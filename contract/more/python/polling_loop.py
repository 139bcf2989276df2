"""The documentation's script, besides endpoint, bucket and names, which are given."""
import sys
import time

import boto3

endpoint, bucket, job_name, model_name, media = sys.argv[1:]

s3 = boto3.client('s3', endpoint_url=endpoint)
s3.upload_file(media, bucket, 'my-input-files/my-media-file.flac')

transcribe = boto3.client('transcribe', 'us-east-1', endpoint_url=endpoint)
job_uri = f"s3://{bucket}/my-input-files/my-media-file.flac"
transcribe.start_transcription_job(
    TranscriptionJobName=job_name,
    Media={
        'MediaFileUri': job_uri
    },
    OutputBucketName=bucket,
    OutputKey='my-output-files/',
    LanguageCode='en-US',
    ModelSettings={
        'LanguageModelName': model_name
    }
)

while True:
    status = transcribe.get_transcription_job(TranscriptionJobName=job_name)
    if status['TranscriptionJob']['TranscriptionJobStatus'] in ['COMPLETED', 'FAILED']:
        break
    print("Not ready yet...")
    time.sleep(5)
print(status['TranscriptionJob']['TranscriptionJobStatus'])
print(s3.get_object(Bucket=bucket, Key=f'my-output-files/{job_name}.json')['Body'].read().decode())
