"""Waits for a model and a job with the waiters of boto3, where it has them."""
import sys

import boto3

endpoint, _, job_name, model_name = sys.argv[1:]

transcribe = boto3.client('transcribe', 'us-east-1', endpoint_url=endpoint)
known = set(transcribe.waiter_names)
if known:
    transcribe.get_waiter('language_model_completed').wait(ModelName=model_name)
    transcribe.get_waiter('transcription_job_completed').wait(TranscriptionJobName=job_name)
print('waited' if known else 'no waiters')
