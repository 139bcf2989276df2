"""The streaming SDK for Python, as its README uses it; told only where the service is and whom to trust."""
import asyncio
import sys

from awscrt import io
from amazon_transcribe import client as sdk
from amazon_transcribe.endpoints import StaticEndpointResolver
from amazon_transcribe.exceptions import BadRequestException
from amazon_transcribe.handlers import TranscriptResultStreamHandler

endpoint, authority, path, model = sys.argv[1:]


class TrustingOptions(io.TlsContextOptions):
    """The SDK has no setting for the authority of a server."""

    def __init__(self):
        super().__init__()
        with open(authority, 'rb') as pem:
            self.override_default_trust_store(pem.read())


io.TlsContextOptions = TrustingOptions


class Handler(TranscriptResultStreamHandler):
    async def handle_transcript_event(self, transcript_event):
        for result in transcript_event.transcript.results:
            kind = 'partial' if result.is_partial else 'final'
            print(f'{kind} {result.alternatives[0].transcript}', flush=True)


async def main(model_name):
    client = sdk.TranscribeStreamingClient(region='us-east-1', endpoint_resolver=StaticEndpointResolver(endpoint))
    stream = await client.start_stream_transcription(
        language_code='en-US',
        media_sample_rate_hz=16000,
        media_encoding='pcm',
        language_model_name=model_name,
    )
    print('session', stream.response.session_id, flush=True)

    async def write():
        with open(path, 'rb') as audio:
            audio.seek(44)
            while chunk := audio.read(3200):
                await stream.input_stream.send_audio_event(audio_chunk=chunk)
        await stream.input_stream.end_stream()

    await asyncio.gather(write(), Handler(stream.output_stream).handle_events())


asyncio.run(main(model))
try:
    asyncio.run(main('no-such-model'))
except BadRequestException as error:
    print('refused', error)
