"""Uploads a file above boto3's 8 MB threshold, in parts, and reads it back."""
import hashlib
import sys

import boto3

endpoint, bucket, path = sys.argv[1:]
s3 = boto3.client('s3', endpoint_url=endpoint)
s3.upload_file(path, bucket, 'large/file.bin')
head = s3.head_object(Bucket=bucket, Key='large/file.bin')
s3.download_file(bucket, 'large/file.bin', path + '.back')
digests = [hashlib.sha256(open(name, 'rb').read()).hexdigest() for name in (path, path + '.back')]
print(head['ContentLength'], head['ETag'], digests[0] == digests[1])
print([item['Key'] for item in s3.list_objects_v2(Bucket=bucket, Prefix='large/')['Contents']])
